"""Kernels that make a block half as long, or a third: means and most frequent values of boxes.

Blocks here have three axes. A box at the end of an axis may stick out; what is there counts. The
fast kernels take two neighbours along x as one word, so that every lane of the processor works::

    word   | high: x = 1 | low: x = 0 |      sum of lows + sum of highs = sum of the box

Every sum is cast back to a word: left alone it would widen to 64 bits, a quarter of the lanes. And
they take the whole of `out` and a place in it: of a part the compiler does not know that neighbours
along x lie next to each other.
"""

import numba
import numpy as np

WORD = {np.dtype("u1"): np.dtype("u2"), np.dtype("u2"): np.dtype("u4")}


def _fast(word, small):
    """Return the kernels for boxes of 2 x 2 x 2 and 1 x 2 x 2 of one type of whole number."""
    half, low = word(8 * np.dtype(small).itemsize), word(np.iinfo(small).max)
    four, three, two = word(4), word(3), word(2)

    @numba.njit(nogil=True)
    def eight(words, out, at, count):
        for z in range(count[0]):
            for y in range(count[1]):
                a, b = words[2 * z, 2 * y], words[2 * z, 2 * y + 1]
                c, d = words[2 * z + 1, 2 * y], words[2 * z + 1, 2 * y + 1]
                row = out[at[0] + z, at[1] + y][at[2] : at[2] + count[2]]
                for x in range(row.shape[0]):
                    lows = word(word(a[x] & low) + word(b[x] & low))
                    lows = word(lows + word(word(c[x] & low) + word(d[x] & low)))
                    highs = word(word(a[x] >> half) + word(b[x] >> half))
                    highs = word(highs + word(word(c[x] >> half) + word(d[x] >> half)))
                    row[x] = small(word(word(lows + highs) + four) >> three)

    @numba.njit(nogil=True)
    def quarter(words, out, at, count):
        for z in range(count[0]):
            for y in range(count[1]):
                a, b = words[z, 2 * y], words[z, 2 * y + 1]
                row = out[at[0] + z, at[1] + y][at[2] : at[2] + count[2]]
                for x in range(row.shape[0]):
                    lows = word(word(a[x] & low) + word(b[x] & low))
                    highs = word(word(a[x] >> half) + word(b[x] >> half))
                    row[x] = small(word(word(lows + highs) + two) >> two)

    return {(2, 2, 2): eight, (1, 2, 2): quarter}


FAST = {np.dtype("u1"): _fast(np.uint16, np.uint8), np.dtype("u2"): _fast(np.uint32, np.uint16)}


def _mean(wide):
    """Return the kernel for any boxes of whole numbers, signed ones or those without a sign."""

    @numba.njit(nogil=True)
    def mean(block, fz, fy, fx, out):
        for z in range(out.shape[0]):
            for y in range(out.shape[1]):
                for x in range(out.shape[2]):
                    box = block[z * fz : (z + 1) * fz, y * fy : (y + 1) * fy, x * fx : (x + 1) * fx]
                    count = wide(box.size)
                    whole, rest = wide(0), wide(0)
                    for value in box.flat:
                        quotient = wide(value) // count
                        whole += quotient
                        rest += wide(value) - quotient * count
                    out[z, y, x] = whole + (wide(2) * rest + count) // (wide(2) * count)

    return mean


# floor(mean + 1/2) of every box, exactly: quotients and remainders are added apart.
MEAN = {"u": _mean(np.uint64), "i": _mean(np.int64)}


@numba.njit(nogil=True)
def mean_of_floats(block, fz, fy, fx, out):
    """Write the mean of every box, added up in double precision and in the order of memory."""
    for z in range(out.shape[0]):
        for y in range(out.shape[1]):
            for x in range(out.shape[2]):
                box = block[z * fz : (z + 1) * fz, y * fy : (y + 1) * fy, x * fx : (x + 1) * fx]
                total = 0.0
                for value in box.flat:
                    total += value
                out[z, y, x] = total / box.size


@numba.njit(nogil=True)
def mode(block, fz, fy, fx, out):
    """Write the most frequent value of every box, the smallest of them where several tie."""
    for z in range(out.shape[0]):
        for y in range(out.shape[1]):
            for x in range(out.shape[2]):
                box = block[z * fz : (z + 1) * fz, y * fy : (y + 1) * fy, x * fx : (x + 1) * fx]
                first, most = box[0, 0, 0], 0
                best = first
                for value in box.flat:
                    most += value == first
                if 2 * most <= box.size:  # else it is settled: the usual case, inside an object
                    for one in box.flat:
                        times = 0
                        for other in box.flat:
                            times += one == other
                        if times > most or (times == most and one < best):
                            best, most = one, times
                out[z, y, x] = best
