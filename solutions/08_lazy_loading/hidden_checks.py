"""Fresh inputs for the checks of 08_lazy_loading, tried at grading only. Never shown."""

import itertools

from outofcore import grid

ELSE = {"shape": (23, 41, 67), "chunks": (5, 13, 22), "start": (3, 13, 21), "stop": (11, 39, 45)}


def _faults(criterion, about, readers, place=ELSE):
    return [{"about": about, "criterion": criterion, "reader": r, **place} for r in readers]


# Readers for first_fault, as the methods of `Bricks` in checks.py: the first figure is the verdict.


def r03(bricks):
    halves = []
    for offset, nbytes in bricks.whole(bricks.needed):
        half = nbytes // 2
        halves += [(offset, half), (offset + half, nbytes - half)]
    return bricks.steps(at_compute=halves[1::2] + halves[::2])


def r05(bricks):
    return bricks.steps(at_ask=[(0, 4096)], at_compute=bricks.whole(reversed(bricks.needed)))


def r12(bricks):
    first = bricks.extents[min(bricks.extents)]
    return bricks.steps(at_open=[(first[0], 2)], at_compute=bricks.whole(bricks.needed))


def r13(bricks):
    return bricks.steps(at_open=[(0, 4096 + 1)], at_compute=bricks.whole(bricks.needed))


def r14(bricks):
    one = bricks.whole(bricks.needed[:1])
    return bricks.steps(at_open=one, at_ask=one, at_slice=one, at_compute=[*one, *one])


def r22(bricks):
    last = bricks.extents[max(bricks.extents)]
    asked = [(last[0] + last[1] - 1, 1)]
    return bricks.steps(at_ask=asked, at_compute=bricks.whole(bricks.needed))


def r23(bricks):
    one = bricks.whole(bricks.needed[:1])
    return bricks.steps(at_ask=one, at_slice=one, at_compute=bricks.whole(bricks.needed))


def r32(bricks):
    rest = bricks.whole(bricks.needed)
    return bricks.steps(at_slice=[(rest[0][0], 2)], at_compute=rest)


def r43(bricks):
    order = sorted(bricks.extents, key=bricks.extents.get)
    pairs = [(a, b) for a, b in itertools.pairwise(order) if a in bricks.needed]
    last, other = next((a, b) for a, b in pairs if b not in bricks.needed)
    start = bricks.extents[last][0]
    rest = bricks.whole(index for index in bricks.needed if index != last)
    return bricks.steps(at_compute=[*rest, (start, bricks.extents[other][0] + 1 - start)])


def r44(bricks):
    every = sorted(bricks.whole(bricks.extents))
    start, end = every[0][0], every[-1][0] + every[-1][1]
    return bricks.steps(at_compute=[(start, end - start)])


def r45(bricks):
    shape, corners = ELSE["shape"], zip(ELSE["start"], ELSE["stop"], ELSE["shape"], strict=True)
    further = tuple(slice(a, min(b + 1, n)) for a, b, n in corners)
    wanted = grid.touched_chunks(further, shape, ELSE["chunks"])
    return bricks.steps(at_compute=bricks.whole(wanted))


def r52(bricks):
    again = bricks.extents[bricks.needed[0]]
    return bricks.steps(at_compute=[*bricks.whole(bricks.needed), again])


def r53(bricks):
    offset, nbytes = bricks.extents[bricks.needed[-1]]
    half = nbytes // 2
    parts = [(offset, half), (offset + half - 1, nbytes - half + 1)]
    return bricks.steps(at_compute=[*bricks.whole(bricks.needed[:-1]), *parts])


