"""Forgets the root.

Fails: the right distances
Says: distances differ
"""

import tables


def add_distance(path, cx, cy):
    with tables.open_file(path, "a") as file:
        x, y = file.root.x, file.root.y
        result = file.create_earray("/", "distance", tables.Float32Atom(), (0,))
        for start in range(0, len(x), 50_000):
            rows = slice(start, start + 50_000)
            result.append((x[rows] - cx) ** 2 + (y[rows] - cy) ** 2)
