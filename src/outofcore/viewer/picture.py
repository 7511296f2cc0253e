"""A small picture of an image, for where no widget is drawn: a page, a printed notebook."""

import base64
import html
import struct
import zlib

import numpy as np

MOST = 360  # pixels of the longer side


def paint(samples, channels, *, labels=False):
    """Return the RGB picture of one sample per channel, uint8 of (rows, columns, 3).

    Parameters
    ----------
    samples : list of array
        (rows, columns), one for each channel.
    channels : list of dict
        With "low", "high" and "color", as of `Viewer.channels`.
    labels : bool
        Whether the numbers name objects: then each gets a colour of its own.

    >>> sample = np.array([[0, 10]])
    >>> paint([sample], [{"low": 0, "high": 10, "color": "#ff8000"}]).tolist()
    [[[0, 0, 0], [255, 128, 0]]]
    """
    shape = samples[0].shape
    stride = -(-max(shape) // MOST)
    total = np.zeros((*samples[0][::stride, ::stride].shape, 3))
    for sample, channel in zip(samples, channels, strict=True):
        values = np.asarray(sample[::stride, ::stride])
        if labels:
            total += _hashed(values)
            continue
        values = np.abs(values) if values.dtype.kind == "c" else values
        span = channel["high"] - channel["low"]
        share = np.clip(np.nan_to_num((values.astype("f8") - channel["low"]) / span), 0, 1)
        colour = [int(channel["color"][i : i + 2], 16) for i in (1, 3, 5)]
        total += share[..., None] * colour
    return np.rint(np.clip(total, 0, 255)).astype("u1")


def png_bytes(rgb):
    r"""Return a PNG file of a picture, uint8 of (rows, columns, 3).

    >>> png_bytes(np.zeros((2, 3, 3), "u1"))[:4]
    b'\x89PNG'
    """
    rows, columns, _ = rgb.shape
    lines = np.concatenate([np.zeros((rows, 1), "u1"), rgb.reshape(rows, -1)], axis=1)
    head = struct.pack(">IIBBBBB", columns, rows, 8, 2, 0, 0, 0)
    parts = [(b"IHDR", head), (b"IDAT", zlib.compress(lines.tobytes())), (b"IEND", b"")]
    chunks = [
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in parts
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def as_html(rgb, alt):
    """Return a figure with a picture and what it shows, as HTML that needs nothing else."""
    data = base64.b64encode(png_bytes(rgb)).decode()
    words = html.escape(alt)
    return (
        f'<figure style="margin:0"><img alt="{words}" src="data:image/png;base64,{data}"/>'
        f"<figcaption>{words}</figcaption></figure>"
    )


def _hashed(values):
    """Return a colour for each number, black for 0."""
    numbers = values.astype("u8") * np.uint64(2654435761)
    colours = [(numbers >> np.uint64(shift)) & np.uint64(127) for shift in (3, 11, 19)]
    colours = np.stack(colours, axis=-1) + np.uint64(128)
    return np.where((values == 0)[..., None], 0, colours)
