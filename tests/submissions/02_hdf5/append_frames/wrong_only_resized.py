"""Makes room and writes nothing into it: black frames.

Fails: old and new frames in order; the times keep step; the file grows by what is new
Says: values of /movie differ
"""

import io

import h5py


def append_frames(record, frames, seconds):
    buffer = io.BytesIO(record)
    with h5py.File(buffer, "r+") as file:
        for name in ("movie", "times"):
            dataset = file[name]
            dataset.resize(len(dataset) + len(frames), axis=0)
    return buffer.getvalue()
