"""Right: the old result keeps another name until the new one is written."""

import h5py


def save_result(path, name, image):
    with h5py.File(path, "r+") as file:
        results = file.require_group("results")
        there = name in results
        if there:
            results.move(name, "result to be replaced")
        results[name] = image
        if there:
            del results["result to be replaced"]
    return path
