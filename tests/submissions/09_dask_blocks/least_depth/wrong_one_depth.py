"""Takes the widest depth for all axes.

Fails: one gaussian; each axis by itself
Says: less is enough
"""


def least_depth(steps, ndim):
    deepest = 0
    for name, amounts in steps:
        if name == "gaussian":
            deepest += int(4 * max(amounts) + 0.5)
        elif name != "threshold":
            deepest += max(amounts) // 2 * (1 if name == "median" else 2)
    return (deepest,) * ndim
