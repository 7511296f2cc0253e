"""Right values in four times the memory.

Fails: whole numbers with a sign, int32
Says: the dtype is float64
"""


def change(before, after):
    return after.astype(float) - before.astype(float)
