"""A pyramid to pan and zoom in a notebook, and what looking at it costs.

::

    browser   drag, zoom, slide --which tiles?--> ask ------------.    canvas <- contrast, colour
                                                                  |       ^
    comm      (the widget's own: binary messages, no other port)  |       | raw numbers
                                                                  v       |
    kernel    server: queue, two threads --> reader: tile = parts of chunks --> cache --> file

`scene` plans (which level, which tiles, what is too dear), `stored` knows the chunks and their
bytes on disk, `reader` makes tiles of them, `server` answers the browser, `widget` joins them. The
other half is JavaScript, in `js/`; what the browser loads is `static/`, made by `make viewer`.
"""


def view(source, *, height=480, cache_bytes=None):
    """Return a widget that shows an image: pan, zoom, slide, and see what is fetched for it.

    Parameters
    ----------
    source : path or outofcore.formats.image.Image
        A path as `outofcore info` takes it: TIFF, a folder of planes, HDF5, BigDataViewer, Zarr,
        OME-Zarr, .npy; `path::name` for one of several. An `Image` may hold arrays of any kind that
        are sliced, also such as are computed then.
    height : int
        Of the picture, in pixels.
    cache_bytes : int
        How much of unpacked chunks is kept in the kernel; 64 MiB by default.

    Returns
    -------
    outofcore.viewer.widget.Viewer
        `counts` says what was fetched; `position`, `level`, `centre`, `zoom`, `plane` and
        `channels` say what is shown, and may be set. `close()` ends its threads and closes the
        file.

    Raises
    ------
    FileNotFoundError, ValueError
        When there is no image at the path, or none with two axes.
    ModuleNotFoundError
        Without anywidget, which comes with outofcore[course].

    >>> from outofcore.formats.image import make_image
    >>> import numpy as np
    >>> with view(make_image(np.zeros((4, 60, 80), "u2"), axes="zyx")) as viewer:
    ...     viewer.position, viewer.counts["whole"]["chunks"]
    ({'z': 2}, 4)
    """
    from outofcore.viewer.widget import CACHE_BYTES, Viewer

    return Viewer(source, height=height, cache_bytes=cache_bytes or CACHE_BYTES)
