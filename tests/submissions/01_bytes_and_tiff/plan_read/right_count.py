"""Walks over the strips of one page and looks which of them the box meets."""


def plan_read(shape, itemsize, rows, start, stop):
    touched, in_them = 0, 0
    for top in range(0, shape[1], rows):
        bottom = min(top + rows, shape[1])
        if top < stop[1] and start[1] < bottom:
            touched += 1
            in_them += bottom - top
    pages = stop[0] - start[0]
    return pages, pages * touched, pages * in_them * shape[2] * itemsize
