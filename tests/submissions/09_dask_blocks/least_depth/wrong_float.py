"""Multiplies and does not round.

Fails: one gaussian; windows of a size; a chain of steps; each axis by itself
Says: whole numbers
"""


def least_depth(steps, ndim):
    depth = [0.0] * ndim
    for name, amounts in steps:
        for axis in range(ndim if name != "threshold" else 0):
            depth[axis] += amounts[axis] * (4 if name == "gaussian" else 0.5)
    return tuple(depth)
