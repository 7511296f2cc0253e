"""Right: the first plane sets both ends, in NumPy's own numbers."""

import h5py


def lowest_highest(source, name):
    with h5py.File(source, "r") as file:
        dataset = file[name]
        plane = dataset[0]
        low, high = plane.min(), plane.max()
        for z in range(1, len(dataset)):
            plane = dataset[z]
            if plane.min() < low:
                low = plane.min()
            if plane.max() > high:
                high = plane.max()
    return [low, high]
