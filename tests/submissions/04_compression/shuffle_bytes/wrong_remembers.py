"""The way back looks up what the filter was given: it can undo only what it saw.

Fails: the way back
Says: unshuffle_bytes(
"""

SEEN = {}


def shuffle_bytes(data, itemsize):
    whole = len(data) // itemsize * itemsize
    there = b"".join(data[rank:whole:itemsize] for rank in range(itemsize)) + data[whole:]
    SEEN[there, itemsize] = data
    return there


def unshuffle_bytes(data, itemsize):
    return SEEN[data, itemsize]
