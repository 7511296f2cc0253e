"""Puts the steps into a dictionary, which keeps one step of each name.

Fails: a chain of steps
Says: but not on a fresh one
"""


def reach(name, amount):
    if name == "gaussian":
        return int(4 * amount + 0.5)
    half = amount // 2
    return half if name == "median" else 2 * half


def least_depth(steps, ndim):
    depth = [0] * ndim
    for name, amounts in dict(steps).items():
        if name == "threshold":
            continue
        for axis in range(ndim):
            depth[axis] += reach(name, amounts[axis])
    return tuple(depth)
