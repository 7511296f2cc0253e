"""In one go, with further keys that the format allows."""

import json


def describe_levels(version, axes, units, spacing, factors):
    types = dict.fromkeys("zyx", "space") | {"t": "time", "c": "channel"}
    step = {axis: spacing.get(axis, 1) for axis in axes}
    found = {
        "name": "image",
        "version": version,
        "type": "mean",
        "axes": [
            {
                key: value
                for key, value in (("name", a), ("type", types[a]), ("unit", units.get(a)))
                if value
            }
            for a in axes
        ],
        "datasets": [
            {
                "path": f"{level}",
                "coordinateTransformations": [
                    {"type": "scale", "scale": [step[a] * f for a, f in zip(axes, row)]},
                    {
                        "type": "translation",
                        "translation": [step[a] * (f / 2 - 0.5) for a, f in zip(axes, row)],
                    },
                ],
            }
            for level, row in enumerate(factors)
        ],
    }
    inner = {"multiscales": [found], "version": version}
    new = {"zarr_format": 3, "node_type": "group", "attributes": {"ome": inner}}
    return json.dumps(new if version == "0.5" else inner)
