"""Makes an array to ask for the numbers of its view: nobody can hold a large one.

Fails: the first voxel
Says: view_numbers((1048576, 1048576, 524288), 2, (5, 6, 7), (1, 1, 1)) stopped with
"""

import numpy as np


def view_numbers(shape, itemsize, start, step):
    whole = np.empty(shape, np.dtype((np.void, itemsize)))
    view = whole[tuple(slice(a, None, s) for a, s in zip(start, step))]
    return view.ctypes.data - whole.ctypes.data, view.shape, view.strides
