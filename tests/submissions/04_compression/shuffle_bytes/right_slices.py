"""Strides of bytes, without NumPy."""


def shuffle_bytes(data, itemsize):
    whole = len(data) - len(data) % itemsize
    return b"".join(data[rank:whole:itemsize] for rank in range(itemsize)) + data[whole:]


def unshuffle_bytes(data, itemsize):
    items = len(data) // itemsize
    whole = items * itemsize
    back = bytearray(data)
    for rank in range(itemsize):
        back[rank:whole:itemsize] = data[rank * items : (rank + 1) * items]
    return bytes(back)
