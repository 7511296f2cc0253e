"""Tries the largest layouts with each pipeline in turn; takes the first that keeps all limits."""

import io
import itertools
import math

import h5py


def cuts(n):
    return [-(-n // parts) for parts in range(1, 9)]


def file_bytes(block, options):
    memory = io.BytesIO()
    with h5py.File(memory, "w") as file:
        file.create_dataset("volume", data=block, **options)
    return memory.getbuffer().nbytes


def choose_pipeline(block, max_file_bytes, max_chunk_bytes):
    layouts = set(itertools.product(*(cuts(n) for n in block.shape)))
    fitting = [c for c in layouts if math.prod(c) * block.itemsize <= max_chunk_bytes]
    fitting.sort(key=lambda chunks: (-math.prod(chunks), chunks))
    for chunks, shuffle in itertools.product(fitting[:12], (False, True)):
        options = {"chunks": chunks, "compression": "gzip", "compression_opts": 6}
        options["shuffle"] = shuffle
        if file_bytes(block, options) <= min(max_file_bytes, 0.95 * block.nbytes):
            return options
    return {}
