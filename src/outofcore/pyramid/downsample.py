"""A block made smaller: means of boxes for intensities, most frequent values for labels."""

import math

import numpy as np

from outofcore import grid
from outofcore.pyramid import _kernels

METHODS = ("mean", "mode")


def smaller_shape(shape, factors):
    """Return the shape of the next level: what is left over at the end makes a voxel, too.

    >>> smaller_shape((5, 6), (2, 2))
    (3, 3)
    """
    return grid.grid_shape(shape, factors)


def downsample(block, factors, *, method="mean", out=None, at=None):
    """Return a block made smaller by whole factors.

    Parameters
    ----------
    block : array
    factors : tuple of int
        One per axis, 1 or more; only the last three axes may get smaller.
    method : str
        "mean" for intensities, "mode" for labels.
    out : array, optional
        Takes the result, of `smaller_shape(block.shape, factors)`.
    at : tuple of int, optional
        Where in `out` the result begins, if that is larger; the array is returned whole.

    Raises
    ------
    ValueError
        For factors that do not go with the block, an unknown method, or a dtype that has no mean.

    Notes
    -----
    A box at the end of an axis that sticks out is made of the voxels that are there.

    The mean of whole numbers is floor(mean + 1/2), computed with whole numbers alone, for eight
    voxels (sum + 4) >> 3: the same on every machine, and for every way of cutting the array whose
    cuts fall between boxes. Halves go up, so each level adds at most 1/2 and on average 1/16 of a
    grey value to the mean of noisy data, where truncation would take off 7/16. The mean of floating
    point numbers is summed in double precision.

    The mode is the value that occurs most often, the smallest where several do equally often. No
    value appears that was not there before. That is the rule of a vote; a mean of the labels 3 and
    5 would be an object 4 that nobody has seen.

    >>> downsample(np.array([[1, 2, 9], [3, 4, 9]], "u1"), (2, 2))
    array([[3, 9]], dtype=uint8)
    >>> downsample(np.array([[7, 0, 9], [7, 5, 9]], "u1"), (2, 2), method="mode")
    array([[7, 9]], dtype=uint8)
    """
    block = np.asarray(block)
    block = block.astype(block.dtype.newbyteorder("="), copy=False)
    factors = _checked(block, factors, method)
    shape = smaller_shape(block.shape, factors[-block.ndim :])
    if out is None:
        out = np.empty(shape, block.dtype)
    words = "" if at is None else f" at {tuple(at)}"
    at = (0,) * block.ndim if at is None else tuple(at)
    ends = tuple(a + n for a, n in zip(at, shape, strict=True))
    fits = out.ndim == block.ndim and all(a >= 0 for a in at)
    fits = fits and all(end <= n for end, n in zip(ends, out.shape, strict=True))
    if not fits or out.dtype != block.dtype or not (words or out.shape == shape):
        raise ValueError(
            f"out is {out.dtype} of {out.shape}, but the result is {block.dtype} of {shape}{words}"
        )
    if math.prod(shape):
        lead, rest = at[:-3], (0,) * (3 - block.ndim) + at[-3:]
        for index in np.ndindex(block.shape[:-3]):  # volumes one after the other
            place = tuple(a + i for a, i in zip(lead, index, strict=True))
            _run(_three_axes(block[index]), factors[-3:], method, _three_axes(out[place]), rest)
    return out


def _checked(block, factors, method):
    """Return the factors as whole numbers, one per axis and at least three."""
    if method not in METHODS:
        raise ValueError(f"no method {method!r}; there are {', '.join(METHODS)}")
    if block.dtype.kind not in ("biuf" if method == "mode" else "iuf"):
        raise ValueError(f"a block of dtype {block.dtype} has no {method}")
    if len(factors) != block.ndim or any(f != int(f) or f < 1 for f in factors):
        raise ValueError(
            f"factors {tuple(factors)} do not go with shape {block.shape}; "
            "give one whole number, 1 or more, per axis"
        )
    if any(f != 1 for f in factors[:-3]):
        raise ValueError(
            f"factors {tuple(factors)}: only the last three axes can get smaller; "
            "make the others 1, or move the axes"
        )
    return (1,) * (3 - block.ndim) + tuple(map(int, factors))


def _three_axes(block):
    """Return a view with three axes."""
    return block[(np.newaxis,) * (3 - block.ndim)]


def _run(block, factors, method, out, at):
    shape = smaller_shape(block.shape, factors)
    part = out[tuple(slice(a, a + n) for a, n in zip(at, shape, strict=True))]
    if method == "mode":
        _kernels.mode(block, *factors, part)
    elif block.dtype.kind == "f":
        _kernels.mean_of_floats(block, *factors, part)
    else:
        done = _fast_mean(block, factors, out, at)
        for axis in range(3):  # the slabs behind what is done, each without those before it
            before = done[:axis]
            target = part[(*map(slice, before), slice(done[axis], None))]
            taken = [slice(n * f) for n, f in zip(before, factors, strict=False)]
            rest = block[(*taken, slice(done[axis] * factors[axis], None))]
            if target.size:
                _kernels.MEAN[block.dtype.kind](rest, *factors, target)


def _fast_mean(block, factors, out, at):
    """Write the means of whole boxes, where there is a fast kernel; return how many, per axis."""
    kernel = _kernels.FAST.get(block.dtype, {}).get(factors)
    whole = tuple(n // f for n, f in zip(block.shape, factors, strict=True))
    if kernel is None or not math.prod(whole):
        return 0, 0, 0
    word = _kernels.WORD[block.dtype]
    if block.shape[2] % 2:
        block = block[:, :, :-1]
    lies_well = (block.ctypes.data | block.strides[0] | block.strides[1]) % word.itemsize == 0
    if block.strides[2] != block.itemsize or not lies_well:
        return 0, 0, 0
    kernel(block.view(word), out, at, whole)
    return whole
