"""TIFF: what is written is read back, strips and tiles lie where the map says, errors are clear."""

import io

import numpy as np
import pytest
import tifffile

from outofcore import grid
from outofcore.formats import tiff


def distinct(shape, dtype="u2"):
    return np.arange(1, np.prod(shape) + 1).astype(dtype).reshape(shape)


def check_write_read(path, array, **options):
    """Write `array`, read it back whole and by an unaligned block, and compare."""
    tiff.write_array(path, array, **options)
    with tiff.open_lazy(path) as file:
        series = tiff.get_series(file)
        np.testing.assert_array_equal(series.asarray(), array)
        lazy = tiff.open_array(series)
        block = tuple(slice(n // 3, n // 2 + 1) for n in array.shape)
        np.testing.assert_array_equal(lazy[block], array[block])
        assert lazy.dtype == array.dtype
        lazy.store.close()


@pytest.mark.parametrize(
    ("shape", "options"),
    [
        ((40, 50), {}),  # a single page
        ((5, 40, 50), {"rows": 16}),  # the last strip is ragged
        ((5, 40, 50), {"tile": (16, 32)}),  # ragged in both directions
        ((2, 3, 40, 50), {"tile": (16, 16), "compression": "zlib"}),  # two axes of pages
        ((5, 40, 3), {"compression": "zlib"}),  # three columns are not three colours
    ],
)
@pytest.mark.parametrize("dtype", ["u1", "u2", "f4"])
def test_what_is_written_is_read(tmp_path, shape, options, dtype):
    check_write_read(tmp_path / "a.tif", distinct(shape, dtype), **options)


@pytest.mark.parametrize("how", [{"tile": (16, 32)}, {"rows": 16}])
def test_the_map_leads_to_the_bytes(tmp_path, how):
    path, array = tmp_path / "a.tif", distinct((3, 40, 50))
    tiff.write_array(path, array, **how)
    chunk_map = tiff.chunk_map(path)
    chunks = (1, 16, 32) if "tile" in how else (1, 16, 50)
    assert (chunk_map.shape, chunk_map.chunks) == ((3, 40, 50), chunks)
    assert (chunk_map.itemsize, chunk_map.filters) == (2, ())
    stored = {e.index: e for e in chunk_map.extents}[2, 1, 0]
    raw = path.read_bytes()[stored.offset : stored.offset + stored.nbytes]
    found = np.frombuffer(raw, "<u2").reshape(chunks[1:])
    np.testing.assert_array_equal(found, array[2, 16:32, : chunks[2]])
    assert chunk_map.stored_bytes == len(chunk_map.extents) * stored.nbytes - (
        0 if "tile" in how else 3 * 8 * 50 * 2
    )


def test_the_map_of_colours(tmp_path):
    """Colours may lie pixel by pixel or plane by plane; the map says which."""
    image = distinct((20, 30, 3), "u1")
    tifffile.imwrite(tmp_path / "a.tif", image, photometric="rgb")
    assert tiff.chunk_map(tmp_path / "a.tif").chunks[-1] == 3
    planes = image.transpose(2, 0, 1).copy()
    tifffile.imwrite(tmp_path / "b.tif", planes, photometric="rgb", planarconfig="separate")
    chunk_map = tiff.chunk_map(tmp_path / "b.tif")
    assert (chunk_map.shape, chunk_map.chunks) == ((3, 20, 30), (1, 20, 30))
    assert [extent.index for extent in chunk_map.extents] == [(0, 0, 0), (1, 0, 0), (2, 0, 0)]


def test_a_tile_that_was_never_written_is_not_on_the_map(tmp_path):
    tile = distinct((16, 16))
    tiles = iter([tile, None, tile, None])
    tifffile.imwrite(tmp_path / "a.tif", tiles, shape=(32, 32), dtype="u2", tile=(16, 16))
    chunk_map = tiff.chunk_map(tmp_path / "a.tif")
    assert [extent.index for extent in chunk_map.extents] == [(0, 0), (1, 0)]


def test_a_truncated_series_cannot_be_mapped(tmp_path):
    with tifffile.TiffWriter(tmp_path / "t.tif") as file:
        file.write(distinct((4, 20, 30)), photometric="minisblack", truncate=True)
    with pytest.raises(ValueError, match="tags for 1 of 4 pages"):
        tiff.chunk_map(tmp_path / "t.tif")


def test_a_missing_series_is_named(tmp_path):
    tiff.write_array(tmp_path / "a.tif", distinct((20, 30)))
    with pytest.raises(IndexError, match=r"no series 1 in a\.tif; there are 1"):
        tiff.chunk_map(tmp_path / "a.tif", 1)


@pytest.mark.parametrize("content", [b"", b"hello world", b"\x89HDF\r\n\x1a\n" * 9, b"II*\x00\x08"])
def test_another_file_is_refused(tmp_path, content):
    path = tmp_path / "a.tif"
    path.write_bytes(content)
    with pytest.raises(ValueError, match=r"a\.tif is not a TIFF file that can be read"):
        tiff.open_lazy(path)
    with pytest.raises(ValueError, match="the open file is not a TIFF file"):
        tiff.open_lazy(io.BytesIO(content))


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"no file at .*nowhere\.tif"):
        tiff.open_lazy(tmp_path / "nowhere.tif")


def test_an_existing_file_is_kept(tmp_path):
    path = tmp_path / "a.tif"
    path.write_text("precious")
    with pytest.raises(FileExistsError, match=r"a\.tif exists"):
        tiff.write_array(path, distinct((4, 4)))
    assert path.read_text() == "precious"


def test_one_axis_makes_no_page(tmp_path):
    with pytest.raises(ValueError, match=r"shape \(4,\) has no pages"):
        tiff.write_array(tmp_path / "a.tif", distinct((4,)))


def test_only_a_page_is_held(tmp_path):
    """The writer asks for one page after the other, never for more."""

    class Pages:
        shape, dtype = (6, 20, 30), np.dtype("u2")
        asked = ()

        def __getitem__(self, selection):
            self.asked += (selection,)
            return np.full((20, 30), selection[0], "u2")

    pages = Pages()
    tiff.write_array(tmp_path / "a.tif", pages)
    assert set(pages.asked) == {(z,) for z in range(6)}


def levels_of(array, many):
    """Return smaller copies of `array`: every second pixel, of that every second, and so on."""
    return [array[..., :: 2**k, :: 2**k] for k in range(1, many + 1)]


@pytest.mark.parametrize(
    ("shape", "axes", "options"),
    [
        ((40, 50), "yx", {}),  # one page
        ((5, 41, 53), "zyx", {"tile": (16, 16)}),  # ragged in every level
        ((5, 41, 53), "zyx", {"rows": 8, "compression": "zlib"}),
        ((2, 3, 41, 53), "czyx", {"tile": (16, 32), "bigtiff": True}),
    ],
)
def test_every_level_is_read_as_it_was_written(tmp_path, shape, axes, options):
    path, array = tmp_path / "a.ome.tif", distinct(shape)
    levels = levels_of(array, 2)
    tiff.write_ome(path, array, axes=axes, levels=levels, **options)
    with tiff.open_lazy(path) as file:
        assert (len(file.series), len(file.pages)) == (1, int(np.prod(shape[:-2])))
        series = tiff.get_series(file)
        assert series.axes == axes.upper()
        assert tiff.level_shapes(series) == [array.shape, *(level.shape for level in levels)]
        for number, expected in enumerate([array, *levels]):
            lazy = tiff.open_array(series, number)
            np.testing.assert_array_equal(lazy[:], expected)
            lazy.store.close()
            chunk_map = tiff.chunk_map(path, level=number)
            assert chunk_map.shape == expected.shape
            assert len(chunk_map.extents) == grid.count_chunks(expected.shape, chunk_map.chunks)


def test_levels_lie_apart_in_the_file(tmp_path):
    """A coarse level costs nothing of the fine one: no two stored pieces overlap."""
    path, array = tmp_path / "a.ome.tif", distinct((3, 64, 80))
    tiff.write_ome(path, array, axes="zyx", levels=levels_of(array, 2), tile=(16, 16))
    places = [e for level in range(3) for e in tiff.chunk_map(path, level=level).extents]
    places.sort(key=lambda extent: extent.offset)
    ends = [extent.offset + extent.nbytes for extent in places]
    assert all(end <= after.offset for end, after in zip(ends, places[1:], strict=False))


def test_sizes_and_names_come_back(tmp_path):
    path, spacing = tmp_path / "a.ome.tif", {"z": 1.5, "y": 0.25, "x": 0.5}
    tiff.write_ome(
        path,
        distinct((2, 3, 20, 30)),
        axes="czyx",
        spacing_um=spacing,
        channels=("nuclei", "membrane"),
    )
    with tiff.open_lazy(path) as file:
        (pixels,) = tiff.read_ome(file)
        assert (pixels.spacing_um, pixels.channels) == (spacing, ("nuclei", "membrane"))
        assert tiff.spacing_um(file) == spacing
        tags = file.pages.first.tags  # and for a reader that knows no XML: pixels per centimetre
        assert tags["XResolution"].value == (20_000, 1)
        assert tags["YResolution"].value == (40_000, 1)
        assert tags["ResolutionUnit"].value == 3


def test_what_is_not_known_is_left_out(tmp_path):
    tiff.write_ome(tmp_path / "a.ome.tif", distinct((20, 30)), axes="yx", spacing_um={"x": 2})
    tiff.write_array(tmp_path / "b.tif", distinct((20, 30)))
    with tiff.open_lazy(tmp_path / "a.ome.tif") as file:
        assert tiff.spacing_um(file) == {"x": 2.0}
        assert "XResolution" not in file.pages.first.tags or not file.is_imagej
    with tiff.open_lazy(tmp_path / "b.tif") as file:
        assert (tiff.read_ome(file), tiff.spacing_um(file)) == ([], {})


def test_imagej_says_pixels_per_unit(tmp_path):
    """ImageJ keeps pixels per unit in tags, and the distance of planes in its text."""
    options = {"imagej": True, "resolution": (2, 4), "photometric": "minisblack"}
    for name, unit in (("a", "micron"), ("b", "um"), ("c", "inch")):
        metadata = {"spacing": 3.0, "unit": unit, "axes": "ZYX"}
        tifffile.imwrite(
            tmp_path / f"{name}.tif", distinct((4, 20, 30)), metadata=metadata, **options
        )
    for name, expected in (("a", {"z": 3.0, "y": 0.25, "x": 0.5}), ("c", {})):
        with tiff.open_lazy(tmp_path / f"{name}.tif") as file:
            assert tiff.spacing_um(file) == expected
    with tiff.open_lazy(tmp_path / "b.tif") as file:
        assert tiff.spacing_um(file)["y"] == 0.25


@pytest.mark.parametrize(
    ("shape", "itemsize", "options", "expected"),
    [
        ((100, 2048, 2048), 2, {}, False),
        ((511, 2048, 2048), 2, {}, False),  # 8 MiB below the end of 32 bits
        ((512, 2048, 2048), 2, {}, True),  # the pixels alone take every offset
        ((100, 2049, 2049), 4, {}, False),
        ((100, 2049, 2049), 4, {"tile": (2048, 2048)}, True),  # four tiles to hold a pixel more
        ((2**20, 64, 52), 1, {}, False),
        ((2**20, 64, 52), 1, {"rows": 1}, True),  # the lists of strips are what does not fit
        ((40000, 40000), 1, {}, False),
    ],
)
def test_bigtiff_is_chosen_by_size(shape, itemsize, options, expected):
    assert tiff.needs_bigtiff(shape, itemsize, **options) is expected


@pytest.mark.parametrize("rows", [1, 7, None])
@pytest.mark.parametrize("tile", [None, (16, 32)])
def test_the_planned_length_is_never_too_small(tmp_path, rows, tile):
    """Against real files: what decides about BigTIFF must not be below the truth."""
    shape = (7, 50, 60)
    tiff.write_array(tmp_path / "a.tif", distinct(shape), rows=rows, tile=tile)
    planned = tiff._most_bytes(shape, 2, tile, rows)
    true = (tmp_path / "a.tif").stat().st_size
    assert true <= planned <= true + 7 * (tiff.TAG_BYTES + 16 * 50)


def test_bigtiff_has_its_own_number(tmp_path):
    for bigtiff, number in ((None, 42), (False, 42), (True, 43)):
        path = tmp_path / f"{bigtiff}.tif"
        tiff.write_array(path, distinct((2, 20, 30)), bigtiff=bigtiff)
        assert int.from_bytes(path.read_bytes()[2:4], "little") == number
        check = tiff.chunk_map(path)
        assert check.shape == (2, 20, 30)


class Huge:
    """Pages that are never asked for."""

    shape, dtype = (600, 2048, 2048), np.dtype("u2")


def test_a_file_too_long_for_32_bits_is_refused(tmp_path):
    with pytest.raises(
        ValueError, match=r"may get 4\.7 GiB long, offsets of 32 bits end at 4\.0 GiB"
    ):
        tiff.write_array(tmp_path / "a.tif", Huge(), bigtiff=False)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"axes": "yx"}, r"'yx' name 2 axes but shape \(4, 20, 30\) has 3"),
        ({"axes": "zxy"}, "'zxy' should be letters"),
        ({"axes": "qyx"}, "'qyx' should be letters"),
        ({"axes": "tyx", "spacing_um": {"z": 1}}, r"a spacing for \['z'\] but the axes are 'tyx'"),
        ({"axes": "zyx", "spacing_um": {"z": 0}}, r"\{'z': 0\} should be above 0"),
        ({"axes": "zyx", "channels": ["a"]}, "1 channel names for axes 'zyx'"),
        (
            {"axes": "cyx", "channels": ["a"]},
            r"1 channel names for axes 'cyx' of shape \(4, 20, 30\)",
        ),
        (
            {"axes": "zyx", "levels": [distinct((2, 10, 15))]},
            r"level 1 has shape \(2, 10, 15\) but level 0 has \(4, 20, 30\)",
        ),
        ({"axes": "zyx", "levels": [distinct((4, 10, 31))]}, r"level 1 of \(4, 10, 31\) is larger"),
        ({"axes": "zyx", "levels": [distinct((4, 10, 15), "u1")]}, "level 1 is uint8 .* uint16"),
    ],
)
def test_what_does_not_go_together_is_named(tmp_path, options, words):
    with pytest.raises(ValueError, match=words):
        tiff.write_ome(tmp_path / "a.ome.tif", distinct((4, 20, 30)), **options)
    assert list(tmp_path.iterdir()) == []


def test_a_missing_level_is_named(tmp_path):
    array = distinct((2, 20, 30))
    tiff.write_ome(tmp_path / "a.ome.tif", array, axes="zyx", levels=levels_of(array, 1))
    words = r"no level 2; there are 2, of shapes \(2, 20, 30\), \(2, 10, 15\)"
    with pytest.raises(IndexError, match=words):
        tiff.chunk_map(tmp_path / "a.ome.tif", level=2)
