"""TIFF images: written from blocks, read by us and by others, no more read than is asked for."""

import errno
import itertools
import logging
import os
import random
import threading
import warnings
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import tifffile

from outofcore import grid
from outofcore.formats import tiff, tiff_image
from outofcore.formats.image import Image, Level, Planned, make_image
from outofcore.formats.tiff_image import creating, list_images, lost, open_image, open_planes


def distinct(shape, dtype="u2"):
    return np.arange(1, np.prod(shape) + 1).astype(dtype).reshape(shape)


def halved(array):
    """Return every second pixel along y and x."""
    return array[..., ::2, ::2]


def plan(arrays, **about):
    """Return a planned image of these levels: shapes and dtypes, no pixels."""
    full, levels = arrays[0].shape, []
    for array in arrays:
        factors = tuple(n / m for n, m in zip(full, array.shape, strict=True))
        levels.append(Level(Planned(array.shape, array.dtype), factors))
    return Image(tuple(levels), **about)


def write(path, arrays, blocks, *, image=None, axes="", **options):
    """Write the levels from 4 threads, the blocks in any order."""
    blocks = blocks if isinstance(blocks, list) else [blocks] * len(arrays)
    with creating(path, image or plan(arrays, axes=axes), blocks=blocks, **options) as sinks:
        jobs = []
        for sink, array in zip(sinks, arrays, strict=True):
            for number in itertools.product(*map(range, grid.grid_shape(array.shape, sink.block))):
                region = grid.chunk_region(number, array.shape, sink.block)
                jobs.append((sink, number, array[region]))
        random.Random(7).shuffle(jobs)
        with ThreadPoolExecutor(4) as pool:
            for done in [pool.submit(sink.write, number, part) for sink, number, part in jobs]:
                done.result()


