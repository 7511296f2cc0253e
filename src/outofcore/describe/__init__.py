"""What is in a file: its arrays, how they are stored, and what typical accesses would read.

Files are known by what they hold, not by how they are called. Nothing but metadata is read::

    path --_kinds--> "OME-Zarr 0.5" --names of images--> one ImageInfo each --> Description
"""

from outofcore.describe._kinds import damage_told, find_reader, kind_of, split_name
from outofcore.describe._model import Access, ArrayInfo, Description, ImageInfo

__all__ = ["LISTED", "Access", "ArrayInfo", "Description", "ImageInfo", "describe", "kind_of"]

LISTED = 200  # images of one file, up to which each is looked into


def describe(path):
    """Return the `Description` of what lies at `path`. Nothing but metadata is read.

    Parameters
    ----------
    path : path
        TIFF (OME, ImageJ, plain), a folder of TIFF planes, HDF5 (PyTables' and BigDataViewer's
        too), a BigDataViewer XML file, Zarr, OME-Zarr, or .npy. `path::name` picks one image,
        by its name or that of a level, or all below a group.

    Raises
    ------
    FileNotFoundError
        When there is nothing at `path`.
    ValueError
        When it is none of these, or so damaged that it does not say what it holds.
    KeyError
        When it has no image of that name; the message lists those there are.

    Notes
    -----
    The sizes of chunks are looked up one by one as far as `_hdf5.COUNTED` and `_zarr.COUNTED`.
    Beyond, the sizes are estimates, and say so: `exact` is False.
    """
    path, name = split_name(path)
    reader = find_reader(path)
    with damage_told(path):
        images = reader.name_images(path)
    wanted, found, problems, notes = _wanted(images, name, path), [], [], []
    for image, arrays in list(wanted.items())[:LISTED]:
        try:
            with damage_told(image or path):
                info, wrong = reader.describe_image(path, image, arrays)
        except (ValueError, OSError) as error:
            wrong = [str(error)]  # one that is damaged does not hide the others
        else:
            found.append(info)
        problems += wrong
    if problems and not found:
        raise ValueError(problems[0])
    if len(wanted) > LISTED:
        notes.append(
            f"{len(wanted)} images or arrays; these are the first {LISTED}. "
            "Pick others with PATH::NAME, where NAME may be a group"
        )
    return Description(str(path), kind_of(path), tuple(found), tuple(notes), tuple(problems))


def _wanted(images, name, path):
    """Return the images that a name means: its own, that of a level, or those below a group."""
    name = name.strip("/")
    if not name:
        return images
    found = {
        image: arrays
        for image, arrays in images.items()
        if image == name or image.startswith(f"{name}/")
    }
    if not found:
        found = {image: arrays for image, arrays in images.items() if name in arrays}
    if not found:
        names = [*images, *(array for arrays in images.values() for array in arrays)]
        names = list(dict.fromkeys(filter(None, names)))
        some = ", ".join(map(repr, names[:20])) or "none with a name: leave out what follows ::"
        more = f" and {len(names) - 20} more" if len(names) > 20 else ""
        raise KeyError(f"no image {name!r} in {path}; there are {some}{more}")
    return found
