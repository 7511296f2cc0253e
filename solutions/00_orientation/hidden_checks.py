"""Fresh inputs for the checks of 00_orientation. They stay in this folder.

`about` is shown to the student when a case fails; everything else stays unseen. Task 5 asks about
one stack, which everybody knows: there is nothing fresh to ask.
"""

SCREEN = (96, 13, 20, 2, 2048, 0.75)


def refused(**wrong):
    """Return a case in which some arguments of a good screen cannot be."""
    names = ("wells", "fields", "planes", "colours", "side", "seconds")
    counts = tuple(wrong.get(name, good) for name, good in zip(names, SCREEN, strict=True))
    about = "another number that cannot be" if len(wrong) == 1 else "two numbers that cannot be"
    return {"about": about, "criterion": "refuses what cannot be", "counts": counts}


CASES = {
    "plate_bill": [
        {"about": "another screen", "counts": (1536, 7, 31, 4, 2160, 3.25)},
        {"about": "one of everything", "counts": (1, 1, 1, 1, 1, 1)},
        refused(wells=0),
        refused(wells=-96),
        refused(fields=0),
        refused(fields=-13),
        refused(planes=0),
        refused(planes=-21),
        refused(colours=0),
        refused(colours=-2),
        refused(side=0),
        refused(side=-2048),
        refused(seconds=0),
        refused(seconds=-0.75),
        refused(fields=-1, side=0),
    ],
    "change": [
        {
            "about": "another image that gets darker",
            "kind": "darker",
            "shape": (13, 8),
            "salt": 901,
        },
        {"about": "other values", "kind": "mixed", "shape": (4, 3, 6), "salt": 733},
        {"about": "other bright images", "kind": "bright", "shape": (3, 7, 2), "salt": 1511},
        {"about": "another row of pixels", "kind": "bright", "shape": (17,), "salt": 37},
        {"about": "more axes", "kind": "mixed", "shape": (2, 3, 2, 4), "salt": 411},
        {"about": "an axis of length 1", "kind": "mixed", "shape": (5, 1, 4), "salt": 67},
        {"about": "a film without images", "kind": "mixed", "shape": (0, 5, 7)},
    ],
    "thumbnail": [
        {
            "about": "another stack in chunks",
            "name": "raw/red",
            "shape": (14, 75, 67),
            "chunks": (3, 32, 16),
            "z": 13,
            "step": 5,
            "salt": 3571,
        },
        {
            "about": "every pixel of the first plane, from chunks",
            "name": "s0",
            "shape": (10, 37, 53),
            "chunks": (4, 16, 32),
            "dtype": "float32",
            "z": 0,
            "step": 1,
            "salt": 97,
        },
        {
            "about": "a step that leaves chunks out",
            "shape": (7, 90, 70),
            "chunks": (2, 8, 8),
            "dtype": "int16",
            "z": 4,
            "step": 29,
            "salt": 2213,
        },
        {
            "about": "another stack in one piece",
            "name": "raw/green",
            "shape": (17, 41, 83),
            "chunks": None,
            "z": 11,
            "step": 6,
            "salt": 4219,
        },
        {
            "about": "every pixel of the first plane, from one piece",
            "shape": (5, 19, 31),
            "chunks": None,
            "dtype": "uint8",
            "z": 0,
            "step": 1,
            "salt": 655,
        },
        {
            "about": "a step larger than the plane, in the last plane",
            "name": "x",
            "shape": (8, 23, 15),
            "chunks": None,
            "dtype": "float32",
            "z": 7,
            "step": 40,
            "salt": 1042,
        },
    ],
    "lowest_highest": [
        {
            "about": "other values, in other places",
            "criterion": "the lowest and the highest",
            "name": "raw/red",
            "shape": (19, 21, 27),
            "low": -31_007,
            "high": -29_511,
            "at_low": (18, 9, 13),
            "at_high": (17, 12, 15),
            "salt": 8117,
        },
        {
            "about": "white everywhere",
            "criterion": "the lowest and the highest",
            "shape": (3, 8, 11),
            "low": 32_767,
            "high": 32_767,
            "at_low": (0, 0, 0),
            "at_high": (0, 0, 0),
        },
        {
            "about": "black everywhere",
            "criterion": "the lowest and the highest",
            "shape": (4, 9, 7),
            "low": -32_768,
            "high": -32_768,
            "at_low": (0, 0, 0),
            "at_high": (0, 0, 0),
        },
        {
            "about": "in the middle of a plane",
            "criterion": "wherever they stand",
            "name": "s0",
            "shape": (16, 22, 34),
            "low": -2017,
            "high": 1913,
            "at_low": (15, 10, 18),
            "at_high": (6, 11, 16),
            "salt": 271,
        },
    ],
    "my_answers": [],
}
