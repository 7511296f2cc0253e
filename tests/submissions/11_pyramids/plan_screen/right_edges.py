"""Looks for the voxels by their edges, in plain loops, and counts chunks by hand."""

import math


def plan_screen(levels, plane_um, start_um, stop_um, um_per_pixel):
    number = 0
    while number + 1 < len(levels) and max(levels[number + 1]["scale"][1:]) <= um_per_pixel:
        number += 1
    level, starts, stops, count = levels[number], [], [], 1
    views = [(plane_um, plane_um), *zip(start_um, stop_um)]
    for axis, (low, high) in enumerate(views):
        step = level["scale"][axis]
        edge = level["translation"][axis] - step / 2
        n = level["shape"][axis]
        start = min(max(math.floor((low - edge) / step), 0), n - 1)
        stop = start + 1
        while axis and stop < n and edge + stop * step < high:
            stop += 1
        starts.append(start)
        stops.append(stop)
        c = level["chunks"][axis]
        count *= (stop - 1) // c - start // c + 1
    a, b, c = level["chunks"]
    return {
        "level": number,
        "start": starts,
        "stop": stops,
        "chunks": count,
        "nbytes": 2 * count * a * b * c,
    }
