"""Starts from numbers that most stacks go beyond.

Fails: the lowest and the highest
Says: but not on a fresh one
"""

import h5py


def lowest_highest(source, name):
    low, high = 5000, -5000
    with h5py.File(source, "r") as file:
        for plane in file[name]:
            low, high = min(low, int(plane.min())), max(high, int(plane.max()))
    return low, high
