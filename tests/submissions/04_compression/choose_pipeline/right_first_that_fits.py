"""Tries layouts and pipelines in turn and takes the first that keeps both limits."""

import io
import itertools

import h5py


def cuts(n):
    return [-(-n // parts) for parts in (1, 2, 3, 4, 5)]


def file_bytes(block, options):
    memory = io.BytesIO()
    with h5py.File(memory, "w") as file:
        file.create_dataset("volume", data=block, **options)
    return memory.getbuffer().nbytes


def choose_pipeline(block, max_file_bytes, max_chunk_bytes):
    for level, shuffle in itertools.product((4, 9), (False, True)):
        for chunks in itertools.product(*(cuts(n) for n in block.shape)):
            nbytes = chunks[0] * chunks[1] * chunks[2] * block.itemsize
            if not max_chunk_bytes / 3 < nbytes <= max_chunk_bytes:
                continue
            options = {"chunks": chunks, "compression": "gzip", "compression_opts": level}
            options["shuffle"] = shuffle
            if file_bytes(block, options) <= min(max_file_bytes, 0.95 * block.nbytes):
                return options
    return {}
