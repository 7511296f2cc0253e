"""Fresh inputs for the checks of 03_chunking. They stay in this folder.

`about` is shown to the student when a case fails; everything else stays unseen.
"""

CASES = {
    "count_touched_chunks": [
        {
            "about": "a box that ends on a chunk border",
            "criterion": "a box that starts and ends on chunk borders",
            "shape": (48, 77),
            "chunks": (12, 11),
            "start": (12, 22),
            "stop": (24, 55),
        },
        {
            "about": "a box across borders in four dimensions",
            "criterion": "a box that crosses chunk borders",
            "shape": (9, 31, 45, 52),
            "chunks": (2, 7, 9, 13),
            "start": (1, 6, 8, 12),
            "stop": (8, 22, 28, 27),
        },
        {
            "about": "the last, partial chunk",
            "criterion": "the ragged last chunk",
            "shape": (101, 43, 29),
            "chunks": (25, 10, 8),
            "start": (99, 20, 20),
            "stop": (101, 43, 29),
        },
        {
            "about": "an empty box on a border",
            "criterion": "an empty box",
            "shape": (101, 43),
            "chunks": (25, 10),
            "start": (25, 10),
            "stop": (50, 10),
        },
        {
            "about": "an array far larger than any memory",
            "criterion": "no array behind the arithmetic",
            "shape": (2**16, 2**14, 2**15),
            "chunks": (50, 60, 70),
            "start": (49, 0, 0),
            "stop": (51, 2**14, 2**15),
        },
    ],
    "read_amplification": [
        {
            "about": "a box across borders",
            "criterion": "chunks are read whole",
            "shape": (27, 45, 63),
            "chunks": (9, 15, 7),
            "start": (8, 3, 20),
            "stop": (10, 31, 23),
        },
        {
            "about": "the ragged corner",
            "criterion": "edge chunks are stored whole",
            "shape": (22, 41),
            "chunks": (6, 12),
            "start": (15, 30),
            "stop": (22, 41),
        },
        {
            "about": "a contiguous data set",
            "criterion": "a contiguous data set",
            "shape": (31, 17),
            "chunks": None,
            "start": (3, 3),
            "stop": (9, 4),
        },
    ],
    "choose_chunks": [
        {
            "about": "another stack",
            "shape": (77, 128, 131),
            "itemsize": 2,
            "max_chunk_bytes": 32 * 1024,
            "max_amplification": 15,
            "max_chunks": 50,
        },
        {
            "about": "another small stack with tight limits",
            "shape": (44, 130, 27),
            "itemsize": 4,
            "max_chunk_bytes": 32 * 1024,
            "max_amplification": 12,
            "max_chunks": 5,
        },
    ],
    "plane_means": [
        {
            "about": "another stack, other chunks",
            "shape": (44, 1000, 1150),
            "chunks": (10, 100, 128),
            "salt": 24_593,
        },
    ],
    "predict_fetches": [
        {"about": "other boxes, another cache", "criterion": "any boxes in any cache", "seed": s}
        for s in (3, 36, 48)
    ],
}
