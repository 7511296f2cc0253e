"""Fresh inputs for the checks of 02_hdf5. They stay in this folder.

`about` is shown to the student when a case fails; everything else stays unseen.
"""

CASES = {
    "write_record": [
        {
            "about": "another embryo",
            "shape": (4, 23, 37),
            "voxel_um": (1.75, 0.65, 0.64),
            "specimen": "Platynereis λ-19",
        },
    ],
    "save_result": [
        {
            "about": "a first result of another name",
            "criterion": "the result is stored",
            "name": "watershed",
            "shape": (14, 26),
            "dtype": "int32",
        },
        {
            "about": "a second run beside other results",
            "criterion": "a second run replaces the result",
            "name": "labels",
            "shape": (17, 29),
            "dtype": "int64",
            "results": [("labels", (33, 21), "uint16"), ("seeds", (19, 19), "uint8")],
        },
        {
            "about": "names that begin alike",
            "criterion": "nothing else is lost",
            "name": "seeds",
            "shape": (15, 16),
            "dtype": "uint8",
            "results": [("seeds_2", (18, 20), "uint16"), ("labels", (21, 22), "uint32")],
        },
    ],
    "append_frames": [
        {
            "about": "another movie, its last chunk not full",
            "frames": 17,
            "more": 23,
            "chunks": (6, 25, 15),
        },
        {
            "about": "another compressed movie",
            "frames": 29,
            "more": 14,
            "chunks": (7, 16, 45),
            "compression": "gzip",
        },
    ],
    "read_planes": [
        {
            "about": "other planes in order",
            "criterion": "the planes that were asked for",
            "shape": (53, 45, 64),
            "chunks": (5, 20, 32),
            "wanted": [0, 22, 23, 52],
        },
        {
            "about": "other planes, from last to first, and again",
            "criterion": "any order, and repeats",
            "shape": (53, 45, 64),
            "chunks": (5, 20, 32),
            "wanted": [52, 31, 30, 8, 52, 8],
        },
        {
            "about": "another large stack",
            "criterion": "no chunk is fetched twice",
            "shape": (36, 900, 700),
            "chunks": (9, 100, 100),
            "wanted": [3, 32, 11, 4, 30, 12, 3],
        },
    ],
    "link_series": [
        {
            "about": "other files, named by place",
            "criterion": "every file at its time",
            "names": [f"well_{row}{t}.h5" for t in (10, 9, 2) for row in "CA"],
            "shape": (13, 19),
            "dtype": "uint8",
            "fill": 33,
        },
        {
            "about": "the first and the last file missing",
            "criterion": "a missing file shows",
            "names": [f"frame{t}.h5" for t in (8, 9, 10, 11, 12)],
            "shape": (12, 21),
            "missing": [0, 4],
            "fill": 43210,
        },
    ],
}
