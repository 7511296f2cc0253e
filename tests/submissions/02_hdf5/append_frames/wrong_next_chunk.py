"""Begins a new chunk for every append: a gap of black frames where the last was not full.

Fails: old and new frames in order
Says: /movie has the shape
"""

import h5py


def append_frames(path, frames, seconds):
    with h5py.File(path, "r+") as file:
        movie, times = file["movie"], file["times"]
        depth = movie.chunks[0]
        start = -(-len(movie) // depth) * depth
        movie.resize(start + len(frames), axis=0)
        movie[start:] = frames
        old = len(times)
        times.resize(old + len(frames), axis=0)
        times[old:] = seconds
