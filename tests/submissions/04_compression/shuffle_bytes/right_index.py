"""One list that says where each byte goes, used forwards and backwards."""


def places(length, itemsize):
    items = length // itemsize
    moved = [item * itemsize + rank for rank in range(itemsize) for item in range(items)]
    return moved + list(range(items * itemsize, length))


def shuffle_bytes(data, itemsize):
    return bytes(data[place] for place in places(len(data), itemsize))


def unshuffle_bytes(data, itemsize):
    back = bytearray(len(data))
    for value, place in zip(data, places(len(data), itemsize)):
        back[place] = value
    return bytes(back)
