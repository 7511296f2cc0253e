"""A single operation that lasts for hours and lets no signal through.

Outcome: timed-out
Earns: 4
Says: did not return within 5 s
"""


def total(source):
    return 3 ** (3**24) * len(source.read())