CASES = {
    "describe_view": [
        {
            "about": "another stack and box",
            "criterion": "what the array is",
            "shape": (41, 53, 83),
            "chunks": (6, 20, 31),
            "start": (11, 19, 30),
            "stop": (13, 41, 32),
            "dtype": "uint8",
        },
        {
            "about": "a single voxel",
            "criterion": "the blocks that the box needs",
            "shape": (41, 53, 83),
            "chunks": (6, 20, 31),
            "start": (40, 52, 82),
            "stop": (41, 53, 83),
        },
        {
            "about": "an image of two axes",
            "criterion": "the blocks that the box needs",
            "shape": (141, 213),
            "chunks": (32, 64),
            "start": (31, 63),
            "stop": (33, 129),
        },
        {
            "about": "another contiguous data set",
            "criterion": "a contiguous data set",
            "shape": (13, 29, 31),
            "chunks": None,
            "start": (0, 3, 5),
            "stop": (13, 29, 7),
            "dtype": "int32",
        },
        {
            "about": "a contiguous image of two axes",
            "criterion": "a contiguous data set",
            "shape": (29, 53),
            "chunks": None,
            "start": (3, 7),
            "stop": (9, 8),
            "dtype": "uint8",
        },
        {
            "about": "a contiguous movie of four axes",
            "criterion": "a contiguous data set",
            "shape": (5, 4, 13, 17),
            "chunks": None,
            "start": (1, 2, 0, 3),
            "stop": (4, 3, 13, 5),
            "dtype": ">u2",
        },
    ],
    "stack_summary": [
        {
            "about": "other planes, within one layer of chunks",
            "shape": (43, 61, 75),
            "chunks": (9, 31, 40),
            "start": 20,
            "stop": 23,
            "name": "cells",
            "salt": 4321,
        },
        {
            "about": "the last planes, with a ragged layer",
            "shape": (43, 61, 75),
            "chunks": (9, 31, 40),
            "start": 34,
            "stop": 43,
            "salt": 977,
        },
    ],
    "choose_blocks": [
        {
            "about": "other chunks and limits",
            "shape": (47, 97, 131),
            "chunks": (5, 24, 24),
            "max_blocks": 27,
            "max_block_bytes": 71_000,
        },
        {
            "about": "another image of two axes",
            "shape": (301, 407),
            "chunks": (64, 50),
            "max_blocks": 9,
            "max_block_bytes": 45_000,
        },
        {
            "about": "chunks as large as a block may be",
            "shape": (33, 64, 65),
            "chunks": (11, 32, 33),
            "max_blocks": 12,
            "max_block_bytes": 23_232,
        },
        {
            "about": "limits where filling one axis after the other leads astray",
            "shape": (116, 52, 129),
            "chunks": (16, 7, 9),
            "max_blocks": 12,
            "max_block_bytes": 150_000,
        },
    ],
    "read_boxes": [
        {
            "about": "other boxes",
            "criterion": "the right voxels",
            "shape": (17, 53, 47),
            "boxes": [((0, 1, 2), (2, 50, 40)), ((1, 3, 4), (5, 6, 47)), ((16, 0, 0), (17, 53, 1))],
            "seed": 31,
        },
        {
            "about": "voxels of four bytes",
            "criterion": "the right voxels",
            "shape": (9, 31, 29),
            "dtype": "uint32",
            "boxes": [((3, 7, 11), (8, 31, 20))],
            "seed": 32,
        },
        {
            "about": "other planes that the stage skipped",
            "criterion": "planes that were never taken",
            "shape": (17, 53, 47),
            "missing": (0, 16),
            "boxes": [((0, 1, 2), (17, 9, 9)), ((16, 0, 0), (17, 53, 47))],
            "seed": 33,
        },
        {
            "about": "voxels of one byte in skipped planes",
            "criterion": "planes that were never taken",
            "shape": (9, 31, 29),
            "dtype": "uint8",
            "missing": (5,),
            "boxes": [((4, 0, 0), (7, 31, 29))],
            "seed": 34,
        },
        {
            "about": "boxes in skipped planes only",
            "criterion": "planes that were never taken",
            "shape": (9, 31, 29),
            "missing": (2, 3, 7),
            "boxes": [((2, 5, 6), (4, 20, 29)), ((7, 0, 0), (8, 31, 29))],
            "seed": 35,
        },
    ],
    "first_fault": [
        *_faults("honest readers", "another honest reader", ("r01", "r02", r03, "r04", r05)),
        *_faults("voxels when it opens", "another reader that opens", ("r11", r12, r13, r14)),
        *_faults("voxels for a question", "another reader that is asked", ("r21", r22, r23)),
        *_faults("voxels when it is sliced", "another reader that is sliced", ("r31", r32)),
        *_faults("chunks nobody needs", "another that brings more", ("r41", r43, r44, r45, "r46")),
        *_faults("the same bytes again", "another reader that repeats", ("r51", r52, r53, "r55")),
    ],
}
