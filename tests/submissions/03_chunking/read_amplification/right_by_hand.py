"""Right: the arithmetic of task 1 again, without the helper."""

import math

import h5py


def read_amplification(source, name, start, stop):
    with h5py.File(source, "r") as file:
        chunks = file[name].chunks
    if not chunks:
        return 1.0
    touched = math.prod((b - 1) // c - a // c + 1 for a, b, c in zip(start, stop, chunks))
    asked = math.prod(b - a for a, b in zip(start, stop))
    return touched * math.prod(chunks) / asked
