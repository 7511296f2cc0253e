"""A conversion carried out, and looked at again."""

import errno
import functools
import os
from contextlib import ExitStack, contextmanager

import google_crc32c
import numpy as np

from outofcore.convert import targets
from outofcore.convert.arrays import Bricks, reorder
from outofcore.convert.places import open_place, open_source
from outofcore.pyramid.cluster import run_on_cluster
from outofcore.pyramid.run import run_pyramid

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def run_convert(conversion, *, overwrite=False, durable=True, progress=None, scheduler=None):
    """Write the target.

    Parameters
    ----------
    conversion : Conversion
    overwrite : bool
        Whether a target of the same format may be replaced.
    durable : bool
        Whether to wait until the data are on the disk.
    progress : callable, optional
        Called with the bytes of the source that were just dealt with.
    scheduler : str or distributed.Client, optional
        Spread the work over a dask cluster whose workers see the same folders; for targets that
        are folders.

    Raises
    ------
    FileExistsError, OSError, ValueError
        When the target exists, the disk is full, or the source turns out to be damaged. A target
        is there whole or not at all. Folders go on where they stopped when the same is run again.
    """
    try:
        _run(conversion, overwrite, durable, progress, scheduler)
    except (OSError, RuntimeError) as error:  # HDF5's libraries have errors of their own
        number = getattr(error, "errno", None)
        if number not in FULL and os.strerror(errno.ENOSPC) not in str(error):
            raise
        rest = "nothing is left of what was written: make room and run the same again"
        if conversion.target.kind in targets.FOLDERS:
            rest = "what is done stays: make room and run the same again, it goes on from there"
        words = f"the disk of {conversion.target.path} is full; {rest}"
        raise OSError(number or errno.ENOSPC, words) from error


def _run(conversion, overwrite, durable, progress, scheduler):
    plan = conversion.pyramid
    with ExitStack() as stack:
        creating = targets.creating(conversion, overwrite=overwrite, durable=durable)
        sinks = stack.enter_context(creating)
        if scheduler is not None:
            if not all(hasattr(sink, "has") for sink in sinks):
                raise ValueError(
                    f"a cluster cannot write {conversion.target.kind}, which is one file; convert "
                    "without one, or to OME-Zarr"
                )
            ends = functools.partial(_open_ends, conversion, sinks)
            run_on_cluster(plan, ends, scheduler, progress=progress)
            return
        source = stack.enter_context(_open_bricks(conversion))
        run_pyramid(plan, source, sinks, threads=conversion.threads, progress=progress)


def verify(conversion, *, progress=None):
    """Read source and target again, compare every voxel of every level, and return checksums.

    Returns
    -------
    list of str
        The CRC32C of each level, brick by brick in the order of the walk, as 8 hex digits.

    Raises
    ------
    ValueError
        Where they differ: the message names the level and the place.
    """
    plan = conversion.pyramid
    with _open_bricks(conversion) as source, open_place(conversion.target) as written:
        written = reorder(written, conversion.image.axes) if written.axes else written
        if len(written.levels) != len(plan.shapes):
            raise ValueError(
                f"{conversion.target} has {len(written.levels)} levels, {len(plan.shapes)} were "
                "written"
            )
        sinks = [_Compare(plan, n, level.array) for n, level in enumerate(written.levels)]
        run_pyramid(plan, source, sinks, threads=1, progress=progress)
    return [f"{sink.checksum:08x}" for sink in sinks]


class _Compare:
    """Takes the blocks of a level and compares them with those that are there."""

    def __init__(self, plan, level, array):
        self._plan, self._level, self._array = plan, level, array
        self.checksum = 0
        if tuple(array.shape) != plan.shapes[level]:
            raise ValueError(f"level {level} is {array.shape}, not {plan.shapes[level]}")

    def write(self, number, block):
        blocks = self._plan.blocks[self._level]
        region = tuple(
            slice(n * b, n * b + length)
            for n, b, length in zip(number, blocks, block.shape, strict=True)
        )
        found = np.ascontiguousarray(self._array[region])
        if found.shape != block.shape or not np.array_equal(
            found, block, equal_nan=block.dtype.kind == "f"
        ):
            raise ValueError(
                f"level {self._level} differs from what was written in the block from "
                f"{tuple(part.start for part in region)} to {tuple(part.stop for part in region)}"
            )
        self.checksum = google_crc32c.extend(self.checksum, found.reshape(-1).view("u1"))


@contextmanager
def _open_bricks(conversion):
    """Return a context that yields the source, its axes in the order of the target's."""
    with open_source(conversion.source, **conversion.assumed) as image:
        ordered = reorder(image, conversion.image.axes) if image.axes else image
        yield Bricks(ordered.levels[0].array)


@contextmanager
def _open_ends(conversion, sinks):
    with _open_bricks(conversion) as source:
        yield source, sinks
