"""Right: one axis at a time, by recursion."""


def count_touched_chunks(shape, chunks, start, stop):
    if not shape:
        return 1
    first = start[0] - start[0] % chunks[0]
    here = len(range(first, stop[0], chunks[0])) if stop[0] > start[0] else 0
    return here * count_touched_chunks(shape[1:], chunks[1:], start[1:], stop[1:])
