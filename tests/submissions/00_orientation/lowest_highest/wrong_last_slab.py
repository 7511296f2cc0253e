"""Forgets the planes that fill no slab.

Fails: the lowest and the highest; wherever they stand; every byte is read once
Says: you say
"""

import h5py


def ends_of(slab):
    return int(slab.min()), int(slab.max())


def lowest_highest(source, name):
    with h5py.File(source, "r") as file:
        dataset = file[name]
        slabs = range(len(dataset) // 2)
        ends = [ends_of(dataset[2 * k : 2 * k + 2]) for k in slabs]
    return min(low for low, _ in ends), max(high for _, high in ends)
