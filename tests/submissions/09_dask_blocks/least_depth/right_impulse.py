"""Sends a single bright voxel through filters, and looks how far it spreads."""

import numpy as np
import scipy.ndimage as ndi


def spread(name, amount):
    if name == "gaussian":
        point = np.zeros(2 * int(4 * amount + 2) + 1)
        point[len(point) // 2] = 1
        seen = np.flatnonzero(ndi.gaussian_filter1d(point, amount) if amount else point)
    else:
        point = np.zeros(4 * amount + 1)
        point[len(point) // 2] = 1
        seen = np.flatnonzero(ndi.maximum_filter1d(point, amount))
    return int(np.abs(seen - len(point) // 2).max())


def least_depth(steps, ndim):
    depth = np.zeros(ndim, int)
    for name, amounts in steps:
        if name != "threshold":
            times = 2 if name in ("opening", "closing") else 1
            depth += [times * spread(name, amount) for amount in amounts]
    return tuple(depth.tolist())
