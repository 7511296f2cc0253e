"""Fresh inputs for the checks of 07_zarr. They stay in this folder.

`about` is shown to the student when a case fails; everything else stays unseen.
"""

CASES = {
    "voxel_address": [
        {
            "about": "Zarr 3, one axis",
            "criterion": "an object of Zarr 3",
            "shape": [1001],
            "chunks": [37],
            "position": (777,),
        },
        {
            "about": "Zarr 3 named as Zarr 2, the separator left out",
            "criterion": "an object of Zarr 3",
            "shape": [70, 81, 99],
            "chunks": [9, 11, 13],
            "position": (69, 44, 98),
            "naming": "v2",
        },
        {
            "about": "another array of Zarr 2",
            "criterion": "an object of Zarr 2",
            "shape": [70, 81, 99, 13],
            "chunks": [9, 11, 13, 4],
            "position": (19, 80, 27, 12),
            "old": True,
        },
        {
            "about": "other shards, with dots",
            "criterion": "a shard",
            "shape": [70, 810],
            "chunks": [5, 27],
            "shards": [20, 135],
            "position": (69, 701),
            "separator": ".",
        },
    ],
    "read_points": [
        {
            "about": "other crowded places",
            "shape": (26, 47, 65),
            "chunks": (7, 15, 19),
            "seed": 11,
            "salt": 5_003,
        },
        {
            "about": "other shards",
            "shape": (25, 49, 66),
            "chunks": (9, 15, 17),
            "shards": (18, 30, 34),
            "seed": 12,
            "salt": 7_001,
        },
    ],
    "plan_writers": [
        {
            "about": "two axes, chunks only",
            "shape": (1003, 517),
            "chunks": (64, 100),
            "shards": None,
            "writers": 5,
        },
        {
            "about": "shards, and the longest axis is the last",
            "shape": (41, 83, 1999),
            "chunks": (4, 10, 25),
            "shards": (8, 20, 75),
            "writers": 6,
        },
        {
            "about": "one writer",
            "shape": (41, 83),
            "chunks": (4, 10),
            "shards": (8, 20),
            "writers": 1,
        },
    ],
    "predict_read": [
        {
            "about": "another box, no shards",
            "shape": (77, 210, 95),
            "chunks": (10, 33, 20),
            "start": (9, 32, 0),
            "stop": (31, 100, 95),
            "itemsize": 4,
            "at_once": 6,
        },
        {
            "about": "whole shards and parts, other numbers",
            "shape": (77, 210, 95),
            "chunks": (5, 30, 19),
            "shards": (15, 60, 38),
            "start": (15, 55, 0),
            "stop": (61, 210, 95),
            "itemsize": 4,
            "latency_s": 0.02,
            "bytes_per_s": 125e6,
            "at_once": 16,
        },
        {
            "about": "a read that reaches the ragged end of a sharded array",
            "shape": (50, 70),
            "chunks": (8, 10),
            "shards": (16, 20),
            "start": (32, 60),
            "stop": (50, 70),
            "itemsize": 1,
            "at_once": 2,
        },
    ],
    "choose_shards": [
        {
            "about": "another stack",
            "shape": (120, 330, 410),
            "itemsize": 2,
            "chunks": (12, 33, 41),
            "max_objects": 40,
            "max_shard_bytes": 1_600_000,
            "max_requests": 108,
        },
        {
            "about": "other planes that may come as whole shards",
            "shape": (45, 640, 384),
            "itemsize": 4,
            "chunks": (1, 64, 64),
            "max_objects": 190,
            "max_shard_bytes": 700_000,
            "max_requests": 5,
        },
    ],
}
