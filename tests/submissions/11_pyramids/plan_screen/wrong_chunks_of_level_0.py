"""Takes the chunks of level 0 for those of every level.

Fails: the chunks; the bytes
Says: chunks, it is
"""

import math

from outofcore import grid


def plan_screen(levels, plane_um, start_um, stop_um, um_per_pixel):
    fine = [i for i, level in enumerate(levels) if max(level["scale"][1:]) <= um_per_pixel]
    number = fine[-1] if fine else 0
    level = levels[number]
    shape, chunks = level["shape"], levels[0]["chunks"]

    def voxels(places):
        found = zip(places, level["translation"], level["scale"])
        return [(place - shift) / scale + 1 / 2 for place, shift, scale in found]

    first = [math.floor(v) for v in voxels((plane_um, *start_um))]
    start = tuple(min(max(v, 0), n - 1) for v, n in zip(first, shape))
    last = [start[0] + 1, *(math.ceil(v) for v in voxels((plane_um, *stop_um))[1:])]
    stop = tuple(min(v, n) for v, n in zip(last, shape))
    count = grid.count_touched(tuple(map(slice, start, stop)), shape, chunks)
    nbytes = count * math.prod(chunks) * 2
    return {"level": number, "start": start, "stop": stop, "chunks": count, "nbytes": nbytes}
