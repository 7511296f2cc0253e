"""Writes into the old data set: its shape and dtype stay, and may not fit.

Fails: a second run replaces the result; nothing else changes
Says: still carries 'threshold', a note on the old result
"""

import h5py


def save_result(path, name, image):
    with h5py.File(path, "r+") as file:
        results = file.require_group("results")
        if name in results:
            results[name][...] = image
        else:
            results[name] = image
