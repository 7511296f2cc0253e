"""Chance without a state: integer kernels that hash coordinates.

A generator of random numbers must make all numbers before the millionth. A hash of the coordinates
gives any number at once, in any order, the same on every machine.
"""

import numba
import numpy as np

GOLDEN = np.uint64(0x9E3779B97F4A7C15)
MIX_1, MIX_2 = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)

i16, u16, i32, u32, u64 = np.int16, np.uint16, np.int32, np.uint32, np.uint64
kernel = numba.njit(cache=True, nogil=True)


@kernel
def _hash(key, n):
    """Return 64 random bits: number `n` of the splitmix64 sequence that starts at `key`.

    G. Steele, D. Lea, C. Flood: Fast splittable pseudorandom number generators, OOPSLA 2014.
    """
    h = key + u64(n) * GOLDEN
    h = (h ^ (h >> u64(30))) * MIX_1
    h = (h ^ (h >> u64(27))) * MIX_2
    return h ^ (h >> u64(31))


@kernel
def _hash_at(key, z, y, x):
    return _hash(_hash(_hash(key, z), y), x)


@kernel
def _draw(key, n, low, high):
    """Return draw number `n` of `key`: an integer from `low` up to, but not, `high`."""
    return low + np.int64(((_hash(key, n) >> u64(32)) * u64(high - low)) >> u64(32))


@kernel
def random_numbers(key, n):
    """Return the first `n` numbers of the sequence that starts at `key`, 64 random bits each."""
    numbers = np.empty(n, np.uint64)
    for i in range(n):
        numbers[i] = _hash(u64(key), i)
    return numbers
