"""Fresh inputs for the checks of 05_pytables. They stay in this folder.

`about` is shown to the student when a case fails; everything else stays unseen.
"""

CASES = {
    "append_cells": [
        {
            "about": "many small blocks",
            "rows": 777,
            "chunk": 48,
            "blocks": (3, 0, 48, 1, 129),
            "salt": 31,
        },
        {
            "about": "a file that ends on a chunk",
            "rows": 112,
            "chunk": 56,
            "blocks": (64,),
            "salt": 8,
        },
    ],
    "create_growing": [
        {
            "about": "another type, in a group that is there",
            "dtype": "int32",
            "row": (7, 3, 2),
            "most": 50_000,
            "where": "/day1",
            "name": "labels",
        },
        {
            "about": "one byte a row, in the root group",
            "dtype": "uint8",
            "row": (1,),
            "most": 12_345,
            "where": "/",
            "name": "kinds",
        },
        {
            "about": "a row that just fills the limit",
            "dtype": "float32",
            "row": (100, 41),
            "most": 16_400,
            "where": "/day3/run1",
            "name": "frames",
        },
    ],
    "population_means": [
        {
            "about": "another number of cells and populations",
            "rows": 1_700_021,
            "k": 6,
            "rare": (-20_011, -517, -1),
            "salt": 4321,
        },
    ],
    "thumbnails": [
        {
            "about": "another well",
            "criterion": "the right cells",
            "well": 383,
            "smallest": 31.25,
            "runs": 2,
            "salt": 77,
            "empty": 97,
        },
        {
            "about": "all cells of another well",
            "criterion": "the edge of the gate",
            "well": 150,
            "place": 0,
        },
        {
            "about": "another area that occurs",
            "criterion": "the edge of the gate",
            "well": 0,
            "place": 55,
            "runs": 2,
            "salt": 77,
            "empty": 97,
        },
        {
            "about": "another well without cells",
            "criterion": "a gate without cells",
            "well": 97,
            "smallest": 0,
            "runs": 2,
            "salt": 77,
            "empty": 97,
        },
        {
            "about": "no cell is as large",
            "criterion": "a gate without cells",
            "well": 12,
            "smallest": 5000,
            "runs": 2,
            "salt": 77,
            "empty": 97,
        },
    ],
    "add_distance": [
        {
            "about": "other columns, another centre",
            "rows": 2_110_019,
            "origin": 1_000_000,
            "cx": 999_997.3,
            "cy": 1_000_002.1,
            "salt": 99,
        },
    ],
}
