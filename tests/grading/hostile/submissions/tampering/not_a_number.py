"""Returns NaN, infinity and their arrays.

Outcome: graded
Earns: 4
"""

import numpy as np


def twice(x):
    return float("nan") if x < 10 else np.float64("inf")
