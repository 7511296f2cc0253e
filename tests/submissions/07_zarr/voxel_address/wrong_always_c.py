"""Puts a c in front of every name.

Fails: an object of Zarr 3; an object of Zarr 2; a shard
Says: does a name of this version begin with c
"""

import json


def voxel_address(text, position):
    about = json.loads(text)
    if about["zarr_format"] == 2:
        chunks = stored = about["chunks"]
        separator, words = about.get("dimension_separator", "."), ["c"]
    else:
        chunks = stored = about["chunk_grid"]["configuration"]["chunk_shape"]
        codec = about["codecs"][0]
        if codec["name"] == "sharding_indexed":
            chunks = codec["configuration"]["chunk_shape"]
        encoding = about["chunk_key_encoding"]
        is_default = encoding["name"] == "default"
        usual = "/" if is_default else "."
        separator = encoding.get("configuration", {}).get("separator", usual)
        words = ["c"]
    index = [str(p // o) for p, o in zip(position, stored)]
    place = tuple(p % c for p, c in zip(position, chunks))
    return separator.join(words + index), place
