"""Expects a separator in every configuration that is there.

Fails: an object of Zarr 3
Says: a configuration that says nothing
"""

import json


def voxel_address(text, position):
    about = json.loads(text)
    if about["zarr_format"] == 2:
        stored = chunks = about["chunks"]
        separator, words = about.get("dimension_separator", "."), []
    else:
        stored = chunks = about["chunk_grid"]["configuration"]["chunk_shape"]
        first, encoding = about["codecs"][0], about["chunk_key_encoding"]
        if first["name"] == "sharding_indexed":
            chunks = first["configuration"]["chunk_shape"]
        separator = "/" if encoding["name"] == "default" else "."
        if "configuration" in encoding:
            separator = encoding["configuration"]["separator"]
        words = ["c"] if encoding["name"] == "default" else []
    index = [str(p // o) for p, o in zip(position, stored)]
    return separator.join(words + index), tuple(p % c for p, c in zip(position, chunks))
