"""Right: borders first, then boxes between them."""


def plan_writers(shape, chunks, shards, writers):
    unit = shards or chunks
    counts = [(n + u - 1) // u for n, u in zip(shape, unit)]
    axis = max(range(len(shape)), key=counts.__getitem__)
    writers = min(writers, counts[axis])
    borders = [counts[axis] * w // writers * unit[axis] for w in range(writers)] + [shape[axis]]
    return [
        (
            tuple(a if i == axis else 0 for i in range(len(shape))),
            tuple(b if i == axis else n for i, n in enumerate(shape)),
        )
        for a, b in zip(borders, borders[1:])
    ]
