"""Reads little, and then makes an array for the whole image.

Fails: little is held
Says: held for 5 rows
"""

import zlib

import h5py
import numpy as np


def read_rows(source, start, stop):
    with h5py.File(source, "r") as file:
        packed, starts = file["packed"], file["starts"][()]
        columns, rows = packed.attrs["shape"][1], int(packed.attrs["rows"])
        dtype = packed.attrs["dtype"]
        image = np.ones(packed.attrs["shape"], dtype)
        for i in range(start // rows, (stop - 1) // rows + 1):
            band = np.frombuffer(zlib.decompress(packed[starts[i] : starts[i + 1]]), dtype)
            image[i * rows : (i + 1) * rows] = band.reshape(-1, columns)
    return image[start:stop]
