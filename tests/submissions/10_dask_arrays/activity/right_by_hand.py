"""Chunk by chunk with zarr alone, the moments joined by hand."""

import itertools

import numpy as np
import zarr


def activity(store, name):
    movie = zarr.open_array(store, path=name, mode="r")
    mean, top, spread = (np.empty(movie.shape[1:]) for _ in range(3))
    depth, height, width = movie.chunks
    corners = itertools.product(range(0, movie.shape[1], height), range(0, movie.shape[2], width))
    for y, x in corners:
        count, centre, squares, high = 0, 0.0, 0.0, -np.inf
        for t in range(0, movie.shape[0], depth):
            block = movie[t : t + depth, y : y + height, x : x + width].astype("f8")
            k, own = len(block), block.mean(axis=0)
            shift = own - centre
            squares = squares + ((block - own) ** 2).sum(axis=0)
            squares = squares + shift**2 * count * k / (count + k)
            centre = centre + shift * k / (count + k)
            count, high = count + k, np.maximum(high, block.max(axis=0))
        here = np.s_[y : y + height, x : x + width]
        mean[here], top[here], spread[here] = centre, high, np.sqrt(squares / count)
    return mean, top - mean, spread
