"""Files that are written behind: whole, in order, and all there after `settle`."""

import errno
import pickle
from concurrent.futures import ThreadPoolExecutor

import pytest

from outofcore.formats import zarr_behind
from outofcore.formats.zarr_behind import MOST, Behind


def names_in(folder):
    return sorted(p.name for p in folder.rglob("*") if p.is_file() and p.name[0] != ".")


def numbered(folder, count):
    return [(folder / f"{n // 10}" / f"{n:04}", bytes([n % 256]) * (n + 1)) for n in range(count)]


def test_all_are_there_after_settle(tmp_path):
    behind, files = Behind(), numbered(tmp_path, 3 * MOST)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda file: behind.write(*file), files))
    behind.settle()
    assert all(path.read_bytes() == data for path, data in files)
    assert names_in(tmp_path) == [path.name for path, _ in files]
    assert list(tmp_path.rglob(".*")) == []
    behind.settle()


def test_names_come_in_order_and_after_the_disk(tmp_path, monkeypatch):
    """At each moment a kill would leave the files that were written first."""
    waited, real = [], zarr_behind.sync

    def sync(beside):
        assert names_in(tmp_path) == [path.name for path, _ in files[: len(waited)]]
        waited.append(beside.name)
        real(beside)

    monkeypatch.setattr(zarr_behind, "sync", sync)
    behind, files = Behind(), numbered(tmp_path, 2 * MOST)
    for number, (path, data) in enumerate(files):
        behind.write(path, data)
        assert number + 1 - len(waited) < MOST
    assert 0 < len(waited) < len(files)
    behind.settle()
    assert [name.split(".")[1] for name in waited] == [path.name for path, _ in files]


def test_a_disk_that_fails_late_is_told_and_the_file_has_no_name(tmp_path, monkeypatch):
    real = zarr_behind.sync

    def sync(beside):
        if ".0002." in beside.name:
            raise OSError(errno.EIO, "Input/output error")
        real(beside)

    monkeypatch.setattr(zarr_behind, "sync", sync)
    behind = Behind()
    for path, data in numbered(tmp_path, 5):
        behind.write(path, data)
    for _ in range(2):
        with pytest.raises(OSError, match="Input/output"):
            behind.settle()
        assert names_in(tmp_path) == ["0000", "0001"]


def test_a_full_disk_leaves_nothing_of_the_file(tmp_path, monkeypatch):
    def full(handle, *_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(zarr_behind, "start_writing", full)
    behind = Behind()
    with pytest.raises(OSError, match="No space"):
        behind.write(tmp_path / "a", b"abc")
    behind.settle()
    assert list(tmp_path.iterdir()) == []


def test_another_process_begins_with_none(tmp_path):
    behind = Behind()
    behind.write(tmp_path / "a", b"abc")
    one, other = pickle.loads(pickle.dumps((behind, behind)))
    assert one is other
    one.settle()
    assert names_in(tmp_path) == []
    behind.settle()
    assert names_in(tmp_path) == ["a"]
