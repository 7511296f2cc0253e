"""Adds a transformation that nobody asked for.

Fails: the scales; the translations
Says: two were asked for
"""

import json


def describe_levels(version, axes, units, spacing, factors):
    kinds = {"t": "time", "c": "channel"}
    about_axes = []
    for axis in axes:
        about = {"name": axis, "type": kinds.get(axis, "space")}
        about_axes.append(about | ({"unit": units[axis]} if axis in units else {}))
    steps, datasets = [spacing.get(axis, 1.0) for axis in axes], []
    for number, row in enumerate(factors):
        scale = [s * f for s, f in zip(steps, row)]
        shift = [s * (f - 1) / 2 for s, f in zip(steps, row)]
        places = [
            {"type": "scale", "scale": scale},
            {"type": "translation", "translation": shift},
            {"type": "identity"},
        ]
        datasets.append({"path": str(number), "coordinateTransformations": places})
    multiscale = {"axes": about_axes, "datasets": datasets}
    if version == "0.4":
        return json.dumps({"multiscales": [multiscale | {"version": "0.4"}]})
    ome = {"version": "0.5", "multiscales": [multiscale]}
    return json.dumps({"zarr_format": 3, "node_type": "group", "attributes": {"ome": ome}})
