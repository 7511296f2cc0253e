"""What a .npy file holds: one array, in one piece."""

from tokenize import TokenError

import numpy as np

from outofcore.describe._access import Stored, plan_accesses
from outofcore.describe._model import ArrayInfo, ImageInfo


def kind_of(path):
    """Return in words which format this is."""
    return "NumPy .npy"


def name_images(path):
    """Return the one array there is."""
    return {"": ("",)}


def describe_image(path, name, arrays):
    """Return the `ImageInfo` of the array, and nothing that is wrong with it.

    Raises
    ------
    ValueError
        When the file is shorter than its head says, or holds Python objects.
    """
    try:
        array = np.load(path, mmap_mode="r")
    except (ValueError, OSError, EOFError, SyntaxError, TokenError) as error:
        raise ValueError(f"{path} is not a .npy file that can be read: {error}") from error
    column = array.flags.f_contiguous and not array.flags.c_contiguous
    sizes = Stored({}, array.nbytes)
    info = ArrayInfo(
        name="",
        shape=array.shape,
        dtype=str(array.dtype),
        layout="contiguous, columns first" if column else "contiguous",
        chunks=None,
        shards=None,
        codecs=(),
        itemsize=array.itemsize,
        stored_bytes=array.nbytes,
        stored_chunks=1,
        exact=True,
    )
    accesses = plan_accesses(array.shape, None, array.itemsize, sizes, columns=column)
    return ImageInfo("", (info,), accesses=accesses), []
