"""OME-Zarr and others: what is written here they read and find valid, and the reverse."""

import math
import warnings

import numpy as np
import pydantic_zarr.v2
import pytest
import zarr
from ome_zarr.format import format_from_version
from ome_zarr.io import parse_url
from ome_zarr.reader import Label, Multiscales, Reader

from outofcore.formats import ngff
from outofcore.formats.image import make_image

with warnings.catch_warnings():
    # ome-zarr 0.18 makes an object of its own deprecated class the default of an argument
    warnings.filterwarnings("ignore", "Call to deprecated class Scaler", DeprecationWarning)
    import ome_zarr.writer

import ome_zarr_models.v04
import ome_zarr_models.v05
from bioio_ome_zarr import Reader as BioReader
from ome_zarr_models.v04.labels import Labels as LabelsV04

LENGTHS = {"t": 2, "c": 3, "z": 7, "y": 15, "x": 17}  # ragged in the chunks
CHUNKS = {"t": 1, "c": 1, "z": 4, "y": 8, "x": 8}
SHARDS = {"t": 1, "c": 2, "z": 4, "y": 16, "x": 16}
SPACING = {"t": 30.0, "z": 1.5, "y": 0.25, "x": 0.5}
UNITS = {"t": "second", "z": "micrometer", "y": "micrometer", "x": "micrometer"}
TYPES = {"t": "time", "c": "channel", "z": "space", "y": "space", "x": "space"}
MODELS = {"0.4": ome_zarr_models.v04, "0.5": ome_zarr_models.v05}
NAMES = ("DNA", "actin", "tubulin")
WRITTEN = [  # axes, options
    ("yx", {}),
    ("zyx", {"version": "0.4"}),
    ("tcyx", {"version": "0.4"}),
    ("czyx", {"shards": SHARDS}),
    ("tczyx", {}),
    ("tczyx", {"version": "0.4"}),
]
written = pytest.mark.parametrize(
    ("axes", "options"), WRITTEN, ids=[" ".join([a, *o]) for a, o in WRITTEN]
)

# With pydantic 2.14 the models of 0.4 do not find the names in their annotations by themselves.
for model in (LabelsV04, ome_zarr_models.v04.Image, ome_zarr_models.v04.ImageLabel):
    model.model_rebuild(_types_namespace=vars(pydantic_zarr.v2))


def cells(axes, dtype="uint16", **about):
    """Return an image with one smaller copy, and everything known that its axes allow."""
    shape = [LENGTHS[axis] for axis in axes]
    full = np.arange(math.prod(shape), dtype=dtype).reshape(shape)
    known = {
        "axes": axes,
        "spacing": {axis: SPACING[axis] for axis in axes if axis in SPACING},
        "units": {axis: UNITS[axis] for axis in axes if axis in UNITS},
        "origin": {"y": 8.0},
        "channels": NAMES if "c" in axes else (),
        "name": "cells",
    }
    factors = [[1] * len(axes), [2 if axis in "zyx" else 1 for axis in axes]]
    arrays = [full[tuple(slice(None, None, f) for f in own)] for own in factors]
    return make_image(full, **{**known, **about}).with_levels(arrays, factors)


def write(path, axes, shards=None, **options):
    """Write an image with labels, and return both."""
    image, nuclei = cells(axes), cells(axes, "uint32", channels=(), name="nuclei", labels=True)
    chunks = tuple(CHUNKS[axis] for axis in axes)
    shards = shards and tuple(shards[axis] for axis in axes)
    ngff.write_image(path, image, chunks=chunks, shards=shards, **options)
    with ngff.add_labels(path, "nuclei", nuclei, blocks=image.shape) as sinks:
        for sink, level in zip(sinks, nuclei.levels, strict=True):
            sink.write((0,) * len(axes), level.array)
    return image, nuclei


def places(image):
    """Return the transformations of each level, in the words of the specification."""
    return [
        [
            {"type": "scale", "scale": list(image.scale(number))},
            {"type": "translation", "translation": list(image.translation(number))},
        ]
        for number in (0, 1)
    ]


def axes_of(axes):
    units = [{"unit": UNITS[axis]} if axis in UNITS else {} for axis in axes]
    return [
        {"name": axis, "type": TYPES[axis], **unit} for axis, unit in zip(axes, units, strict=True)
    ]


