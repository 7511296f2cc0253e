"""Writes a new file with the longer movie: the rest stays behind.

Fails: stored chunks stay as they are; the file grows by what is new; nothing else is lost
Says: has other chunks than before
"""

import io

import h5py
import numpy as np


def append_frames(record, frames, seconds):
    with h5py.File(io.BytesIO(record), "r") as old:
        movie = np.concatenate([old["movie"][()], frames])
        times = np.concatenate([old["times"][()], seconds])
    buffer = io.BytesIO()
    with h5py.File(buffer, "w") as new:
        new["movie"] = movie
        new["times"] = times
    return buffer.getvalue()
