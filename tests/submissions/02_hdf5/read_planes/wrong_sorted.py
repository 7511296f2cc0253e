"""Sorts the list to please h5py, and never restores the order.

Fails: any order, and repeats
Says: the shape is (4, 60, 70), expected (6, 60, 70)
"""

import h5py


def read_planes(source, name, wanted):
    with h5py.File(source, "r") as file:
        return file[name][sorted(set(wanted))]
