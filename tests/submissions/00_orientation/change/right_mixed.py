"""Right: one of the two is widened, NumPy widens the other."""

import numpy as np


def change(before, after):
    return np.int32(after) - before
