"""Takes the way back for a shuffle with items and ranks swapped, the rest included.

Fails: the way back
Says: not on a fresh one
"""


def shuffle_bytes(data, itemsize):
    whole = len(data) // itemsize * itemsize
    return b"".join(data[i:whole:itemsize] for i in range(itemsize)) + data[whole:]


def unshuffle_bytes(data, itemsize):
    return shuffle_bytes(data, max(1, len(data) // itemsize))
