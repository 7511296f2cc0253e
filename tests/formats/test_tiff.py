"""TIFF: what is written is read back, strips and tiles lie where the map says, errors are clear."""

import io

import numpy as np
import pytest
import tifffile

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
