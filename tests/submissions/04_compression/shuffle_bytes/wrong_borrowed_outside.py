"""Makes the library's filters outside of the functions and lets them move the bytes.

Fails: bytes of one rank stand together; items of any length; bytes that fill no item; the way back
Says: shuffle_bytes uses `encode`
"""

import numcodecs

FILTERS = {length: numcodecs.Shuffle(length) for length in range(1, 1000)}


def shuffle_bytes(data, itemsize):
    whole = len(data) // itemsize * itemsize
    return bytes(FILTERS[itemsize].encode(data[:whole])) + data[whole:]


def unshuffle_bytes(data, itemsize):
    whole = len(data) // itemsize * itemsize
    return bytes(FILTERS[itemsize].decode(data[:whole])) + data[whole:]
