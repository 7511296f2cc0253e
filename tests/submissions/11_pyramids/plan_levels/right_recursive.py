"""Each level from the one before, by a function that calls itself; lists come back."""


def plan_levels(shape, axes, spacing, smallest):
    start = {
        "shape": list(shape),
        "factors": [1] * len(shape),
        "scale": list(spacing),
        "translation": [0] * len(shape),
    }
    return [start, *further(start, axes, smallest)]


def further(level, axes, smallest):
    long = {i for i, a in enumerate(axes) if a in "zyx" and level["shape"][i] > smallest}
    if not long:
        return []
    least = min(level["scale"][i] for i in long)
    following = {key: list(value) for key, value in level.items()}
    for i in long:
        if level["scale"][i] < 2 * least:
            following["shape"][i] = (level["shape"][i] + 1) // 2
            following["factors"][i] *= 2
            following["scale"][i] *= 2
            following["translation"][i] += level["scale"][i] / 2
    return [following, *further(following, axes, smallest)]
