"""One write and one check for every format that holds images."""

import itertools
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from outofcore import grid
from outofcore.formats.image import Image, Level, Planned


def distinct(shape, dtype="uint16"):
    """Return different numbers, the largest of an unsigned dtype among them."""
    numbers = np.arange(np.prod(shape)).reshape(shape)
    return (-1 - numbers).astype(dtype) if np.dtype(dtype).kind == "u" else numbers.astype(dtype)


def planned(shapes, factors, dtype="uint16", **about):
    """Return an image that is to be written."""
    arrays = [Planned(shape, np.dtype(dtype)) for shape in shapes]
    return Image(tuple(map(Level, arrays, factors)), **about)


def write_image(module, path, image, blocks, *, threads=3, **options):
    """Write distinct numbers as every level, by several threads, and return them."""
    arrays = [distinct(level.array.shape, level.array.dtype) for level in image.levels]
    with (
        module.creating(path, image, blocks=blocks, **options) as sinks,
        ThreadPoolExecutor(threads) as pool,
    ):
        jobs = [
            pool.submit(sink.write, number, array[region])
            for sink, array in zip(sinks, arrays, strict=True)
            for number in itertools.product(*map(range, sink.grid))
            for region in [grid.chunk_region(number, sink.shape, sink.block_shape)]
        ]
        for job in jobs:
            job.result()
    return arrays


def check_image(found, image, arrays, **about):
    """Compare an opened image with what was written, voxel by voxel and word by word.

    `about` holds what has to come back as it is: axes, spacing, units, origin, channels, name.
    """
    assert [level.factors for level in found.levels] == [level.factors for level in image.levels]
    for level, array in zip(found.levels, arrays, strict=True):
        assert level.array.dtype == array.dtype.newbyteorder("=")
        assert level.array.shape == array.shape
        np.testing.assert_array_equal(level.array[...], array)
    for key, value in about.items():
        assert getattr(found, key) == value, key
