"""Right: a reader for each version."""

import json


def voxel_address(text, position):
    about = json.loads(text)
    return (old if about["zarr_format"] == 2 else new)(about, position)


def old(about, position):
    numbers, place = parts(position, about["chunks"], about["chunks"])
    return about.get("dimension_separator", ".").join(numbers), place


def new(about, position):
    stored = about["chunk_grid"]["configuration"]["chunk_shape"]
    inner = about["codecs"][0].get("configuration", {}).get("chunk_shape", stored)
    numbers, place = parts(position, stored, inner)
    encoding = about["chunk_key_encoding"]
    settings = encoding.get("configuration", {})
    if encoding["name"] == "v2":
        return settings.get("separator", ".").join(numbers), place
    return settings.get("separator", "/").join(["c"] + numbers), place


def parts(position, stored, inner):
    numbers = [str(position[i] // stored[i]) for i in range(len(position))]
    return numbers, tuple(position[i] % inner[i] for i in range(len(position)))
