"""With exact fractions."""

from fractions import Fraction
from math import ceil, floor, prod

from outofcore.grid import touched_bytes, touched_chunks


def plan_screen(levels, plane_um, start_um, stop_um, um_per_pixel):
    number = max(
        (i for i in range(len(levels)) if all(s <= um_per_pixel for s in levels[i]["scale"][1:])),
        default=0,
    )
    level = levels[number]

    def place(axis, um):
        shift, scale = Fraction(level["translation"][axis]), Fraction(level["scale"][axis])
        return (Fraction(um) - shift) / scale + Fraction(1, 2)

    z = min(max(floor(place(0, plane_um)), 0), level["shape"][0] - 1)
    start = [z] + [max(floor(place(i + 1, um)), 0) for i, um in enumerate(start_um)]
    stop = [z + 1] + [
        min(ceil(place(i + 1, um)), level["shape"][i + 1]) for i, um in enumerate(stop_um)
    ]
    box = tuple(slice(a, b) for a, b in zip(start, stop))
    chunks = touched_chunks(box, level["shape"], level["chunks"])
    nbytes = touched_bytes(box, level["shape"], level["chunks"], 2)
    assert nbytes == 2 * len(chunks) * prod(level["chunks"])
    return {
        "level": number,
        "start": tuple(start),
        "stop": tuple(stop),
        "chunks": len(chunks),
        "nbytes": nbytes,
    }
