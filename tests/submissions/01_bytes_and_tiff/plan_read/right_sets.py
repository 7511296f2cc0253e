"""Collects the strips in a set, and subtracts what the last one lacks."""


def plan_read(shape, itemsize, rows, start, stop):
    strips = {(z, y // rows) for z in range(start[0], stop[0]) for y in range(start[1], stop[1])}
    pages = {z for z, _ in strips}
    nbytes = 0
    for _, strip in strips:
        nbytes += len(range(strip * rows, shape[1])[:rows]) * shape[2] * itemsize
    return len(pages), len(strips), nbytes
