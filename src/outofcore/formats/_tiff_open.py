"""A TIFF file, or a folder of them, as an `Image`: its tags read, its pixels not yet."""

import contextlib
import os
import re
from pathlib import Path

import numpy as np
import tifffile

from outofcore.formats import tiff
from outofcore.formats._tiff_about import about_series, check_numbers
from outofcore.formats._tiff_chain import check_chain
from outofcore.formats._tiff_check import as_value_error
from outofcore.formats._tiff_read import Stack
from outofcore.formats._tiff_table import make_table, table_of
from outofcore.formats.image import Image, Level, check_axes


def load_image(path, number):
    """Return a `Table` for each level of one series, and what the file says about it."""
    with as_value_error(path):
        file = tiff.open_lazy(path)
    with file:
        with as_value_error(path):
            check_chain(file)
            check_numbers(file)
            many = len(file.series)
        if not 0 <= number < many:
            raise IndexError(f"no series {number} in {path}; there are {many}")
        with as_value_error(path):
            series = file.series[number]
            return [table_of(level) for level in series.levels], about_series(file, series, number)


def load_planes(folder, pattern):
    """Return the `Table` of a stack with one page in each file, and what is known about it."""
    files = sorted(Path(folder).glob(pattern), key=_natural)
    if not files:
        raise FileNotFoundError(f"no files {pattern!r} in the folder {folder}")
    first, offsets, nbytes = None, [], []
    for path in files:
        with as_value_error(path), tiff.open_lazy(path) as file:
            check_chain(file)
            page, many = file.pages.first, len(file.pages)
            if many != 1:
                raise ValueError(f"{path} holds {many} pages; one in each file makes a stack")
            first = first or page
            if page.hash != first.hash or page.dtype != first.dtype:
                raise ValueError(
                    f"{path} is {_described(page)}, but {files[0].name} is {_described(first)}; "
                    "move it away or give a pattern that leaves it out"
                )
            offsets.append(page.dataoffsets)
            nbytes.append(page.databytecounts)
    names = tuple(map(str, files))
    with as_value_error(folder):
        table = make_table(names, (len(names),), first, np.array(offsets), np.array(nbytes))
    letters = {2: "zyx", 3: "zyxc" if first.planarconfig == 1 else "zcyx"}
    return [table], {"axes": letters.get(len(first.shape), ""), "name": Path(folder).name}


@contextlib.contextmanager
def opened(tables):
    """Yield a handle of the file that all tables speak of; None where there are several."""
    files = {name for table in tables for name in table.files}
    if len(files) != 1:
        yield None
        return
    handle = os.open(files.pop(), os.O_RDONLY)
    try:
        yield handle
    finally:
        os.close(handle)


def as_image(path, tables, about, handle, axes):
    """Return the `Image` of one table per level; `axes`, where given, in place of the file's."""
    about, lead = dict(about), tables[0].lead
    shape = about.pop("shape", lead + tables[0].page)  # with axes of length 1
    if axes is not None and axes != about["axes"]:
        check_axes(axes, lead + tables[0].page)
        about = _renamed(about, axes, lead + tables[0].page)
    else:
        lead = shape[: len(shape) - len(tables[0].page)]
    arrays = [Stack(table, lead=lead, handle=handle) for table in tables]
    factors = [_factors(arrays[0].shape, array.shape) for array in arrays]
    with as_value_error(path):
        return Image(tuple(map(Level, arrays, factors)), **about)


def _renamed(about, axes, shape):
    """Return what is known about an image for other axes: what still has one."""
    kept = about | {"axes": axes}
    for what in ("spacing", "units", "origin"):
        kept[what] = {axis: value for axis, value in about.get(what, {}).items() if axis in axes}
    many = shape[axes.index("c")] if "c" in axes else 1
    if len(about.get("channels", ())) != many:
        kept["channels"] = ()
    return kept


def _factors(full, shape):
    """Return how many voxels one voxel of a level spans, as its shape lets one guess.

    >>> _factors((9, 1000, 37), (9, 250, 10))
    (1.0, 4.0, 4.0)
    """
    ratios = [n / max(m, 1) for n, m in zip(full, shape, strict=True)]
    longest = max(range(len(full)), key=lambda axis: (ratios[axis] > 1, full[axis]))
    common = max(round(ratios[longest]), 1)
    return tuple(
        float(common if m < n and -(-n // common) == m else max(round(ratio), 1))
        for n, m, ratio in zip(full, shape, ratios, strict=True)
    )


def _natural(path):
    """Return a key that sorts names as one counts."""
    parts = re.split(r"(\d+)", path.name)
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in parts], path.name


def _described(page):
    """Return in words how a page is stored."""
    cut = "tiles" if page.is_tiled else "strips"
    packed = tifffile.COMPRESSION(page.compression).name.lower()
    return f"{page.dtype} of {tuple(page.shape)} in {cut}, compression {packed}"
