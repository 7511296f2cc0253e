"""Returns a list inside a list, a hundred thousand times, and one that holds itself.

Outcome: graded
Earns: 4
"""


def twice(x):
    value = []
    for _ in range(100_000):
        value = [value]
    return value
