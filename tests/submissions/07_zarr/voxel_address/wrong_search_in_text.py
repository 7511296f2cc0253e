"""Searches the text for words instead of reading it: they may stand elsewhere, and in any order.

Fails: a shard; the place inside of the chunk
Says: the text in another order
"""

import json
import re


def voxel_address(text, position):
    about = json.loads(text)
    if about["zarr_format"] == 2:
        stored = chunks = about["chunks"]
        separator, words = about.get("dimension_separator", "."), []
    else:
        found = re.findall(r'"chunk_shape": (\[[^\]]*\])', text)
        stored = chunks = json.loads(found[0])
        if "sharding_indexed" in text:
            chunks = json.loads(found[-1])
        is_default = about["chunk_key_encoding"]["name"] == "default"
        configuration = about["chunk_key_encoding"].get("configuration", {})
        separator = configuration.get("separator", "/" if is_default else ".")
        words = ["c"] if is_default else []
    index = [str(p // o) for p, o in zip(position, stored)]
    return separator.join(words + index), tuple(p % c for p, c in zip(position, chunks))
