"""Right: a product by NumPy, in Python's whole numbers, and the names from the signature."""

import inspect

import numpy as np


def plate_bill(wells, fields, planes, colours, side, seconds):
    values = [wells, fields, planes, colours, side, seconds]
    names = list(inspect.signature(plate_bill).parameters)
    small = [name for name, value in zip(names, values) if not value > 0]
    if small:
        raise ValueError("not a screen: " + " and ".join(small))
    images = np.prod(values[:4], dtype="int64")
    return [images, images * 2 * side**2, float(images * seconds) / 60 / 60]
