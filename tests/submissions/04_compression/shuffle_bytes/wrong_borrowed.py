"""Lets numcodecs move the bytes, which the task rules out.

Fails: bytes of one rank stand together; items of any length; bytes that fill no item; the way back
Says: shuffle_bytes uses `Shuffle`
"""

import numcodecs


def shuffle_bytes(data, itemsize):
    return bytes(numcodecs.Shuffle(itemsize).encode(data))


def unshuffle_bytes(data, itemsize):
    return bytes(numcodecs.Shuffle(itemsize).decode(data))
