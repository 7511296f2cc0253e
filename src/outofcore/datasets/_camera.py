"""A 12-bit camera: what it makes of light, row by row. Integer kernels, shared by the image sets.

The noise is that of a camera: a floor, and a part that grows with the root of the light. Every
voxel's is a function of its coordinates::

    hash(row, column // STRETCH) -> two places in two tables of normal numbers
                                    one[a + i] + two[b + i] -> noise of voxel i of the stretch
"""

import bisect
import functools
import itertools
import math

import numpy as np

from outofcore.datasets._hash import _hash, i16, kernel, random_numbers, u16, u32, u64

DARK, BRIGHTEST = 100, 4095  # counts
STRETCH, PLACES = 64, 1 << 15  # voxels that share one hash for their noise; where it may begin


@kernel
def blend(row, above, below):
    """Fill a row of light between two that were computed; with the same row twice, copy it."""
    for x in range(row.size):
        row[x] = min(i16(i16(above[x] + below[x]) >> i16(1)), i16(BRIGHTEST))


@kernel
def _roll_noise(noise, x0, nx, key, one, two):
    """Return the noise of `nx` voxels of a row from x0 on, in units of their sd / 1024.

    A hash picks a place in each of two long tables of normal numbers; a stretch of voxels gets the
    sums from there on. That is four times as fast as a hash for every few voxels, and with 2**30
    pairs of places a stretch seldom comes again.
    """
    first = x0 // STRETCH
    for i in range((x0 + nx - 1) // STRETCH - first + 1):
        h = _hash(key, first + i)
        a, b = np.int64(h & u64(PLACES - 1)), np.int64((h >> u64(32)) & u64(PLACES - 1))
        for x in range(STRETCH):
            noise[i * STRETCH + x] = i16(one[a + x] + two[b + x])
    return noise[x0 % STRETCH : x0 % STRETCH + nx]


@kernel
def _times(a, b):
    """Return the upper 16 of the 32 bits of a product: for a core one instruction."""
    return u16((u32(a) * u32(b)) >> u32(16))


@kernel
def _times_signed(a, b):
    """Return the upper 16 bits of a product whose second factor may be negative.

    Read as unsigned, a negative b is 2**16 too large, and the upper half of the product a too
    large. The shift makes a mask of b's sign.
    """
    return i16(u16(_times(a, u16(b)) - u16(a & u16(b >> i16(15)))))


@kernel
def expose(row, x0, key, room, dark, tables):
    """Turn a row of light, from column x0 on, into camera counts, cut to the camera's range.

    `key` is the row's own; `dark` the level without light; `room` takes the noise, of `tables`, and
    has 2 * STRETCH places more than the row.
    """
    noise = _roll_noise(room, x0, row.size, key, tables[0], tables[1])
    for x in range(row.size):
        s = u16(u16(row[x]) << u16(4))
        # sd in 1/64 counts: sqrt(36 + 2 * s) is concave, so the lowest of four tangents is near
        low = min(u16(u16(384) + _times(s, u16(43776))), u16(u16(493) + _times(s, u16(20992))))
        high = min(u16(u16(966) + _times(s, u16(8960))), u16(u16(1843) + _times(s, u16(4608))))
        counts = i16(i16(dark + row[x]) + _times_signed(min(low, high), noise[x]))
        row[x] = min(max(counts, i16(0)), i16(BRIGHTEST))


@kernel
def store(out, row, dim):
    """Write a row of counts without their lowest `dim` bits."""
    if dim:
        for x in range(out.size):
            out[x] = row[x] >> dim
    else:
        for x in range(out.size):
            out[x] = row[x]


@functools.lru_cache(maxsize=4)
def noise_tables(percent=100):
    """Return the two tables of noise, for `percent` of the noise of one exposure."""
    loud = percent * 256 // 100
    return tuple((_noise(i).astype(np.int64) * loud // 256).astype(np.int16) for i in (0, 1))


@functools.cache
def _noise(table):
    """Return PLACES + STRETCH normal numbers in random order, of sd 724: two add up to sd 1024.

    They are quantiles of binomial(4096, 1/2), whose sd is 32, about its mean: whole numbers
    throughout. Chance spreads them between the whole steps.
    """
    steps = range(-160, 161)  # five sd
    below = list(itertools.accumulate(math.comb(4096, 2048 + step) for step in steps))
    quantiles = (((2 * i + 1) << 4096) // 8192 for i in range(4096))
    coarse = np.array([steps[bisect.bisect_left(below, q)] for q in quantiles])
    order = np.argsort(random_numbers(table, PLACES), kind="stable")
    spread = (random_numbers(2 + table, PLACES) % 724).astype(np.int64) - 362
    numbers = ((np.repeat(coarse, PLACES // 4096) * 724 + spread) // 32)[order]
    return np.concatenate([numbers, numbers[:STRETCH]]).astype(np.int16)
