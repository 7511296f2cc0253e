"""Returns a million of everything.

Outcome: graded
Earns: 4
"""


def twice(x):
    return [{}] * 1_000_000
