"""The store with a log: each request once, with its key, its place and its bytes."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import zarr
from zarr.abc.store import OffsetByteRequest, RangeByteRequest, SuffixByteRequest
from zarr.core.buffer import default_buffer_prototype
from zarr.storage import LocalStore, MemoryStore

from outofcore.formats.zarr_log import LoggedStore, open_logged, open_store

PROTOTYPE = default_buffer_prototype()
KINDS = [None, RangeByteRequest(2, 5), OffsetByteRequest(7), SuffixByteRequest(4)]
LOGGED = [("x", 0, 10), ("x", 2, 3), ("x", 7, 3), ("x", 6, 4), ("absent", 0, 0)]


def run_async(coroutine):
    """Run a coroutine in a thread of its own: the browser tests leave a loop in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, coroutine).result()


def buffer(data):
    return PROTOTYPE.buffer.from_bytes(data)


@pytest.fixture
def array_path(tmp_path):
    array = zarr.create_array(tmp_path, shape=(8,), chunks=(4,), dtype="u4", compressors=None)
    array[:] = np.arange(1, 9)
    return tmp_path


def test_parts_of_every_kind(tmp_path):
    (tmp_path / "x").write_bytes(bytes(range(10)))
    store = LoggedStore(LocalStore(tmp_path))
    wanted = [("x", kind) for kind in KINDS] + [("absent", SuffixByteRequest(4))]
    answers = run_async(store.get_partial_values(PROTOTYPE, wanted))
    assert [None if a is None else len(a) for a in answers] == [10, 3, 3, 4, None]
    assert store.reads == LOGGED


def test_many_at_once(tmp_path):
    (tmp_path / "x").write_bytes(bytes(range(10)))
    store = LoggedStore(LocalStore(tmp_path))

    async def get_many():
        wanted = [("x", PROTOTYPE, kind) for kind in KINDS] + [("absent", PROTOTYPE, None)]
        return [key async for key, _ in store._get_many(wanted)]

    assert run_async(get_many()) == ["x"] * 4 + ["absent"]
    assert store.reads == LOGGED


def test_the_copy_that_zarr_makes_shares_the_log(array_path):
    store = LoggedStore(LocalStore(array_path))  # writable, so mode "r" makes zarr wrap it anew
    array = zarr.open_array(store, mode="r")
    assert array.store is not store
    store.reads.clear()
    assert array[5] == 6
    assert store.reads == [("c/1", 0, 16)]


def test_a_read_is_logged_once(array_path):
    array, store = open_logged(array_path)
    assert [key for key, _, nbytes in store.reads if nbytes] == ["zarr.json"]
    store.reads.clear()
    np.testing.assert_array_equal(array[:], np.arange(1, 9))
    assert sorted(store.reads) == [("c/0", 0, 16), ("c/1", 0, 16)]
    assert store.writes == []


def test_what_is_opened_cannot_be_written(array_path):
    for array in (open_logged(array_path)[0], open_store(LocalStore(array_path))):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1


def test_writes_are_logged():
    store = LoggedStore(MemoryStore())
    array = zarr.create_array(store, shape=(4,), chunks=(2,), dtype="u4", compressors=None)
    store.writes.clear()
    array[:3] = 7
    assert sorted(store.writes) == [("c/0", 8), ("c/1", 8)]


def test_every_way_to_write():
    store = LoggedStore(MemoryStore())

    async def write():
        await store.set_if_not_exists("a", buffer(b"123"))
        await store.set_if_not_exists("a", buffer(b"not stored"))
        await store._set_many([("b", buffer(b"12")), ("c", buffer(b"1"))])

    run_async(write())
    assert store.writes == [("a", 3), ("b", 2), ("c", 1)]
