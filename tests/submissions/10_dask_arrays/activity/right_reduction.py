"""A reduction of its own: count, mean, squares about the mean and largest value, joined by dask."""

import functools

import dask
import dask.array as da
import numpy as np
from dask.utils import deepmap

dask.config.set(scheduler="synchronous")
KIND = np.dtype([("mean", "f8"), ("rise", "f8"), ("spread", "f8")])


def facts(block, axis, keepdims):
    mean = block.mean(axis=0, keepdims=True, dtype="f8")
    squares = ((block - mean) ** 2).sum(axis=0, keepdims=True)
    return {"n": len(block), "mean": mean, "squares": squares, "top": block.max(axis=0)[None]}


def two(a, b):
    n, step = a["n"] + b["n"], b["mean"] - a["mean"]
    mean = a["mean"] + step * (b["n"] / n)
    squares = a["squares"] + b["squares"] + step**2 * (a["n"] * b["n"] / n)
    return {"n": n, "mean": mean, "squares": squares, "top": np.maximum(a["top"], b["top"])}


def join(parts, axis, keepdims):
    found = []
    deepmap(found.append, parts if isinstance(parts, list) else [parts])
    return functools.reduce(two, found)


def images(parts, axis, keepdims):
    all_of_it = join(parts, axis, keepdims)
    result = np.empty(all_of_it["mean"].shape[1:], KIND)
    result["mean"] = all_of_it["mean"][0]
    result["rise"] = all_of_it["top"][0] - result["mean"]
    result["spread"] = np.sqrt(all_of_it["squares"][0] / all_of_it["n"])
    return result


def activity(store, name):
    movie = da.from_zarr(store, component=name)
    meta = np.empty((0, 0), KIND)
    options = {"combine": join, "axis": 0, "dtype": KIND, "concatenate": False, "meta": meta}
    found = da.reduction(movie, facts, images, **options).compute()
    return tuple(found[part] for part in KIND.names)
