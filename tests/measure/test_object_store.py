"""The object store on loopback: real requests, counted by the server, and nothing left behind."""

import importlib.util
import subprocess

import numpy as np
import pytest
import zarr

from outofcore.measure import object_store
from outofcore.measure.object_store import NoObjectStore, get_range, put_if_absent, serving

needs_server = pytest.mark.skipif(
    bool(object_store.what_is_missing()), reason=object_store.what_is_missing()
)


@pytest.fixture(scope="module")
def server():
    with serving() as server:
        yield server


@needs_server
def test_the_server_counts_what_zarr_asks(server):
    data = np.arange(1, 401, dtype="u2").reshape(20, 20)
    zarr.create_array(server.open("counted"), data=data, chunks=(4, 4), compressors=None)
    array = zarr.open_array(server.open("counted", read_only=True), mode="r", zarr_format=3)
    before = len(server.requests())
    assert np.array_equal(array[:8, :5], data[:8, :5])
    new = server.requests()[before:]
    keys = {f"/course/counted/c/{y}/{x}" for y in (0, 1) for x in (0, 1)}
    assert {(r.method, r.path, r.status) for r in new} == {("GET", key, 200) for key in keys}
    assert len(new) == 4


@needs_server
def test_parts_of_an_object(server):
    zarr.create_array(server.open("part"), data=np.arange(100, dtype="u1"), compressors=None)
    url = server.url("part/c/0")
    assert get_range(url, "bytes=10-12") == (206, bytes([10, 11, 12]))
    assert get_range(url, "bytes=-2") == (206, bytes([98, 99]))
    assert get_range(server.url("absent"), "bytes=0-1")[0] == 404


@needs_server
def test_the_second_of_two_writers_is_told(server):
    url = server.url("commit")
    assert [put_if_absent(url, data) for data in (b"first", b"second")] == [200, 412]
    assert get_range(url, "bytes=0-") == (206, b"first")


@needs_server
def test_nothing_is_left_behind(monkeypatch):
    started, popen = [], subprocess.Popen
    monkeypatch.setattr(
        subprocess, "Popen", lambda *a, **k: started.append(popen(*a, **k)) or started[-1]
    )
    with pytest.raises(KeyError), serving() as server:
        raise KeyError("the lesson ends early")
    assert started[0].poll() is not None
    assert not server.log.exists()


def test_without_the_packages_it_says_how_to_get_them(monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(NoObjectStore, match=r"pip install \"moto\[server\]\" \"obstore\""):
        serving().__enter__()


@needs_server
def test_a_server_that_does_not_start_says_why(monkeypatch):
    monkeypatch.setattr(object_store, "SERVE", "raise SystemExit('no such luck')")
    with pytest.raises(NoObjectStore, match="no such luck"):
        serving().__enter__()
