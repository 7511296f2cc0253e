"""Right: worked out with the geometry of the package."""

import numpy as np

from outofcore import grid


def my_answers():
    shape, chunks = (24, 96, 128), (8, 32, 32)
    reads = {
        "a": np.s_[5],
        "b": np.s_[:, 40],
        "c": np.s_[5, 5],
        "d": np.s_[:, 5, 5],
        "e": np.s_[7:9, 30:34, 30:34],
    }
    touched = {name: grid.count_touched(read, shape, chunks) for name, read in reads.items()}
    waste = {name: grid.read_amplification(read, shape, chunks) for name, read in reads.items()}
    return {
        "chunks": touched["a"],
        "bytes": touched["a"] * np.prod(chunks) * 2,
        "fewest": [min(touched, key=touched.get)],
        "dear": {name for name in reads if waste[name] >= 100},
    }
