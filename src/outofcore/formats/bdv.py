"""BigDataViewer's XML/HDF5: views of one sample, as Fiji's BigDataViewer and BigStitcher open them.

Two files make an image: NAME.xml says what there is, NAME.h5 holds the voxels. A channel is a
"setup", a frame is a "time point"; see `outofcore.formats._bdv_xml` and `_bdv_views`. The format is
that of Pietzsch, Saalfeld, Preibisch and Tomancak, Nature Methods 12, 481 (2015), and of
bigdataviewer-core's sources.

Numbers: uint16 is stored as BDV always stored it, as int16 with the same bits, so every version
reads it. Other whole numbers and float32, float64 carry the attribute `dataType`, which BDV reads
since version 10.4.6 (2023).
"""

import contextlib
from dataclasses import dataclass
from pathlib import Path

import h5py

from outofcore.formats._bdv_about import about_setup, channel_name, check_image, image_xml, losses
from outofcore.formats._bdv_views import (
    Cells,
    Views,
    ViewSink,
    cells_name,
    read_factors,
    setup_dtype,
    write_setup,
)
from outofcore.formats._bdv_xml import read_sequence
from outofcore.formats._hdf5_sinks import check_levels, new_file, stored_bytes
from outofcore.formats._hdf5_source import named, open_file
from outofcore.formats.image import Image, Level
from outofcore.paths import check_free_space, write_beside


@dataclass(frozen=True)
class View:
    """One setup at one time point.

    Attributes
    ----------
    setup, timepoint : int
    name : str
        Of the setup.
    attributes : dict of str to str
        The name of its channel, angle, tile and illumination.
    """

    setup: int
    timepoint: int
    name: str
    attributes: dict


def open_lazy(xml_path):
    """Return the open `h5py.File` that an XML file names, for reading. No voxel is read.

    Raises
    ------
    FileNotFoundError, ValueError
        When there is no such file, or one of the two is damaged or of another kind.
    """
    return open_file(read_sequence(xml_path).hdf5)


def list_images(xml_path):
    """Return a `View` for each setup and time point that was recorded.

    Raises
    ------
    FileNotFoundError, ValueError
        When there is no file, or it is not BigDataViewer's.
    """
    sequence = read_sequence(xml_path)
    return [
        View(
            setup.number,
            time,
            setup.name,
            {key: name or str(number) for key, (number, name) in setup.attributes.items()},
        )
        for setup in sequence.setups.values()
        for time in sequence.timepoints
        if (time, setup.number) not in sequence.missing
    ]


@contextlib.contextmanager
def open_image(xml_path, setup=0, timepoint=None):
    """Return a context that yields the `Image` of a setup, or of all.

    Parameters
    ----------
    xml_path : path
    setup : int or None
        Its number in the XML; None for all setups as the channels of one image.
    timepoint : int, optional
        By default all of them, where there are several.

    Yields
    ------
    outofcore.formats.image.Image
        With axes "zyx", behind "t" and "c" where there is more than one. Nothing is read before
        its arrays are sliced. They work as long as the context lasts.

    Raises
    ------
    FileNotFoundError
        When there is no XML file, or no HDF5 file where it says.
    ValueError
        When one of them is damaged; when there is no such view, or it was not recorded; when
        setups cannot be channels of one image, because their angle or tile differs.

    Notes
    -----
    The sizes are those of the XML. The origin is that of its affine transformation, where this
    only scales and moves; where it turns or shears, `Image` cannot say that, and has none.
    """
    sequence = read_sequence(xml_path)
    setups = _chosen(sequence.setups, setup, "setup", xml_path)
    times = _chosen(dict.fromkeys(sequence.timepoints), timepoint, "timepoint", xml_path)
    if missing := [(t, s) for t in times for s in setups if (t, s) in sequence.missing]:
        raise ValueError(f"{xml_path}: (timepoint, setup) {missing} were not recorded")
    _check_channels([sequence.setups[number] for number in setups], xml_path)
    with open_file(sequence.hdf5) as file:
        with named(sequence.hdf5, TypeError, OverflowError, KeyError):
            image = _image(file, sequence, setups, times, xml_path)
        yield image


def lost(image, **options):
    """Return in words what BigDataViewer's files cannot hold of an image.

    What would cost voxels is no loss, but an error of `creating`.
    """
    return losses(image)


