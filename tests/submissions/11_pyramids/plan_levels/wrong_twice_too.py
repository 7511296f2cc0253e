"""Halves an axis whose spacing is just twice the least, too.

Fails: the shapes; the factors; the scales; the translations
Says: which axes does each step halve
"""

import itertools


def plan_levels(shape, axes, spacing, smallest):
    levels, lengths, factors = [], tuple(shape), (1,) * len(shape)
    while True:
        scale = tuple(s * f for s, f in zip(spacing, factors))
        shift = tuple(s * (f - 1) / 2 for s, f in zip(spacing, factors))
        levels.append({"shape": lengths, "factors": factors, "scale": scale, "translation": shift})
        long = [a in "zyx" and n > smallest for a, n in zip(axes, lengths)]
        if not any(long):
            return levels
        least = min(itertools.compress(scale, long))
        step = [2 if is_long and s <= 2 * least else 1 for is_long, s in zip(long, scale)]
        lengths = tuple(-(-n // k) for n, k in zip(lengths, step))
        factors = tuple(f * k for f, k in zip(factors, step))
