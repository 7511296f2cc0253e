"""Cuts first, then puts one sample after the other into the file."""

import h5py


def append_samples(path, samples):
    with h5py.File(path, "r+") as file:
        flat, offsets, shapes = file["flat"], file["offsets"], file["shapes"]
        flat.resize((int(offsets[-1]),))
        shapes.resize(len(offsets) - 1, axis=0)
        for sample in samples:
            begin = len(flat)
            flat.resize((begin + sample.size,))
            flat[begin:] = sample.ravel()
            shapes.resize(len(shapes) + 1, axis=0)
            shapes[-1] = sample.shape
            offsets.resize((len(offsets) + 1,))
            offsets[-1] = len(flat)
