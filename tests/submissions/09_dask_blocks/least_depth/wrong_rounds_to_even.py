"""Rounds with Python's round, which takes a half to the even number.

Fails: one gaussian
Says: but not on a fresh one
"""


def reach(name, amount):
    if name == "gaussian":
        return round(4 * amount)
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