def check_reads(array, expected):
    """Compare slices of every kind, and regions read into a room, with NumPy's."""
    assert (array.shape, array.dtype) == (expected.shape, expected.dtype)
    third = tuple(slice(n // 3, n // 2 + 1) for n in expected.shape)
    first = (0,) * (expected.ndim - 2)
    for selection in (..., third, first, (..., 2), (..., slice(None, None, 3)), (..., [1, 4], 0)):
        np.testing.assert_array_equal(array[selection], expected[selection])
    assert array[..., 0:0].shape == expected[..., 0:0].shape
    for region in grid.iter_chunks(expected.shape, array.block_shape):
        room = np.full([part.stop - part.start for part in region], 77, expected.dtype)
        assert array.read_into(region, room) is room
        np.testing.assert_array_equal(room, expected[region])
    np.testing.assert_array_equal(
        array.read_into(third, np.empty_like(expected[third])), expected[third]
    )


LAYOUTS = {
    "one page": ((40, 50), "yx", (40, 50), {}),
    "pages as strips": ((6, 40, 50), "zyx", (4, 40, 50), {}),  # whole pages in one run
    "rows as strips": ((5, 40, 50), "zyx", (2, 16, 50), {}),  # the last strip is ragged
    "tiles": ((5, 41, 53), "zyx", (2, 16, 32), {}),  # ragged along every axis
    "tiles in blocks": ((2, 3, 70, 80), "czyx", (1, 2, 32, 48), {"tile": (16, 16)}),
    "a tile as large as the page": ((3, 32, 48), "zyx", (2, 32, 48), {"tile": (32, 48)}),
    "packed tiles": ((5, 41, 53), "zyx", (2, 16, 32), {"compression": "zlib"}),
    "packed strips": ((5, 41, 53), "tyx", (2, 16, 53), {"compression": "lzw"}),
    "differences": ((4, 41, 53), "zyx", (2, 16, 16), {"compression": "zstd", "predictor": True}),
    "64 bits": ((2, 3, 41, 53), "tcyx", (1, 1, 16, 16), {"bigtiff": True}),
    "64 bits packed": ((4, 41, 53), "zyx", (2, 16, 53), {"bigtiff": True, "compression": "zstd"}),
    "plain": ((2, 3, 41, 53), "", (1, 3, 16, 16), {}),
    "plain packed": ((4, 41, 53), "", (1, 41, 53), {"compression": "zlib"}),
    "all axes": ((2, 2, 3, 33, 35), "tczyx", (1, 1, 2, 16, 16), {}),
    "pages in another order": ((2, 3, 33, 35), "ctyx", (1, 2, 16, 16), {}),
}


@pytest.mark.parametrize(("shape", "axes", "block", "options"), LAYOUTS.values(), ids=LAYOUTS)
def test_what_is_written_is_read(tmp_path, shape, axes, block, options):
    path, array = tmp_path / "a.ome.tif", distinct(shape)
    levels = [array, halved(array), halved(halved(array))]
    write(path, levels, block, axes=axes, **options)
    assert os.listdir(tmp_path) == ["a.ome.tif"]
    with tifffile.TiffFile(path) as file:
        assert file.is_bigtiff == options.get("bigtiff", False)
        series = file.series[0]
        assert len(series.levels) == 3
        for level, expected in zip(series.levels, levels, strict=True):
            np.testing.assert_array_equal(level.asarray(), expected)
    with open_image(path) as image:
        assert image.axes == axes
        for level, expected in zip(image.levels, levels, strict=True):
            check_reads(level.array, expected)
        assert image.levels[1].factors[-2:] == (2.0, 2.0)
        assert set(image.levels[2].factors[:-2]) <= {1.0}


@pytest.mark.parametrize("dtype", ["u1", "i2", ">u2", "u4", "f4", "f8", "c8"])
@pytest.mark.parametrize("options", [{}, {"compression": "zlib"}], ids=["raw", "packed"])
def test_dtypes(tmp_path, dtype, options):
    path, array = tmp_path / "a.ome.tif", distinct((3, 40, 50), dtype)
    image = plan([array.astype(array.dtype.newbyteorder("="))], axes="zyx")
    write(path, [array.astype(array.dtype.newbyteorder("="))], (2, 16, 16), image=image, **options)
    np.testing.assert_array_equal(tifffile.imread(path), array)
    with open_image(path) as found:
        check_reads(found.levels[0].array, array.astype(array.dtype.newbyteorder("=")))


@pytest.mark.parametrize("dtype", ["i8", "u8", "f2"])
def test_plain_files_hold_more(tmp_path, dtype):
    array = distinct((3, 40, 50), dtype)
    write(tmp_path / "a.tif", [array], (1, 16, 16))
    with open_image(tmp_path / "a.tif") as image:
        check_reads(image.levels[0].array, array)


SPACING = {"t": 2.5, "z": 1.5, "y": 0.25, "x": 0.5}
UNITS = {"t": "millisecond", "z": "micrometer", "y": "nanometer", "x": "angstrom"}
ABOUT = {
    "axes": "tczyx",
    "spacing": SPACING,
    "units": UNITS,
    "channels": ("nuclei <1> & co", "Membran µ"),
    "name": "a plate",
}


def full_image(**about):
    arrays = [distinct((2, 2, 3, 40, 50)), halved(distinct((2, 2, 3, 40, 50)))]
    return arrays, plan(arrays, **(ABOUT | about))


FIELDS = ("axes", "spacing", "units", "origin", "channels", "labels", "name")


def about_of(image):
    return {name: getattr(image, name) for name in FIELDS}


def test_what_is_known_comes_back(tmp_path):
    arrays, image = full_image(origin={"z": -4.5, "x": 1e-3}, labels=True)
    assert lost(image) == []
    write(tmp_path / "a.ome.tif", arrays, (1, 1, 2, 16, 16), image=image)
    with open_image(tmp_path / "a.ome.tif") as found:
        assert about_of(found) == about_of(image)
    assert list_images(tmp_path / "a.ome.tif") == ["a plate"]


def test_axes_of_length_1_come_back(tmp_path):
    array = distinct((1, 3, 1, 33, 35))
    image = plan([array], axes="tczyx", spacing={"t": 2.0}, units={"t": "second"})
    write(tmp_path / "a.ome.tif", [array], (1, 1, 1, 16, 16), image=image)
    with open_image(tmp_path / "a.ome.tif") as found:
        assert about_of(found) == about_of(image)
        check_reads(found.levels[0].array, array)


def test_every_unit_of_ome_comes_back(tmp_path):
    from outofcore.formats import ome_xml

    array = distinct((2, 16, 16))
    for times, lengths in itertools.zip_longest(ome_xml.TIMES.values(), ome_xml.LENGTHS.values()):
        units = {"t": times or "second", "x": lengths}
        image = plan([array], axes="tyx", spacing={"t": 2.0, "x": 3.0}, units=units)
        assert lost(image) == []
        with creating(tmp_path / "a.tif", image, blocks=[(2, 16, 16)], overwrite=True) as (sink,):
            sink.write((0, 0, 0), array)
        with open_image(tmp_path / "a.tif") as found:
            assert found.units == units


@pytest.mark.parametrize(
    ("about", "words"),
    [
        ({"spacing": {"c": 2.0}}, ["the spacing of axis c: OME-XML has no place for it"]),
        ({"spacing": {"t": 2.0}}, ["the spacing of axis t: OME-XML does not know its unit None"]),
        (
            {"spacing": {"x": 2.0}, "units": {"x": "furlong"}},
            ["the unit of axis x: OME-XML does not know 'furlong'"],
        ),
        (
            {"units": {"z": "meter"}},
            ["the unit of axis z: OME-XML says it with a spacing only"],
        ),
        ({"spacing": {"x": 2.0}}, []),  # a length without a unit: "reference frame"
    ],
)
def test_what_is_lost_is_named_and_only_that(tmp_path, about, words):
    array = distinct((2, 2, 2, 16, 16))
    image = plan([array], axes="tczyx", **about)
    assert lost(image, compression="zlib") == words
    write(tmp_path / "a.ome.tif", [array], (1, 1, 1, 16, 16), image=image)
    with open_image(tmp_path / "a.ome.tif") as found:
        same = (found.spacing, found.units) == (image.spacing, image.units)
    assert same is (not words)


def test_a_plain_file_keeps_no_words():
    image = plan([distinct((4, 16, 16))], name="a", labels=True, channels=("one",))
    assert [sentence.partition(":")[0] for sentence in lost(image)] == [
        "the channel names",
        "that the numbers name objects",
        "the name",
    ]


def test_the_xml_is_valid(tmp_path):
    import ome_types

    arrays, image = full_image()
    write(tmp_path / "a.ome.tif", arrays, (1, 1, 2, 16, 16), image=image)
    ome = ome_types.from_tiff(tmp_path / "a.ome.tif", validate=True)
    (pixels,) = (image.pixels for image in ome.images)
    assert tuple(getattr(pixels, f"size_{axis}") for axis in "tczyx") == arrays[0].shape
    assert (pixels.physical_size_x, pixels.physical_size_x_unit.value) == (0.5, "Å")
    assert (pixels.physical_size_y, pixels.physical_size_y_unit.value) == (0.25, "nm")
    assert (pixels.time_increment, pixels.time_increment_unit.value) == (2.5, "ms")
    assert tuple(channel.name for channel in pixels.channels) == image.channels
    assert ome.images[0].name == "a plate"


def test_the_xml_is_valid_where_ome_lacks_words(tmp_path):
    import ome_types

    array = distinct((1, 3, 32, 32))
    about = {"spacing": {"x": 2e-9, "z": 1e9}, "origin": {"z": 2.0}, "labels": True}
    image = plan([array], axes="tzyx", **about)
    write(tmp_path / "a.ome.tif", [array], (1, 1, 16, 16), image=image)
    ome = ome_types.from_tiff(tmp_path / "a.ome.tif", validate=True)
    pixels = ome.images[0].pixels
    assert (pixels.physical_size_x, pixels.physical_size_x_unit.value) == (2e-9, "reference frame")
    (note,) = ome.structured_annotations.map_annotations
    assert dict(note.value) == {"axes": "tzyx", "labels": "true", "origin z": "2.0"}
    assert [ref.id for ref in ome.images[0].annotation_refs] == [note.id]


def test_bioio_reads_the_same(tmp_path):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import bioio
        import bioio_ome_tiff

        arrays, image = full_image(units=UNITS | {"y": "micrometer", "x": "micrometer"})
        write(tmp_path / "a.ome.tif", arrays, (1, 1, 2, 16, 16), image=image)
        found = bioio.BioImage(tmp_path / "a.ome.tif", reader=bioio_ome_tiff.Reader)
        assert (found.dims.order, found.shape) == ("TCZYX", arrays[0].shape)
        np.testing.assert_array_equal(found.data, arrays[0])
        sizes = found.physical_pixel_sizes
        assert (sizes.Z, sizes.Y, sizes.X) == (1.5, 0.25, 0.5)
        assert tuple(found.channel_names) == image.channels


@pytest.mark.parametrize("block", [(4, 40, 50), (1, 16, 50)], ids=["pages", "rows"])
def test_strips_are_one_run_for_memmap(tmp_path, block):
    array = distinct((6, 40, 50))
    write(tmp_path / "a.ome.tif", [array, halved(array)], block, axes="zyx")
    mapped = tifffile.memmap(tmp_path / "a.ome.tif", mode="r")
    np.testing.assert_array_equal(mapped, array)
    mapped = tifffile.memmap(tmp_path / "a.ome.tif", mode="r", series=0, level=1)
    np.testing.assert_array_equal(mapped, halved(array))


def test_compressed_takes_no_room_but_its_own(tmp_path):
    array = np.zeros((8, 256, 256), "u2")
    array[:, ::16] = 7
    write(tmp_path / "a.tif", [array], (1, 64, 64), axes="zyx", compression="zlib")
    assert (tmp_path / "a.tif").stat().st_size < array.nbytes / 10


# What is read


@pytest.fixture
def reads(monkeypatch):
    """Return a list that takes (offset, nbytes) of every read of pixels."""
    log, read = [], os.preadv

    def counted(handle, rooms, offset):
        nbytes = read(handle, rooms, offset)
        log.append((offset, nbytes))
        return nbytes

    monkeypatch.setattr(os, "preadv", counted)
    return log


def test_opening_reads_no_pixel(tmp_path, reads):
    write(tmp_path / "a.tif", [distinct((4, 40, 50))], (1, 16, 16), axes="zyx")
    with open_image(tmp_path / "a.tif") as image:
        assert image.shape == (4, 40, 50)
    assert reads == []


def test_a_run_of_pages_is_one_read(tmp_path, reads):
    array = distinct((6, 40, 50))
    write(tmp_path / "a.tif", [array], (2, 16, 50), axes="zyx")
    with open_image(tmp_path / "a.tif") as image:
        np.testing.assert_array_equal(image.levels[0].array[1:5], array[1:5])
        assert [nbytes for _, nbytes in reads] == [4 * 40 * 50 * 2]
        reads.clear()
        np.testing.assert_array_equal(image.levels[0].array[2, 7:30], array[2, 7:30])
        assert [nbytes for _, nbytes in reads] == [23 * 50 * 2]
        reads.clear()
        image.levels[0].array[2, 7:30, 10:20]  # a part of each row
        assert [nbytes for _, nbytes in reads] == [20] * 23


@pytest.mark.parametrize("options", [{}, {"compression": "zlib"}], ids=["raw", "packed"])
def test_only_the_tiles_that_are_touched_are_read(tmp_path, reads, options):
    path, array = tmp_path / "a.tif", distinct((4, 64, 64))
    write(path, [array], (1, 16, 16), axes="zyx", **options)
    places = {e.index: (e.offset, e.nbytes) for e in tiff.chunk_map(path).extents}
    with open_image(path) as image:
        assert image.levels[0].array.chunks == image.levels[0].array.block_shape == (1, 16, 16)
        image.levels[0].array[2, 16:32, 10:40]
    assert reads == [places[2, 1, j] for j in range(3)]


def test_a_long_page_is_read_in_parts(tmp_path, reads):
    array = np.zeros((3000, 2000), "u2")
    array[::7] = np.arange(2000)
    write(tmp_path / "a.tif", [array], (3000, 2000), axes="yx")
    with open_image(tmp_path / "a.tif") as image:
        assert image.levels[0].array.chunks == (3000, 2000)
        assert image.levels[0].array.block_shape == (16, 2000)  # rows of 4000 bytes
        room = np.empty((1024, 2000), "u2")
        image.levels[0].array.read_into((slice(1024, 2048), slice(0, 2000)), room)
        np.testing.assert_array_equal(room, array[1024:2048])
    assert [nbytes for _, nbytes in reads] == [room.nbytes]


@pytest.mark.parametrize("options", [{}, {"compression": "lzw"}], ids=["raw", "packed"])
def test_threads_read_at_once(tmp_path, options):
    array = distinct((16, 64, 64))
    write(tmp_path / "a.tif", [array], (1, 16, 16), axes="zyx", **options)
    start = threading.Barrier(4)
    with open_image(tmp_path / "a.tif") as image:

        def read(first):
            start.wait()
            return [image.levels[0].array[z] for z in range(first, 16, 4)]

        with ThreadPoolExecutor(4) as pool:
            for first, planes in enumerate(pool.map(read, range(4))):
                np.testing.assert_array_equal(planes, array[first::4])


def test_a_room_with_gaps_is_filled_too(tmp_path):
    array = distinct((4, 40, 50))
    write(tmp_path / "a.tif", [array], (1, 16, 16), axes="zyx")
    with open_image(tmp_path / "a.tif") as image:
        room = np.zeros((4, 40, 100), "u2")[:, :, ::2]
        np.testing.assert_array_equal(
            image.levels[0].array.read_into(np.s_[0:4, 0:40, 0:50], room), array
        )


# Files of others

FOREIGN = {
    "strips": ((5, 40, 50), {"rowsperstrip": 7}),
    "big-endian": ((5, 40, 50), {"byteorder": ">"}),
    "big-endian tiles": ((5, 40, 50), {"byteorder": ">", "tile": (16, 32)}),
    "big-endian packed": ((5, 40, 50), {"byteorder": ">", "compression": "zlib", "predictor": 2}),
    "packed": ((5, 40, 50), {"compression": "lzw", "rowsperstrip": 7}),
    "12 bits": ((5, 40, 50), {"bitspersample": 12, "tile": (16, 16)}),
    "truncated": ((5, 40, 50), {"truncate": True}),  # the tags of one page for all
    "colours": ((5, 40, 50, 3), {"photometric": "rgb"}),
    "tiles of colours": ((5, 40, 50, 3), {"photometric": "rgb", "tile": (16, 32)}),
    "packed colours": ((40, 50, 3), {"photometric": "rgb", "compression": "zlib"}),
    "planes of colour": ((2, 3, 40, 50), {"photometric": "rgb", "planarconfig": "separate"}),
}


@pytest.mark.parametrize(("shape", "options"), FOREIGN.values(), ids=FOREIGN)
def test_files_of_other_writers(tmp_path, shape, options):
    array = distinct(shape)
    if "bitspersample" in options:
        array &= 4095
    options = {"photometric": "minisblack"} | options
    tifffile.imwrite(tmp_path / "a.tif", array, **options)
    with open_image(tmp_path / "a.tif") as image:
        check_reads(image.levels[0].array, array)


@pytest.mark.parametrize("how", ["jpeg", "webp", "packbits"])
def test_other_codecs_are_those_of_tifffile(tmp_path, how):
    """Some lose a little; the loss is the same."""
    options = {"photometric": "rgb", "tile": (16, 32), "compression": how}
    tifffile.imwrite(tmp_path / "a.tif", distinct((40, 50, 3), "u1"), **options)
    with open_image(tmp_path / "a.tif") as image:
        check_reads(image.levels[0].array, tifffile.imread(tmp_path / "a.tif"))


def change_tag(path, name, change):
    with tifffile.TiffFile(path, mode="r+b") as file:
        tag = file.pages.first.tags[name]
        tag.overwrite(change(list(tag.value)))


def test_strips_may_lie_in_any_order(tmp_path):
    array = distinct((32, 20))
    tifffile.imwrite(tmp_path / "a.tif", array, rowsperstrip=8)
    change_tag(tmp_path / "a.tif", "StripOffsets", lambda offsets: offsets[::-1])
    with open_image(tmp_path / "a.tif") as image:
        check_reads(image.levels[0].array, array.reshape(4, 8, 20)[::-1].reshape(32, 20))


def test_a_piece_that_is_too_short_is_an_error(tmp_path):
    tifffile.imwrite(tmp_path / "a.tif", distinct((32, 32)), tile=(16, 16))
    change_tag(tmp_path / "a.tif", "TileByteCounts", lambda lengths: [512, 500, 512, 512])
    words = "piece 1 of page 0 has 500 bytes; 512 belong there"
    with pytest.raises(ValueError, match=words), open_image(tmp_path / "a.tif"):
        pass


def test_tiles_never_written_are_zero(tmp_path):
    tile = distinct((16, 16))
    tifffile.imwrite(
        tmp_path / "a.tif",
        iter([tile, None, tile, None]),
        shape=(32, 32),
        dtype="u2",
        tile=(16, 16),
    )
    with open_image(tmp_path / "a.tif") as image:
        found = image.levels[0].array[...]
    np.testing.assert_array_equal(found, np.block([[tile, tile * 0], [tile, tile * 0]]))


def test_axes_are_only_those_that_are_said(tmp_path):
    tifffile.imwrite(tmp_path / "a.tif", distinct((5, 40, 50)), photometric="minisblack")
    with open_image(tmp_path / "a.tif") as image:
        assert image.axes == ""
    with open_image(tmp_path / "a.tif", axes="tyx") as image:
        assert image.axes == "tyx"
    with (
        pytest.raises(ValueError, match=r"axes 'yx' name 2 axes but shape \(5, 40, 50\) has 3"),
        open_image(tmp_path / "a.tif", axes="yx"),
    ):
        pass


def test_what_is_known_is_kept_for_other_axes(tmp_path):
    arrays, image = full_image()
    write(tmp_path / "a.ome.tif", arrays, (1, 1, 2, 16, 16), image=image)
    with open_image(tmp_path / "a.ome.tif", axes="ctzyx") as found:
        assert (found.axes, found.spacing, found.units) == ("ctzyx", SPACING, UNITS)
        assert (found.channels, found.name) == (image.channels, "a plate")


def test_colours_are_channels(tmp_path):
    array = distinct((40, 50, 3), "u1")
    tifffile.imwrite(tmp_path / "a.ome.tif", array, photometric="rgb", metadata={"axes": "YXS"})
    with open_image(tmp_path / "a.ome.tif") as image:
        assert (image.axes, image.shape) == ("yxc", (40, 50, 3))


def test_imagej_says_sizes_and_times(tmp_path):
    array = distinct((2, 3, 4, 20, 30))
    said = {"axes": "TZCYX", "spacing": 3.0, "unit": "micron", "finterval": 0.5}
    tifffile.imwrite(tmp_path / "a.tif", array, imagej=True, resolution=(2, 4), metadata=said)
    with open_image(tmp_path / "a.tif") as image:
        assert image.axes == "tzcyx"
        assert image.spacing == {"t": 0.5, "z": 3.0, "y": 0.25, "x": 0.5}
        assert image.units == {"t": "second"} | dict.fromkeys("zyx", "micrometer")
        check_reads(image.levels[0].array, array)


@pytest.mark.parametrize(("unit", "known"), [("\\u00B5m", "micrometer"), ("mm", "millimeter")])
def test_imagej_units(tmp_path, unit, known):
    said = {"axes": "YX", "unit": unit}
    tifffile.imwrite(
        tmp_path / "a.tif", distinct((20, 30)), imagej=True, resolution=(2, 4), metadata=said
    )
    with open_image(tmp_path / "a.tif") as image:
        assert image.units == {"y": known, "x": known}


def test_pixels_are_no_unit(tmp_path):
    said = {"axes": "YX", "unit": "pixel"}
    tifffile.imwrite(
        tmp_path / "a.tif", distinct((20, 30)), imagej=True, resolution=(1, 1), metadata=said
    )
    with open_image(tmp_path / "a.tif") as image:
        assert (image.spacing, image.units) == ({}, {})


def test_an_ome_image_in_several_files(tmp_path):
    """Each file has the XML of all; the pages lie where it says."""
    array, uuids = (
        distinct((2, 20, 30)),
        [f"urn:uuid:0000000{n}-0000-0000-0000-000000000000" for n in "12"],
    )
    data = "".join(
        f'<TiffData FirstT="{t}" IFD="0" PlaneCount="1">'
        f'<UUID FileName="{t}.ome.tif">{uuid}</UUID></TiffData>'
        for t, uuid in enumerate(uuids)
    )
    sizes = 'SizeX="30" SizeY="20" SizeZ="1" SizeC="1" SizeT="2"'
    for t, uuid in enumerate(uuids):
        xml = (
            f'<OME xmlns="http://www.openmicroscopy.org/Schemas/OME/2016-06" UUID="{uuid}">'
            '<Image ID="Image:0">'
            f'<Pixels ID="Pixels:0" DimensionOrder="XYZCT" Type="uint16" {sizes}>'
            f'<Channel ID="Channel:0:0"/>{data}</Pixels></Image></OME>'
        )
        tifffile.imwrite(tmp_path / f"{t}.ome.tif", array[t], description=xml, metadata=None)
    with open_image(tmp_path / "0.ome.tif") as image:
        assert image.axes == "tyx"
        check_reads(image.levels[0].array, array)
    (tmp_path / "1.ome.tif").unlink()
    with pytest.raises(ValueError, match="1 of 2 pages"), open_image(tmp_path / "0.ome.tif"):
        pass


def test_several_images_have_names(tmp_path):
    with tifffile.TiffWriter(tmp_path / "a.ome.tif", ome=True) as file:
        file.write(distinct((20, 30)), metadata={"Name": "one", "PhysicalSizeX": 2.0})
        file.write(distinct((10, 15)), metadata={"Name": "two", "PhysicalSizeX": 4.0})
    assert list_images(tmp_path / "a.ome.tif") == ["one", "two"]
    with open_image(tmp_path / "a.ome.tif", 1) as image:
        assert (image.shape, image.spacing, image.name) == ((10, 15), {"x": 4.0}, "two")
    with (
        pytest.raises(IndexError, match=r"no series 2 .*there are 2"),
        open_image(tmp_path / "a.ome.tif", 2),
    ):
        pass


# Folders of planes


@pytest.mark.parametrize(
    "options", [{}, {"compression": "zlib", "tile": (16, 16)}], ids=["raw", "packed"]
)
def test_a_folder_is_a_stack(tmp_path, options):
    array = distinct((12, 40, 50))
    for z, plane in enumerate(array):
        tifffile.imwrite(tmp_path / f"cell_z{z}.tif", plane, **options)
    (tmp_path / "notes.txt").write_text("z10 is blurred")
    with open_planes(tmp_path) as image:
        assert image.axes == "zyx"
        check_reads(image.levels[0].array, array)
    with open_planes(tmp_path, "*_z1*.tif", axes="tyx") as image:
        assert image.axes == "tyx"
        np.testing.assert_array_equal(image.levels[0].array[...], array[[1, 10, 11]])


def test_one_file_of_the_folder_is_open_at_a_time(tmp_path, monkeypatch):
    for z in range(5):
        tifffile.imwrite(tmp_path / f"{z}.tif", distinct((20, 30)) + z)
    with open_planes(tmp_path) as image:
        is_open, most, opens, closes = set(), [], os.open, os.close

        def opened(*args):
            handle = opens(*args)
            is_open.add(handle)
            most.append(len(is_open))
            return handle

        def closed(handle):
            is_open.discard(handle)
            closes(handle)

        monkeypatch.setattr(os, "open", opened)
        monkeypatch.setattr(os, "close", closed)
        assert image.levels[0].array[:, 0, 0].tolist() == [1, 2, 3, 4, 5]
    assert (max(most), len(most), is_open) == (1, 5, set())


def test_a_run_ends_with_its_file(tmp_path):
    """The second page lies in its file where the first would go on in the other."""
    array = distinct((2, 16, 16), "u1")
    tifffile.imwrite(tmp_path / "0.tif", array[0], metadata=None)
    tifffile.imwrite(tmp_path / "1.tif", array[1], metadata=None, description="x" * 240)
    places = [tiff.chunk_map(tmp_path / f"{z}.tif").extents[0].offset for z in range(2)]
    assert places[1] == places[0] + 256
    with open_planes(tmp_path) as image:
        np.testing.assert_array_equal(image.levels[0].array[...], array)


@pytest.mark.parametrize(
    ("odd", "words"),
    [
        (
            {"data": distinct((20, 31))},
            r"2\.tif is uint16 of \(20, 31\) .* 0\.tif is uint16 of \(20, 30\)",
        ),
        ({"data": distinct((20, 30), "u1")}, r"2\.tif is uint8"),
        (
            {"data": distinct((20, 30)), "compression": "zlib"},
            r"2\.tif is .* compression adobe_deflate",
        ),
        ({"data": distinct((4, 20, 30)), "photometric": "minisblack"}, r"2\.tif holds 4 pages"),
    ],
)
def test_the_odd_file_is_named(tmp_path, odd, words):
    for z in range(4):
        tifffile.imwrite(tmp_path / f"{z}.tif", distinct((20, 30)))
    tifffile.imwrite(tmp_path / "2.tif", odd.pop("data"), **odd)
    with pytest.raises(ValueError, match=words), open_planes(tmp_path):
        pass


def test_a_folder_without_planes(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"no files '\*\.tif' in"), open_planes(tmp_path):
        pass
    (tmp_path / "a.tif").write_bytes(b"no TIFF")
    with pytest.raises(ValueError, match=r"a\.tif is not a TIFF file"), open_planes(tmp_path):
        pass


# What goes wrong


def test_missing_blocks_are_an_error(tmp_path):
    array = distinct((4, 40, 50))

    def write_three_pages():
        image = plan([array], axes="zyx")
        with creating(tmp_path / "a.tif", image, blocks=[(1, 16, 50)]) as (sink,):
            for number in itertools.product(range(3), range(3), [0]):
                sink.write(number, array[grid.chunk_region(number, array.shape, (1, 16, 50))])

    words = r"3 of 12 blocks of level 0 were not .* first is \(3, 0, 0\)"
    with pytest.raises(ValueError, match=words):
        write_three_pages()
    assert list(tmp_path.iterdir()) == []


def test_an_error_leaves_what_was_there(tmp_path):
    write(tmp_path / "a.tif", [distinct((20, 30))], (20, 30), axes="yx")
    before = (tmp_path / "a.tif").read_bytes()
    seen = []

    def stop():
        image = plan([distinct((40, 50))], axes="yx")
        with creating(tmp_path / "a.tif", image, blocks=[(40, 50)], overwrite=True):
            seen.extend(tmp_path.iterdir())
            raise RuntimeError("stop")

    with pytest.raises(RuntimeError, match="stop"):
        stop()
    assert sorted(path.name.startswith(".a.") for path in seen) == [False, True]
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [before]


def test_a_tiff_file_is_replaced_when_asked(tmp_path):
    write(tmp_path / "a.tif", [distinct((20, 30))], (20, 30), axes="yx")
    write(tmp_path / "a.tif", [distinct((40, 50))], (40, 50), axes="yx", overwrite=True)
    np.testing.assert_array_equal(tifffile.imread(tmp_path / "a.tif"), distinct((40, 50)))


@pytest.mark.parametrize(("content", "overwrite"), [(b"precious", True), (b"II*\x00", False)])
def test_an_existing_file_is_kept(tmp_path, content, overwrite):
    (tmp_path / "a.tif").write_bytes(content)
    with (
        pytest.raises(FileExistsError, match=r"a\.tif exists"),
        creating(
            tmp_path / "a.tif", plan([distinct((20, 30))]), blocks=[(20, 30)], overwrite=overwrite
        ),
    ):
        pass
    assert (tmp_path / "a.tif").read_bytes() == content


@pytest.mark.parametrize(
    ("number", "block", "words"),
    [
        ((0, 0), distinct((16, 15)), r"block \(0, 0\) of level 0 is uint16 of \(16, 15\); planned"),
        ((0, 0), distinct((16, 16), "u1"), r"is uint8 of \(16, 16\); planned are uint16"),
        ((1, 1), distinct((16, 16)), r"block \(1, 1\) of level 0 is written twice"),
    ],
)
def test_a_wrong_block_is_refused(tmp_path, number, block, words):
    def write_two():
        image = plan([distinct((32, 32))], axes="yx")
        with creating(tmp_path / "a.tif", image, blocks=[(16, 16)]) as (sink,):
            sink.write((1, 1), distinct((16, 16)))
            sink.write(number, block)

    with pytest.raises(ValueError, match=words):
        write_two()
    assert list(tmp_path.iterdir()) == []


def sized(shape, dtype="u2", **about):
    return make_image(Planned(shape, np.dtype(dtype)), **about)


def two_levels(first, second, **about):
    return plan([np.broadcast_to(np.uint16(0), shape) for shape in (first, second)], **about)


@pytest.mark.parametrize(
    ("image", "options", "words"),
    [
        (sized((8, 40, 50), axes="yxc"), {}, "'yxc' should end in 'yx'"),
        (sized((40,)), {}, r"shape \(40,\) has no pages"),
        (sized((0, 40, 50)), {}, r"shape \(0, 40, 50\) has no pages with pixels"),
        (sized((8, 40, 50), "bool", axes="zyx"), {}, "OME-TIFF cannot hold bool; it can int8"),
        (sized((8, 40, 50), "u8", axes="zyx"), {}, "OME-TIFF cannot hold uint64"),
        (sized((8, 40, 50), "M8[s]"), {}, "TIFF cannot hold datetime64"),
        (
            sized((8, 40, 50)),
            {"blocks": [(1, 20, 20)]},
            r"tiles of \(20, 20\): .* such as \(16, 16\)",
        ),
        (
            sized((8, 40, 50)),
            {"blocks": [(1, 16, 24)], "tile": (16, 16)},
            "do not hold whole tiles",
        ),
        (sized((8, 40, 50)), {"blocks": [(1, 16, 16)] * 2}, "give one block for each level"),
        (sized((8, 9), axes="yx", spacing={"x": np.inf}), {}, r"\{'x': inf\} should be finite"),
        (sized((600, 2048, 2048)), {"bigtiff": False}, "offsets of 32 bits end at 4.0 GiB"),
        (sized((8, 40, 50)), {"compression": "gif"}, "'gif'; there are zlib, lzw, zstd"),
        (sized((8, 40, 50)), {"predictor": True}, "a predictor goes with packed integers"),
        (
            sized((2, 40, 50), axes="cyx", channels=("a", "b\x07")),
            {},
            r"channel name 'b\\x07' holds control characters",
        ),
        (
            two_levels((8, 40, 50), (4, 20, 25), axes="zyx"),
            {"blocks": [(1, 16, 16)] * 2},
            r"level 1 has shape \(4, 20, 25\) but level 0 has .* only y and x may shrink",
        ),
    ],
)
def test_what_tiff_cannot_hold_is_refused_first(tmp_path, image, options, words):
    options = {"blocks": [tuple(max(n, 1) for n in image.shape)]} | options
    with pytest.raises(ValueError, match=words), creating(tmp_path / "a.tif", image, **options):
        pass
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_said_first(tmp_path):
    image = sized((10**6, 10**5, 10**5), axes="zyx")
    with (
        pytest.raises(OSError, match="are needed"),
        creating(tmp_path / "a.tif", image, blocks=[(1, 16, 16)]),
    ):
        pass
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("options", [{}, {"compression": "zlib"}], ids=["raw", "packed"])
def test_a_disk_that_fills_up_leaves_nothing(tmp_path, monkeypatch, options):
    def full(*args):
        raise OSError(errno.ENOSPC, "No space left on device")

    def write_one():
        image = sized((16, 16), axes="yx")
        with creating(tmp_path / "a.tif", image, blocks=[(16, 16)], **options) as (sink,):
            monkeypatch.setattr(os, "pwrite", full)
            sink.write((0, 0), distinct((16, 16)))

    with pytest.raises(OSError, match="No space left"):
        write_one()
    assert list(tmp_path.iterdir()) == []


def test_offsets_of_32_bits_have_an_end(tmp_path, monkeypatch):
    """Packed pixels may turn out longer than was thought."""

    def write_far_behind():
        image, how = sized((16, 16), axes="yx"), {"compression": "zlib", "bigtiff": False}
        with creating(tmp_path / "a.tif", image, blocks=[(16, 16)], **how) as (sink,):
            sink.write((0, 0), distinct((16, 16)))

    monkeypatch.setattr(tiff_image.Target, "claim", lambda target, nbytes: 2**32)
    with pytest.raises(ValueError, match=r"4294967296 does not fit .* 32 bits; .* bigtiff=True"):
        write_far_behind()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("many", "big"), [(511, False), (512, True)])
def test_bigtiff_is_chosen_by_size(tmp_path, monkeypatch, many, big):
    """Files of holes: nothing is written into them."""
    monkeypatch.setattr(tiff_image, "check_free_space", lambda folder, nbytes: None)
    found = []

    def begin():
        image = sized((many, 2048, 2048), axes="zyx")
        with creating(tmp_path / "a.tif", image, blocks=[(1, 2048, 2048)]):
            (part,) = tmp_path.iterdir()
            with tifffile.TiffFile(part) as file:
                found.append(file.is_bigtiff)

    with pytest.raises(ValueError, match=f"{many} of {many} blocks"):
        begin()
    assert found == [big]


@pytest.mark.parametrize("how", [{}, {"tile": (16, 16)}, {"compression": "zlib"}], ids=str)
def test_a_file_that_was_cut_is_an_error(tmp_path, how):
    tifffile.imwrite(tmp_path / "a.tif", distinct((1, 40, 50)), metadata=None, **how)
    data = (tmp_path / "a.tif").read_bytes()
    (tmp_path / "a.tif").write_bytes(data[:-1])
    with (
        pytest.raises(ValueError, match=r"a\.tif.* cut short or damaged"),
        open_image(tmp_path / "a.tif"),
    ):
        pass


def test_a_file_that_is_cut_while_it_is_read(tmp_path):
    write(tmp_path / "a.tif", [distinct((4, 40, 50))], (1, 16, 16), axes="zyx")
    with open_image(tmp_path / "a.tif") as image:
        os.truncate(tmp_path / "a.tif", 5000)
        with pytest.raises(ValueError, match="it was cut short"):
            image.levels[0].array[...]


def test_a_piece_that_does_not_unpack_is_named(tmp_path):
    write(tmp_path / "a.tif", [distinct((16, 32))], (16, 16), axes="yx", compression="zlib")
    offset = tiff.chunk_map(tmp_path / "a.tif").extents[1].offset
    data = bytearray((tmp_path / "a.tif").read_bytes())
    data[offset + 9] ^= 255
    (tmp_path / "a.tif").write_bytes(data)
    with open_image(tmp_path / "a.tif") as image:
        sound = tiff.chunk_map(tmp_path / "a.tif").extents[0].index[1] * 16
        np.testing.assert_array_equal(
            image.levels[0].array[:, sound : sound + 16],
            distinct((16, 32))[:, sound : sound + 16],
        )
        with pytest.raises(ValueError, match=rf"piece at {offset} of .*a\.tif cannot be unpacked"):
            image.levels[0].array[...]


def test_pages_that_are_missing_are_an_error(tmp_path, caplog):
    """tifffile would show zeros."""
    caplog.set_level(logging.CRITICAL, "tifffile")
    write(tmp_path / "a.tif", [distinct((4, 40, 50))], (1, 16, 16), axes="zyx")
    data = (tmp_path / "a.tif").read_bytes()
    (tmp_path / "a.tif").write_bytes(data.replace(b'SizeZ="4"', b'SizeZ="9"'))
    with (
        pytest.raises(ValueError, match="4 of 9 pages are in the file"),
        open_image(tmp_path / "a.tif"),
    ):
        pass


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (b'SizeZ="4"', b'SizeQ="4"', "the OME-XML lacks what an image must have"),
        (b'SizeZ="4"', b'SizeZ="x"', "the OME-XML lacks what an image must have"),
        (b"<Pixels", b"<Pixels<", "no XML that can be read"),
    ],
)
def test_a_damaged_text_is_an_error(tmp_path, before, after, words):
    write(tmp_path / "a.tif", [distinct((4, 40, 50))], (1, 16, 16), axes="zyx")
    data = (tmp_path / "a.tif").read_bytes()
    (tmp_path / "a.tif").write_bytes(data.replace(before, after))
    for function in (list_images, lambda path: open_image(path).__enter__()):
        with pytest.raises(ValueError, match=rf"a\.tif is no TIFF .*{words}"):
            function(tmp_path / "a.tif")


@pytest.mark.parametrize("number", [b"99999999999", b"1000000000"])
def test_a_number_beyond_all_sense_is_an_error(tmp_path, number):
    write(tmp_path / "a.tif", [distinct((4, 40, 50))], (1, 16, 16), axes="zyx")
    data = (tmp_path / "a.tif").read_bytes()
    size = b'SizeZ="%s"' % number
    data = data.replace(b'SizeZ="4"', size)
    text = b'Creator="tifffile.py'
    data = data.replace(text, text[: len(b'SizeZ="4"') - len(size)])
    (tmp_path / "a.tif").write_bytes(data)  # as long as it was
    with (
        pytest.raises(ValueError, match=f"speaks of {int(number)} planes"),
        open_image(tmp_path / "a.tif"),
    ):
        pass


def test_what_is_no_tiff(tmp_path):
    with (
        pytest.raises(FileNotFoundError, match=r"no file at .*nowhere"),
        open_image(tmp_path / "nowhere"),
    ):
        pass
    (tmp_path / "a.tif").write_bytes(b"\x89PNG\r\n\x1a\n")
    for function in (tiff_image.open_lazy, list_images):
        with pytest.raises(ValueError, match=r"a\.tif is not a TIFF file"):
            function(tmp_path / "a.tif")
