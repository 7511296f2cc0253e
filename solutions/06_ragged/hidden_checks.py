"""Fresh inputs for the checks of 06_ragged. They stay in this folder.

`about` is shown to the student when a case fails; everything else stays unseen.
"""

CASES = {
    "pack_samples": [
        {
            "about": "other tables, of another dtype",
            "shapes": [(7, 2), (1, 1), (3, 8), (12, 2), (2, 11), (5, 5), (9, 4)],
            "dtype": "int64",
            "seed": 911,
        },
        {"about": "one axis", "shapes": [(17,), (3,), (41,), (8,)], "seed": 912},
        {
            "about": "boxes, some without values",
            "criterion": "samples out of the ordinary",
            "shapes": [(2, 0, 3), (3, 2, 2), (0, 4, 4), (5, 1, 2), (1, 1, 0)],
            "dtype": "float64",
            "seed": 913,
        },
        {
            "about": "boxes turned on their side",
            "criterion": "samples out of the ordinary",
            "shapes": [(3, 4, 2), (2, 5, 3)],
            "turned": "yes",
            "seed": 914,
        },
    ],
    "read_samples": [
        {
            "about": "a sample of a longer file",
            "criterion": "one sample by its place",
            "key": 97,
            "count": 151,
            "seed": 921,
        },
        {
            "about": "a sample counted from the end",
            "criterion": "one sample by its place",
            "key": -23,
            "count": 151,
            "seed": 921,
        },
        {
            "about": "a slice between two places from the end",
            "criterion": "slices as a list has them",
            "key": slice(-38, -31),
            "count": 151,
            "seed": 921,
        },
        {
            "about": "a slice that runs past the end",
            "criterion": "slices as a list has them",
            "key": slice(143, 900),
            "count": 151,
            "seed": 921,
        },
        {
            "about": "all of them backwards, in steps",
            "criterion": "slices as a list has them",
            "key": slice(None, None, -37),
            "count": 151,
            "seed": 921,
        },
        {
            "about": "another dtype",
            "criterion": "slices as a list has them",
            "key": slice(11, 29, 4),
            "count": 83,
            "chunk": 777,
            "dtype": "int64",
            "seed": 922,
        },
        {
            "about": "more samples without values",
            "criterion": "samples without values",
            "key": slice(23, 42, 9),
            "count": 83,
            "chunk": 777,
            "seed": 923,
        },
    ],
    "append_samples": [
        {
            "about": "another file",
            "criterion": "old and new samples",
            "new": [(31, 3), (1, 1), (77, 6)],
            "count": 95,
            "chunk": 900,
            "dtype": "uint16",
            "seed": 931,
        },
        {
            "about": "another run that was stopped",
            "criterion": "after a run that was stopped",
            "new": [(8, 8), (0, 3), (9, 2)],
            "behind": 219,
            "count": 95,
            "chunk": 900,
            "seed": 932,
        },
        {
            "about": "a run that was stopped, and nothing new",
            "criterion": "nothing to append, or nothing in it",
            "new": [],
            "behind": 411,
            "count": 74,
            "seed": 933,
        },
    ],
    "unpad": [
        {"about": "fresh rows", "count": 217, "longest": 731, "seed": 941},
        {
            "about": "fresh rows of another dtype",
            "count": 190,
            "longest": 840,
            "dtype": "uint32",
            "seed": 942,
        },
        {
            "about": "another file larger than the limit",
            "criterion": "little is held",
            "count": 2_617,
            "longest": 6_113,
            "seed": 943,
        },
    ],
    "read_ahead": [
        {
            "about": "other ranges, most of them forwards",
            "ranges": [(k * 17, k * 17 + 5 + k % 13) for k in range(1, 55)],
            "max_bytes": 346,
            "count": 1_234,
            "seed": 951,
        },
        {
            "about": "other ranges in no order",
            "ranges": [(k * 331 % 1_111, k * 331 % 1_111 + k % 29) for k in range(80)],
            "max_bytes": 1_003,
            "count": 1_234,
            "dtype": "float64",
            "seed": 952,
        },
    ],
}
