"""Right: one frame at a time, on one opening of the file: the chunk cache collects them."""

import h5py


def append_frames(path, frames, seconds):
    with h5py.File(path, "r+") as file:
        for frame, second in zip(frames, seconds):
            t = len(file["movie"])
            for name, value in (("movie", frame), ("times", second)):
                dataset = file[name]
                dataset.resize(t + 1, axis=0)
                dataset[t] = value
