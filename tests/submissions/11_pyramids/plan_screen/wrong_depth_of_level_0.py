"""Looks for the plane where level 0 has it.

Fails: the voxels
Says: half a voxel around its centre
"""

import math

from outofcore import grid


def plan_screen(levels, plane_um, start_um, stop_um, um_per_pixel):
    fine = [i for i, level in enumerate(levels) if max(level["scale"][1:]) <= um_per_pixel]
    number = fine[-1] if fine else 0
    level = levels[number]
    shape, chunks = level["shape"], level["chunks"]

    def voxels(places):
        found = zip(places, level["translation"], level["scale"])
        return [(place - shift) / scale + 1 / 2 for place, shift, scale in found]

    first = [math.floor(v) for v in voxels((plane_um, *start_um))]
    first[0] = math.floor(plane_um / levels[0]["scale"][0] + 1 / 2)
    start = tuple(min(max(v, 0), n - 1) for v, n in zip(first, shape))
    last = [start[0] + 1, *(math.ceil(v) for v in voxels((plane_um, *stop_um))[1:])]
    stop = tuple(min(v, n) for v, n in zip(last, shape))
    count = grid.count_touched(tuple(map(slice, start, stop)), shape, chunks)
    nbytes = count * math.prod(chunks) * 2
    return {"level": number, "start": start, "stop": stop, "chunks": count, "nbytes": nbytes}
