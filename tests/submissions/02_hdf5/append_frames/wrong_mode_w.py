"""Opens with w: the movie is gone before it is asked for.

Fails: old and new frames in order; the times keep step; stored chunks stay as they are; the file grows by what is new; nothing else changes
Says: in which mode was the file opened?
"""

import h5py


def append_frames(path, frames, seconds):
    with h5py.File(path, "w") as file:
        for name, new in (("movie", frames), ("times", seconds)):
            dataset = file[name]
            old = len(dataset)
            dataset.resize(old + len(new), axis=0)
            dataset[old:] = new
