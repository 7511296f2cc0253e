"""The image and its words by the course's library, which writes no translation where all are 0."""

import json

import numpy as np

from outofcore.formats._ngff_describe import describe
from outofcore.formats.image import Image, Level


class Size:
    def __init__(self, row):
        self.shape, self.dtype = tuple(1000 // f for f in row), np.dtype("u2")


def describe_levels(version, axes, units, spacing, factors):
    levels = tuple(Level(Size(row), tuple(map(float, row))) for row in factors)
    image = Image(levels, axes=axes, spacing={a: spacing.get(a, 1.0) for a in axes}, units=units)
    about = describe(image, version)
    multiscale = about.get("ome", about)["multiscales"][0]
    for number, dataset in enumerate(multiscale["datasets"]):
        if len(dataset["coordinateTransformations"]) == 1:
            where = {"type": "translation", "translation": list(image.translation(number))}
            dataset["coordinateTransformations"].append(where)
    if version == "0.5":
        about = {"zarr_format": 3, "node_type": "group", "attributes": about}
    return json.dumps(about, indent=2)
