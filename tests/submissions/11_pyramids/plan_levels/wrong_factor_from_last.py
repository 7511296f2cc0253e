"""Counts the factors from the level before.

Fails: the factors
Says: counted from level 0
"""

import itertools


def plan_levels(shape, axes, spacing, smallest):
    step, levels, lengths, factors = [1] * len(shape), [], tuple(shape), (1,) * len(shape)
    while True:
        scale = tuple(s * f for s, f in zip(spacing, factors))
        shift = tuple(s * (f - 1) / 2 for s, f in zip(spacing, factors))
        levels.append(
            {"shape": lengths, "factors": tuple(step), "scale": scale, "translation": shift}
        )
        long = [a in "zyx" and n > smallest for a, n in zip(axes, lengths)]
        if not any(long):
            return levels
        least = min(itertools.compress(scale, long))
        step = [2 if is_long and s < 2 * least else 1 for is_long, s in zip(long, scale)]
        lengths = tuple(-(-n // k) for n, k in zip(lengths, step))
        factors = tuple(f * k for f, k in zip(factors, step))
