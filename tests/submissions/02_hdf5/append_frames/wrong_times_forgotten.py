"""Lets the movie grow, and not its times.

Fails: the times keep step
Says: /times has the shape (12,)
"""

import h5py


def append_frames(path, frames, seconds):
    with h5py.File(path, "r+") as file:
        movie = file["movie"]
        old = len(movie)
        movie.resize(old + len(frames), axis=0)
        movie[old:] = frames
