"""The bits needed to number the values that occur, as if all were equally often.

Fails: the voxels as they are; their differences; negative and huge values
Says: you said 10.73555602, it is 10.42014703
"""

import numpy as np


def entropy_bits(block):
    steps = np.diff(block, axis=-1)
    return tuple(float(np.log2(len(np.unique(values)))) for values in (block, steps))
