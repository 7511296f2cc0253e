"""Takes the largest reach of a chain.

Fails: a chain of steps; each axis by itself
Says: at whose results
"""


def reach(name, amount):
    if name == "gaussian":
        return int(4 * amount + 0.5)
    half = amount // 2
    return half if name == "median" else 2 * half


def least_depth(steps, ndim):
    depth = [0] * ndim
    for name, amounts in steps:
        if name == "threshold":
            continue
        for axis in range(ndim):
            depth[axis] = max(depth[axis], reach(name, amounts[axis]))
    return tuple(depth)
