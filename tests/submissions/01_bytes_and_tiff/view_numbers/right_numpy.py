"""Lets NumPy make a view of an array without content, and reads its numbers."""

import numpy as np


def view_numbers(shape, itemsize, start, step):
    whole = np.zeros(shape, np.dtype((np.void, itemsize)))
    view = whole[tuple(slice(a, None, s) for a, s in zip(start, step))]
    address = whole.__array_interface__["data"][0]
    return view.__array_interface__["data"][0] - address, view.shape, view.strides
