"""Returns what came in.

Fails: bytes of one rank stand together; items of any length; bytes that fill no item; the way back
Says: in the order in which they went in
"""


def shuffle_bytes(data, itemsize):
    return data


def unshuffle_bytes(data, itemsize):
    return data
