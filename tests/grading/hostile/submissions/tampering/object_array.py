"""Returns an array of Python objects, which only pickle could carry.

Outcome: graded
Earns: 4
"""

import numpy as np


class Bomb:
    def __reduce__(self):
        return exec, ("raise SystemExit('run by the grader')",)


def twice(x):
    return np.array(2 * x, dtype=object)
