"""Keeps both sides of every step apart, and takes the longer sum."""


def sides(name, amounts, axis):
    if name == "threshold":
        return [(0, 0)]
    amount = amounts[axis]
    if name == "gaussian":
        radius = int(4.0 * float(amount) + 0.5)
        return [(radius, radius)]
    window = (amount // 2, amount - amount // 2 - 1)
    return [window] if name == "median" else [window, window]


def least_depth(steps, ndim):
    depths = []
    for axis in range(ndim):
        parts = [side for step in steps for side in sides(*step, axis)]
        depths.append(max(sum(a for a, _ in parts), sum(b for _, b in parts)))
    return depths
