"""Looks for the chunks of a shard in the first codec's configuration, which a codec need not have.

Fails: an object of Zarr 3
Says: but not on a fresh one
"""

import json


def voxel_address(text, position):
    about = json.loads(text)
    if about["zarr_format"] == 2:
        chunks = stored = about["chunks"]
        separator, words = about.get("dimension_separator", "."), []
    else:
        chunks = stored = about["chunk_grid"]["configuration"]["chunk_shape"]
        codec = about["codecs"][0]
        if "chunk_shape" in codec["configuration"]:
            chunks = codec["configuration"]["chunk_shape"]
        encoding = about["chunk_key_encoding"]
        is_default = encoding["name"] == "default"
        usual = "/" if is_default else "."
        separator = encoding.get("configuration", {}).get("separator", usual)
        words = ["c"] if is_default else []
    index = [str(p // o) for p, o in zip(position, stored)]
    place = tuple(p % c for p, c in zip(position, chunks))
    return separator.join(words + index), place
