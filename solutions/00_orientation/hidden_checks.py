"""Fresh inputs for the checks of 00_orientation. They stay in this folder.

`about` is shown to the student when a case fails; everything else stays unseen. Task 5 asks about
one stack, which everybody knows: there is nothing fresh to ask.
"""

CASES = {
    "plate_bill": [
        {"about": "another screen", "counts": (1536, 7, 31, 4, 2160, 3.25)},
        {
            "about": "another number that cannot be",
            "criterion": "refuses what cannot be",
            "counts": (96, -13, 20, 2, 2048, 6),
            "named": "fields",
        },
    ],
    "change": [
        {
            "about": "another image that gets darker",
            "kind": "darker",
            "shape": (13, 8),
            "salt": 901,
        },
        {"about": "other values", "kind": "mixed", "shape": (4, 3, 6), "salt": 733},
    ],
    "thumbnail": [
        {
            "about": "another stack in chunks",
            "shape": (14, 75, 67),
            "chunks": (3, 32, 16),
            "z": 13,
            "step": 5,
            "salt": 3571,
        },
        {
            "about": "another stack in one piece",
            "shape": (17, 41, 83),
            "chunks": None,
            "z": 11,
            "step": 6,
            "salt": 4219,
        },
    ],
    "lowest_highest": [
        {
            "about": "other values, in other places",
            "criterion": "the lowest and the highest",
            "shape": (19, 21, 27),
            "low": -31_007,
            "high": -29_511,
            "at_low": (18, 20, 26),
            "at_high": (17, 1, 2),
            "salt": 8117,
        },
    ],
    "my_answers": [],
}
