"""Right: resize by shape, and write to the last positions, counted from the end."""

import h5py


def append_frames(path, frames, seconds):
    with h5py.File(path, "r+") as file:
        movie, times = file["movie"], file["times"]
        movie.resize((movie.shape[0] + len(frames), *movie.shape[1:]))
        movie[-len(frames) :] = frames
        times.resize((len(times) + len(frames),))
        times[-len(frames) :] = seconds
