"""Three planes at a time, however large they are.

Fails: little is held
Says: Is the block before still there
"""

import h5py


def lowest_highest(source, name):
    lows, highs = [], []
    with h5py.File(source, "r") as file:
        dataset = file[name]
        for z in range(0, len(dataset), 3):
            block = dataset[z : z + 3]
            lows.append(int(block.min()))
            highs.append(int(block.max()))
    return min(lows), max(highs)