@contextlib.contextmanager
def creating(
    xml_path,
    image,
    *,
    blocks,
    compression=None,
    compression_opts=None,
    shuffle=False,
    overwrite=False,
    resume=False,
    durable=False,
):
    """Return a context that makes NAME.xml and NAME.h5 for an image, and yields its sinks.

    Both are written beside and renamed at the end, the HDF5 file first; after an error nothing is
    left of either.

    Parameters
    ----------
    xml_path : path
        Ends in .xml. The HDF5 file lies beside it, under the same stem.
    image : outofcore.formats.image.Image
        Axes are letters of "tczyx" in this order, "yx" among them: channels become setups, frames
        become time points. Its arrays need `shape` and `dtype` only.
    blocks : sequence of tuple of int
        The blocks of each level, with all its axes. A chunk is what of it lies along z, y, x.
    compression, compression_opts, shuffle
        None or "gzip" and its level: BDV's own HDF5 knows no other filter.
    overwrite : bool
        Whether existing files of BigDataViewer may be replaced.
    resume, durable : bool
        As for `outofcore.formats.hdf5_image.creating`: without effect.

    Yields
    ------
    list of sink
        One per level, with `write(number, block)` for several threads at once.

    Raises
    ------
    FileExistsError
        When one of the files exists, and is not BigDataViewer's or `overwrite` is False.
    OSError
        When the disk has too little room for uncompressed data.
    ValueError
        Before anything is written, for axes, numbers, factors or filters that BigDataViewer has
        not; at the end, when blocks are missing.
    """
    xml = Path(xml_path)
    if xml.suffix != ".xml":
        raise ValueError(f"{xml} should end in .xml; the HDF5 file is put beside it")
    h5 = xml.with_suffix(".h5")
    check_image(image, compression)
    levels = [level.array for level in image.levels]
    blocks = check_levels(levels, blocks)
    _check_targets(xml, h5, overwrite)
    text = image_xml(image, h5.name)
    if compression is None:
        check_free_space(xml.parent, sum(map(stored_bytes, levels, blocks)))
    factors = [_spatial(image.axes, level.factors) for level in image.levels]
    chunks = [_spatial(image.axes, block) for block in blocks]
    options = {"compression": compression, "compression_opts": compression_opts, "shuffle": shuffle}
    with (
        write_beside(xml, overwrite=overwrite) as xml_beside,
        write_beside(h5, overwrite=overwrite) as h5_beside,
    ):
        with new_file(h5_beside) as file:
            for number in range(image.length("c")):
                write_setup(file, number, image.dtype, factors, chunks)
            sinks = [
                ViewSink(file, array, image.axes, block, number, **options)
                for number, (array, block) in enumerate(zip(levels, blocks, strict=True))
            ]
            yield sinks
            for sink in sinks:
                sink.finish()
        xml_beside.write_bytes(text)
        xml.unlink(missing_ok=True)  # no old XML beside the new voxels, not for a moment


def _image(file, sequence, setups, times, path):
    """Return the `Image` of some views, not read."""
    lead = {axis: ids for axis, ids in (("t", times), ("c", setups)) if len(ids) > 1}
    factors = read_factors(file, setups[0])
    for number in setups[1:]:
        if read_factors(file, number) != factors:
            raise ValueError(f"setups {setups[0]} and {number} of {path} have other levels")
    levels = [
        Level(_level(file, times, setups, lead, number), (*(1.0,) * len(lead), *own))
        for number, own in enumerate(factors)
    ]
    found = [sequence.setups[number] for number in setups]
    channels = [channel_name(one) for one in found] if "c" in lead else []
    name = found[0].name
    if channels:
        name = name.removesuffix(channels[0] or "channel 0").rstrip()
    return Image(
        tuple(levels),
        axes="".join(lead) + "zyx",
        channels=tuple(channels) if any(channels) else (),
        name=name,
        **about_setup(found[0], sequence.affines.get((times[0], setups[0]))),
    )


def _level(file, times, setups, lead, level):
    """Return the array of one level: `Cells`, or `Views` with axes for time and channel."""
    shapes = {}

    def find(index):
        place = dict(zip(lead, index, strict=True))
        time, setup = times[place.get("t", 0)], setups[place.get("c", 0)]
        name = cells_name(time, setup, level)
        if not isinstance(file.get(name), h5py.Dataset):
            raise ValueError(f"{file.filename} should hold {name}, as its XML says")
        dataset = file[name]
        cells = Cells(dataset, setup_dtype(file, setup, dataset))
        expected = shapes.setdefault(level, (cells.shape, cells.dtype))
        if (cells.shape, cells.dtype) != expected or cells.ndim != 3:
            raise ValueError(
                f"{name} in {file.filename} is {cells.dtype} of {cells.shape}, "
                f"the first view {expected[1]} of {expected[0]}; open them one at a time"
            )
        return cells

    return Views(find, tuple(map(len, lead.values()))) if lead else find(())


def _chosen(there, wanted, what, path):
    """Return the numbers to be opened."""
    if wanted is None:
        return tuple(there)
    if wanted not in there:
        raise ValueError(f"{path} has no {what} {wanted}; there are {', '.join(map(str, there))}")
    return (wanted,)


def _check_channels(setups, path):
    """Raise unless setups differ in their channel only."""
    for key in ("illumination", "tile", "angle"):
        if len({setup.attributes.get(key) for setup in setups}) > 1:
            raise ValueError(f"the setups of {path} differ in {key}; open one setup at a time")


def _check_targets(xml, h5, overwrite):
    """Raise FileExistsError unless both are free, or BigDataViewer's and may be replaced."""
    for path in (xml, h5):
        if path.exists() and not overwrite:
            raise FileExistsError(f"{path} exists; delete it, rename it, or pass overwrite=True")
    if xml.exists():
        try:
            read_sequence(xml)
        except (OSError, ValueError) as error:
            raise FileExistsError(f"{xml} exists and is not BigDataViewer's: {error}") from error
    if h5.exists():
        try:
            with open_file(h5) as file:
                read_factors(file, 0)
        except (OSError, ValueError) as error:
            raise FileExistsError(f"{h5} exists and is not BigDataViewer's: {error}") from error


def _spatial(axes, values):
    """Return the values of z, y, x; 1 for an axis that is not there."""
    there = dict(zip(axes, values, strict=True))
    return [there.get(axis, 1) for axis in "zyx"]
