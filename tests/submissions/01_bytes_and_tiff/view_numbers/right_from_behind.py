"""Walks through the axes from the last to the first, with the stride growing on the way."""


def view_numbers(shape, itemsize, start, step):
    offset, counts, strides, stride = 0, [], [], itemsize
    for n, a, s in list(zip(shape, start, step))[::-1]:
        offset += a * stride
        counts.insert(0, (n - 1 - a) // s + 1 if s > 0 else a // -s + 1)
        strides.insert(0, s * stride)
        stride *= n
    return offset, tuple(counts), tuple(strides)
