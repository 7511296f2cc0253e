import dask.array as da
import numpy as np
import pytest
import zarr
from zarr.abc.store import OffsetByteRequest, RangeByteRequest, SuffixByteRequest
from zarr.core.buffer import default_buffer_prototype
from zarr.core.sync import sync

from outofcore.formats.packed import pack
from outofcore.formats.zarr_packed import PackedStore
from outofcore.measure.reads import counting

VALUES = np.arange(37 * 50, dtype="u2").reshape(37, 50)


@pytest.fixture
def packed(tmp_path):
    """An array, a sharded one and a group below; nothing divides evenly."""
    root = zarr.create_group(tmp_path / "group", attributes={"made": "here"})
    root.create_array("plain", data=VALUES, chunks=(8, 16))
    root.create_array("sharded", data=VALUES, chunks=(8, 8), shards=(16, 16))
    root.create_group("below").create_array("small", data=np.arange(3))
    return pack(tmp_path / "group", tmp_path / "packed")


@pytest.fixture
def store(packed):
    with counting(packed.path) as file:
        yield PackedStore(file, packed.index)


@pytest.mark.parametrize("name", ["plain", "sharded"])
def test_arrays_are_read_through_zarr_and_dask(store, name):
    group = zarr.open_group(store, mode="r")
    assert group.attrs["made"] == "here"
    np.testing.assert_array_equal(group[name][...], VALUES)
    np.testing.assert_array_equal(group[name][9:20, 7], VALUES[9:20, 7])
    lazy = da.from_zarr(store, component=name)
    np.testing.assert_array_equal(lazy[3:, ::2].compute(scheduler="threads"), VALUES[3:, ::2])


def test_members_are_listed(store):
    group = zarr.open_group(store, mode="r")
    assert sorted(group.array_keys()) == ["plain", "sharded"]
    assert sorted(name for name, _ in group.members(max_depth=None)) == [
        "below", "below/small", "plain", "sharded",
    ]  # fmt: skip


def test_one_chunk_is_one_read(packed, store):
    array = zarr.open_array(store, path="plain", mode="r")
    del store._file.log[:]
    array[8:16, 16:32]
    (read,) = packed.objects_read(store._file.log)
    assert read == ("plain/c/1/1", 0, packed.index["plain/c/1/1"][1])


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        (None, slice(None)),
        (RangeByteRequest(3, 9), slice(3, 9)),
        (RangeByteRequest(3, 10**9), slice(3, None)),  # past the end: what there is
        (OffsetByteRequest(5), slice(5, None)),
        (SuffixByteRequest(4), slice(-4, None)),
        (SuffixByteRequest(10**9), slice(None)),
    ],
)
def test_parts_of_an_object_are_those_of_the_file(packed, store, part, expected):
    offset, nbytes = packed.index["plain/c/0/0"]
    stored = packed.path.read_bytes()[offset : offset + nbytes]
    got = sync(store.get("plain/c/0/0", default_buffer_prototype(), part))
    assert got.to_bytes() == stored[expected]


def test_what_is_not_there_costs_nothing(store):
    assert sync(store.get("nothing", default_buffer_prototype())) is None
    assert not sync(store.exists("nothing"))
    with pytest.raises(FileNotFoundError):
        sync(store.getsize("nothing"))
    assert store._file.log == []


def test_nothing_can_be_written(store):
    with pytest.raises(ValueError, match="read-only"):
        zarr.create_array(store, name="new", shape=(3,), dtype="u1")
    with pytest.raises(ValueError, match=r"read-only|reading only"):
        zarr.open_array(store, path="plain", mode="r+")[0, 0] = 1


def test_a_file_that_is_cut_is_an_error(packed):
    with packed.path.open("r+b") as file:
        file.truncate(sum(packed.index["plain/c/0/0"]) - 1)
    with counting(packed.path) as file:
        store = PackedStore(file, packed.index)
        with pytest.raises(OSError, match="bytes came; is the file cut"):
            sync(store.get("plain/c/0/0", default_buffer_prototype()))
