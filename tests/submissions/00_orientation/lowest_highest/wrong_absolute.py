"""Takes the darkest for the one nearest to 0.

Fails: the lowest and the highest; wherever they stand
Says: you say
"""

import h5py


def lowest_highest(source, name):
    with h5py.File(source, "r") as file:
        dataset = file[name]
        ends = [(abs(plane).min(), plane.max()) for plane in dataset]
    return int(min(low for low, _ in ends)), int(max(high for _, high in ends))
