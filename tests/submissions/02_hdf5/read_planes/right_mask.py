"""Right: a boolean mask over the planes, then the order from a dictionary."""

import h5py
import numpy as np


def read_planes(source, name, wanted):
    with h5py.File(source, "r") as file:
        dataset = file[name]
        mask = np.zeros(len(dataset), dtype=bool)
        mask[wanted] = True
        planes = dataset[mask]
    place = {z: k for k, z in enumerate(np.flatnonzero(mask))}
    return planes[[place[z] for z in wanted]]
