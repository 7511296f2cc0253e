"""Subtracts in uint16.

Fails: the right values; whole numbers with a sign, int32
Says: the dtype is uint16
"""


def change(before, after):
    return after - before
