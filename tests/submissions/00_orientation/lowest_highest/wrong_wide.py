"""One plane at a time, as float64, which is four times as large.

Fails: little is held
Says: the limit is 16.0 MiB
"""

import h5py


def lowest_highest(source, name):
    lows, highs = [], []
    with h5py.File(source, "r") as file:
        dataset = file[name]
        for z in range(len(dataset)):
            plane = dataset[z].astype(float)
            lows.append(int(plane.min()))
            highs.append(int(plane.max()))
    return min(lows), max(highs)
