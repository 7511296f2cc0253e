"""Zarr: what is written is read back by zarr itself, chunks lie where the map says."""

import itertools
import math

import dask.array
import numpy as np
import pytest
from zarr.codecs import GzipCodec, ZstdCodec

from outofcore.datasets.volume import Volume
from outofcore.direct import aligned_room
from outofcore.formats import zarr, zarr_virtual

SHAPE, CHUNKS = (7, 15, 17), (4, 8, 8)  # ragged along every axis
LAYOUTS = [
    {},
    {"zarr_format": 2},
    {"shards": (8, 16, 16)},  # shards that stick out too
    {"compressors": GzipCodec(level=5)},  # chunks of different sizes
    {"compressors": ZstdCodec(), "shards": (4, 8, 16)},
]


def distinct(shape, dtype="uint16"):
    return np.arange(math.prod(shape)).astype(dtype).reshape(shape)


def check_write_read(path, array, chunks, **options):
    """Write `array`, read it back whole and by an unaligned block, and compare."""
    zarr.write_array(path, {"volume": array}, chunks=chunks, **options)
    found = zarr.get_array(zarr.open_lazy(path), "volume")
    assert found.dtype == array.dtype
    np.testing.assert_array_equal(found[...], array)
    block = tuple(slice(n // 3, n // 2 + 1) for n in array.shape)
    np.testing.assert_array_equal(found[block], array[block])


@pytest.mark.parametrize("options", LAYOUTS)
def test_written_is_read(tmp_path, options):
    check_write_read(tmp_path / "a.zarr", distinct(SHAPE), CHUNKS, **options)


@pytest.mark.parametrize(
    ("shape", "chunks"),
    [
        ((8, 16, 16), (4, 8, 8)),  # everything divides
        ((5, 6), (9, 9)),  # chunks larger than the array are cut to it
        ((11,), (4,)),  # one axis
        ((0, 4), (2, 2)),  # nothing to write
    ],
)
def test_shapes(tmp_path, shape, chunks):
    check_write_read(tmp_path / "a.zarr", distinct(shape), chunks)


@pytest.mark.parametrize("dtype", ["uint8", "int32", "float32"])
def test_dtypes_survive(tmp_path, dtype):
    check_write_read(tmp_path / "a.zarr", distinct((6, 7), dtype), (4, 4))


def test_big_endian_numbers_keep_their_values():
    group = zarr_virtual.open_virtual({"a": distinct((6, 7), ">u2")}, chunks=(4, 4))
    np.testing.assert_array_equal(group["a"][...], distinct((6, 7)))


@pytest.mark.parametrize("options", LAYOUTS)
def test_the_map_leads_to_the_bytes(tmp_path, options):
    path, array = tmp_path / "a.zarr", distinct(SHAPE)
    zarr.write_array(path, {"v": array}, chunks=CHUNKS, **options)
    chunk_map = zarr.chunk_map(path, "v")
    assert len(chunk_map.extents) == 2 * 2 * 3
    assert chunk_map.chunks == CHUNKS
    assert chunk_map.shards == options.get("shards")
    files = {extent.file for extent in chunk_map.extents}
    on_disk = sum((path / "v" / file).stat().st_size for file in files)
    index = 0
    if "shards" in options:
        index = len(files) * (16 * math.prod(options["shards"]) // math.prod(CHUNKS) + 4)
    assert chunk_map.stored_bytes + index == on_disk
    if not chunk_map.filters:
        stored = {extent.index: extent for extent in chunk_map.extents}[1, 0, 1]
        raw = (path / "v" / stored.file).read_bytes()[stored.offset :][: stored.nbytes]
        block = np.frombuffer(raw, "<u2").reshape(CHUNKS)
        np.testing.assert_array_equal(block[:3, :7], array[4:, :8, 8:16][:, :7])


def test_an_array_without_a_group_and_a_chunk_that_is_not_there(tmp_path):
    path = tmp_path / "a.zarr"
    zarr.write_array(path, {"": distinct(SHAPE)}, chunks=CHUNKS, recipe={"name": "test"})
    assert zarr.read_recipe(path) == {"name": "test"}
    (path / "c/0/0/0").unlink()
    assert len(zarr.chunk_map(path).extents) == 11


def test_a_sharded_chunk_that_was_never_written_is_not_in_the_map(tmp_path):
    path, array = tmp_path / "a.zarr", np.zeros(SHAPE, "u2")
    array[0, 0, 0] = 1
    zarr.write_array(path, {"": array}, chunks=CHUNKS, shards=(8, 16, 16))
    assert [extent.index for extent in zarr.chunk_map(path).extents] == [(0, 0, 0)]


@pytest.mark.parametrize("zarr_format", [2, 3])
def test_raw_chunks_are_what_zarr_reads(tmp_path, zarr_format):
    array = distinct(SHAPE)
    files = zarr.metadata_files({"v": array}, chunks=CHUNKS, zarr_format=zarr_format)
    for key, data in files.items():
        zarr.write_file(tmp_path / key, data, durable=True)
    for region in zarr.grid.iter_chunks(SHAPE, CHUNKS):
        index = tuple(part.start // c for part, c in zip(region, CHUNKS, strict=True))
        zarr.write_chunk(
            tmp_path / "v", index, array[region], chunks=CHUNKS, zarr_format=zarr_format
        )
    np.testing.assert_array_equal(zarr.open_lazy(tmp_path)["v"][...], array)
    assert not [path for path in tmp_path.rglob("*") if path.suffix == ".part"]


def test_metadata_do_not_change_from_run_to_run():
    arrays = {"a": distinct((4, 6)), "b": distinct((3,))}
    chunks = {"a": (2, 2), "b": (2,)}
    assert zarr.metadata_files(arrays, chunks=chunks) == zarr.metadata_files(arrays, chunks=chunks)


def test_a_failed_write_leaves_nothing(tmp_path):
    class Broken:
        shape, dtype = (4, 4), np.dtype("u2")

        def __getitem__(self, region):
            raise RuntimeError("broken")

    with pytest.raises(RuntimeError, match="broken"):
        zarr.write_array(tmp_path / "a.zarr", {"a": Broken()}, chunks=(2, 2))
    assert list(tmp_path.iterdir()) == []


def test_only_zarr_is_overwritten(tmp_path):
    path = tmp_path / "a.zarr"
    zarr.write_array(path, {"a": distinct((2, 2))}, chunks=(2, 2))
    with pytest.raises(FileExistsError):
        zarr.write_array(path, {"a": distinct((3, 3))}, chunks=(2, 2))
    zarr.write_array(path, {"a": distinct((3, 3))}, chunks=(2, 2), overwrite=True)
    (tmp_path / "mine").mkdir()
    with pytest.raises(FileExistsError):
        zarr.write_array(tmp_path / "mine", {}, chunks=(2, 2), overwrite=True)


def test_bad_input_is_told_apart(tmp_path):
    (tmp_path / "file").write_bytes(b"text")
    (tmp_path / "empty").mkdir()
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "zarr.json").write_text('{"zarr_format": 3')
    with pytest.raises(FileNotFoundError, match="no folder"):
        zarr.open_lazy(tmp_path / "nothing")
    for name, words in {"file": "is a file", "empty": "not Zarr", "broken": "damaged"}.items():
        with pytest.raises(ValueError, match=words):
            zarr.open_lazy(tmp_path / name)
        assert zarr.read_recipe(tmp_path / name) is None
    zarr.write_array(tmp_path / "good", {"a": distinct((2, 2))}, chunks=(2, 2))
    with pytest.raises(KeyError, match="there are a"):
        zarr.get_array(zarr.open_lazy(tmp_path / "good"), "b")


def test_a_virtual_array_is_computed_where_it_is_read():
    volume = Volume((40, 70, 66), seed=3)
    group = zarr_virtual.open_virtual({"nuclei": volume, "a": distinct(SHAPE)}, chunks=(16, 32, 32))
    assert sorted(group.array_keys()) == ["a", "nuclei"]
    lazy = dask.array.from_zarr(group["nuclei"])
    np.testing.assert_array_equal(lazy[11:33, 5:, ::3].compute(), volume[...][11:33, 5:, ::3])
    np.testing.assert_array_equal(group["a"][...], distinct(SHAPE))
    with pytest.raises(ValueError, match="read-only"):
        group["a"][0] = 0


def test_a_virtual_array_far_too_large_to_list():
    volume = Volume((10**6, 10**6, 10**6))
    array = zarr_virtual.open_virtual({"": volume}, chunks=(8, 64, 64))
    region = (slice(500_000, 500_003), slice(9, 99), 999_999)
    np.testing.assert_array_equal(array[region], volume[region])


@pytest.mark.parametrize("key", ["a/c/9/0/0", "a/c/0/0", "a/c/x/0/0", "b/c/0/0/0", "a/c", "zarr"])
def test_a_virtual_store_has_no_other_keys(key):
    store = zarr_virtual.VirtualStore({"a": distinct(SHAPE)}, chunks=CHUNKS)
    assert store.compute(key) is None


def test_files_written_together_are_there_whole_or_not_at_all(tmp_path):
    """The third of three fails: no name is there, and nothing is left beside."""

    def files():
        yield tmp_path / "a" / "0", b"0" * 10_000
        yield tmp_path / "1", aligned_room(2 * 4096)
        raise OSError("no more")

    with pytest.raises(OSError, match="no more"):
        zarr.write_files(files(), durable=True)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    zarr.write_files(itertools.islice(files(), 2), durable=True)
    assert (tmp_path / "a" / "0").read_bytes() == b"0" * 10_000
    assert (tmp_path / "1").read_bytes() == bytes(2 * 4096)
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 2
