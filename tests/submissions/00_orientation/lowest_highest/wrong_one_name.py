"""Looks for the stack under one name.

Fails: the lowest and the highest; wherever they stand
Says: 'stack'
"""

import h5py


def lowest_highest(source, name):
    with h5py.File(source, "r") as file:
        ends = [(int(plane.min()), int(plane.max())) for plane in file["stack"]]
    return min(low for low, _ in ends), max(high for _, high in ends)
