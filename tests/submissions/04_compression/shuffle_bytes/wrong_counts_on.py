"""The way back counts on from the first byte, as if the original were a ramp.

Fails: the way back
Says: the bytes are not those that went in
"""


def shuffle_bytes(data, itemsize):
    whole = len(data) // itemsize * itemsize
    return b"".join(data[rank:whole:itemsize] for rank in range(itemsize)) + data[whole:]


def unshuffle_bytes(data, itemsize):
    items = max(1, len(data) // itemsize)
    step = data[items % len(data)] - data[0] if itemsize > 1 else data[1] - data[0]
    return bytes((data[0] + step * place) % 256 for place in range(len(data)))
