"""Arrays and masks in place of loops over axes."""

import numpy as np


def plan_levels(shape, axes, spacing, smallest):
    space = np.array([letter in "zyx" for letter in axes])
    factors, spacing, levels = np.ones(len(shape), int), np.array(spacing), []
    while True:
        lengths, scale = (np.array(shape) + factors - 1) // factors, spacing * factors
        values = {
            "shape": lengths,
            "factors": factors,
            "scale": scale,
            "translation": (factors - 1) * spacing / 2,
        }
        levels.append({key: tuple(value.tolist()) for key, value in values.items()})
        is_long = space & (lengths > smallest)
        if not is_long.any():
            return levels
        halved = is_long & (scale < 2 * scale[is_long].min())
        factors = np.where(halved, 2 * factors, factors)
