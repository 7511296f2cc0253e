"""Right: layer of chunks by layer of chunks, each read as one slice and cut up in memory."""

import h5py
import numpy as np


def read_planes(source, name, wanted):
    with h5py.File(source, "r") as file:
        dataset = file[name]
        depth = dataset.chunks[0]
        result = np.empty((len(wanted), *dataset.shape[1:]), dataset.dtype)
        for layer in {z // depth for z in wanted}:
            slab = dataset[layer * depth : (layer + 1) * depth]
            for k, z in enumerate(wanted):
                if z // depth == layer:
                    result[k] = slab[z - layer * depth]
    return result
