"""Opens the file anew for every frame: the packed chunk is written again each time, and leaves a hole.

Fails: the file grows by what is new
Says: of new chunks
"""

import h5py


def append_frames(path, frames, seconds):
    for frame, second in zip(frames, seconds):
        with h5py.File(path, "r+") as file:
            for name, value in (("movie", frame), ("times", second)):
                dataset = file[name]
                dataset.resize(len(dataset) + 1, axis=0)
                dataset[-1] = value
