"""Right: in chunks the step may stand in the file, in one piece it may not."""

import h5py


def thumbnail(source, name, z, step):
    with h5py.File(source, "r") as file:
        dataset = file[name]
        if dataset.chunks:
            return dataset[z, ::step, ::step]
        return dataset[z, :, :][::step, ::step]
