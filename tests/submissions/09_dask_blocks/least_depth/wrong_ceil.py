"""Rounds the reach of a Gaussian up.

Fails: one gaussian; a chain of steps; each axis by itself
Says: less is enough
"""

import math


def reach(name, amount):
    if name == "gaussian":
        return math.ceil(4 * amount)
    half = amount // 2
    return half if name == "median" else 2 * half


def least_depth(steps, ndim):
    depth = [0] * ndim
    for name, amounts in steps:
        if name == "threshold":
            continue
        for axis in range(ndim):
            depth[axis] += reach(name, amounts[axis])
    return tuple(depth)
