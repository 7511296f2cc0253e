"""Takes the number of axes from the first step, so it cannot do without one.

Fails: a chain of steps
Says: IndexError
"""


def least_depth(steps, ndim):
    steps = [step for step in steps if step[0] != "threshold"]
    depth = [0] * len(steps[0][1])
    for name, amounts in steps:
        for axis, amount in enumerate(amounts):
            if name == "gaussian":
                depth[axis] += int(4 * amount + 0.5)
            else:
                depth[axis] += amount // 2 * (1 if name == "median" else 2)
    return tuple(depth)
