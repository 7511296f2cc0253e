"""Returns a dictionary whose keys all have the hash 0.

Outcome: graded
Earns: 4
"""


def twice(x):
    return {i * (2**61 - 1): None for i in range(4_000)}