@written
def test_ome_zarr_py_reads_image_and_labels(tmp_path, axes, options):
    image, nuclei = write(tmp_path / "a.zarr", axes, **options)
    nodes = [node for node in Reader(parse_url(tmp_path / "a.zarr"))() if node.data]
    assert len(nodes) == 2
    for node, own in zip(nodes, (image, nuclei), strict=True):
        assert node.metadata["axes"] == axes_of(axes)
        assert node.metadata["coordinateTransformations"] == places(own)
        for data, level in zip(node.data, own.levels, strict=True):
            np.testing.assert_array_equal(data.compute(scheduler="sync"), level.array)
    assert nodes[0].load(Multiscales).datasets == ["0", "1"]
    assert nodes[0].load(Label) is None
    assert nodes[1].load(Label) is not None
    assert nodes[0].metadata.get("channel_names", []) == list(image.channels)
    if "c" in axes:
        assert nodes[0].metadata["contrast_limits"] == [[0, 65535]] * 3


@written
def test_the_metadata_are_valid(tmp_path, axes, options):
    image, nuclei = write(tmp_path / "a.zarr", axes, **options)
    version = options.get("version", "0.5")
    models = MODELS[version]
    found = models.Image.from_zarr(zarr.open_group(tmp_path / "a.zarr", mode="r"))
    check_multiscale(found.ome_attributes, image)
    assert found.ome_zarr_version == version
    assert list(found.labels.ome_attributes.labels) == ["nuclei"]
    group = zarr.open_group(tmp_path / "a.zarr/labels/nuclei", mode="r")
    labels = models.ImageLabel.from_zarr(group).ome_attributes
    check_multiscale(labels, nuclei)
    assert labels.image_label.version == version
    assert labels.image_label.source.image == "../../"


def check_multiscale(attributes, image):
    (multiscale,) = attributes.multiscales
    assert [a.model_dump(exclude_none=True) for a in multiscale.axes] == axes_of(image.axes)
    assert multiscale.name == image.name
    assert [
        [one.model_dump() for one in dataset.coordinateTransformations]
        for dataset in multiscale.datasets
    ] == places(image)


@written
def test_bioio_reads_all_levels(tmp_path, axes, options):
    image, _ = write(tmp_path / "a.zarr", axes, **options)
    found = BioReader(tmp_path / "a.zarr")
    assert found.dims.order == axes.upper()
    assert found.resolution_levels == (0, 1)
    assert found.channel_names == (list(NAMES) if "c" in axes else None)
    for level in (0, 1):
        found.set_resolution_level(level)
        np.testing.assert_array_equal(found.data, image.levels[level].array)
        scale = dict(zip(axes, image.scale(level), strict=True))
        sizes = {key.lower(): step for key, step in found.scale._asdict().items() if step}
        assert sizes == scale
        assert found.physical_pixel_sizes[-2:] == image.scale(level)[-2:]
    units = found.dimension_properties
    assert str(units.X.unit) == "micrometer"
    assert str(units.T.unit) == ("second" if "t" in axes else "None")


# ome-zarr-py supposes a scale of 1 for channels, and says so
@pytest.mark.filterwarnings("ignore:Scale value not provided for ax:UserWarning")
@pytest.mark.parametrize("version", ["0.4", "0.5"])
def test_what_ome_zarr_py_writes_is_read(tmp_path, version):
    path, image = tmp_path / "a.zarr", cells("tczyx")
    data, numbers = image.levels[0].array, image.levels[0].array.astype("uint32")
    options = {
        "axes": "tczyx",
        "fmt": format_from_version(version),
        "scale": SPACING,
        "axes_units": UNITS,
        "scale_factors": [{"z": 1, "y": 3, "x": 1}],
        "storage_options": {"chunks": (1, 1, 4, 8, 8)},
    }
    ome_zarr.writer.write_image(data, str(path), name="theirs", **options)
    ome_zarr.writer.write_labels(numbers, str(path), name="nuclei", scaler=None, **options)
    omero = {"channels": [{"label": name, "color": "FFFFFF"} for name in NAMES]}
    ome_zarr.writer.add_metadata(zarr.open_group(path), {"omero": omero})
    assert ngff.list_images(path) == ["", "labels/nuclei"]
    with ngff.open_image(path) as found:
        assert (found.axes, found.spacing, found.units) == ("tczyx", SPACING, UNITS)
        assert (found.channels, found.labels, found.name) == (NAMES, False, "theirs")
        assert found.levels[0].array.chunks == (1, 1, 4, 8, 8)
        assert found.levels[1].factors == (1, 1, 1, 3, 1)
        theirs = next(Reader(parse_url(path))()).data
        for level, array in zip(found.levels, theirs, strict=True):
            np.testing.assert_array_equal(level.array[...], array.compute(scheduler="sync"))
        np.testing.assert_array_equal(found.levels[0].array[...], data)
    with ngff.open_image(path, label="nuclei") as found:
        assert (found.labels, found.spacing) == (True, SPACING)
        np.testing.assert_array_equal(found.levels[0].array[...], numbers)
