"""The page cache: a file can be dropped, warmed, and asked how much of it is there."""

import mmap
import os
import sys
from pathlib import Path

import numpy as np
import pytest

from outofcore.measure import cache
from outofcore.measure.system import process_reads
from outofcore.units import MIB

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="posix_fadvise and mincore")
PAGES = 2000
MEMORY = Path("/dev/shm")


def on_disk(path):
    """Skip a test where temporary files lie in memory: there is nothing to drop."""
    with open(path, "rb") as file:
        os.fsync(file.fileno())
    cache.drop_cache(path)
    if cache.cached_share(path) > 0:
        pytest.skip("the temporary folder is in memory")
    return path


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "a.bin"
    path.write_bytes(os.urandom(PAGES * mmap.PAGESIZE - 100))  # the last page is ragged
    return on_disk(path)


def test_cold_and_warm(path):
    cache.cold(path)
    assert cache.cached_share(path) == 0.0
    cache.warm(path)
    assert cache.cached_share(path) == 1.0
    cache.cold(path)
    assert cache.cached_share(path) == 0.0


def test_what_was_just_written_is_dropped_too(path):
    content = path.read_bytes()
    path.write_bytes(content[::-1])
    cache.cold(path)
    assert path.read_bytes() == content[::-1]


def test_a_part_is_a_share(path):
    with open(path, "rb") as file:
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_RANDOM)  # no reading ahead
        for page in range(0, PAGES, 4):
            os.pread(file.fileno(), 1, page * mmap.PAGESIZE)
    assert cache.cached_share(path) == pytest.approx(0.25)


def test_windows_of_a_large_file_add_up(path, monkeypatch):
    with open(path, "rb") as file:
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_RANDOM)
        os.pread(file.fileno(), 10 * mmap.PAGESIZE, 0)
    monkeypatch.setattr(cache, "WINDOW", 7 * mmap.PAGESIZE)
    assert cache.cached_share(path) == 10 / PAGES


def test_a_folder_is_all_of_its_files(path):
    (path.parent / "deep").mkdir()
    (path.parent / "deep" / "b.bin").write_bytes(bytes(PAGES * mmap.PAGESIZE))
    assert cache.cached_share(path.parent) == 0.5
    cache.cold(path.parent)
    assert cache.cached_share(path.parent) == 0.0
    cache.warm(path.parent)
    assert cache.cached_share(path.parent) == 1.0


def test_an_empty_file_is_there(tmp_path):
    (tmp_path / "a").touch()
    cache.cold(tmp_path / "a")
    assert cache.cached_share(tmp_path / "a") == 1.0


@pytest.mark.parametrize("function", [cache.drop_cache, cache.cached_share, cache.cold, cache.warm])
def test_a_missing_file_is_named(tmp_path, function):
    with pytest.raises(FileNotFoundError, match=r"no file or folder at .*nowhere"):
        function(tmp_path / "nowhere")


def test_what_is_mapped_stays_and_is_said(path):
    mapped = np.memmap(path, mode="r")
    assert mapped.sum() > 0
    with pytest.raises(OSError, match=r"100% of .*a\.bin is still in memory; close what has it"):
        cache.cold(path)


@pytest.mark.skipif(not MEMORY.is_dir(), reason="no file system in memory")
def test_a_file_in_memory_cannot_be_cold(request):
    path = MEMORY / f"outofcore-test-{os.getpid()}"
    request.addfinalizer(path.unlink)
    path.write_bytes(bytes(MIB))
    with pytest.raises(OSError, match="a tmpfs is memory"):
        cache.cold(path)


def test_only_a_cold_read_comes_from_the_disk(path):
    cache.cold(path)
    cold = process_reads(path.read_bytes)
    warm = process_reads(path.read_bytes)
    assert cold.bytes == warm.bytes >= path.stat().st_size
    assert cold.disk_bytes >= path.stat().st_size
    assert warm.disk_bytes < 64 * 1024  # a page of the program itself may have to come back


def test_a_memory_map_shows_as_page_faults_and_disk_bytes_only(path):
    def total(mapped):
        return int(mapped.sum())

    def prepare():
        mapped = np.memmap(path, mode="r")
        mapped[:0].sum()  # what numpy needs itself is there
        return mapped

    cache.cold(path)
    cold = process_reads(total, prepare=prepare)
    assert (cold.bytes, cold.requests) == (0, 0)
    assert cold.disk_bytes >= path.stat().st_size
    assert 0 < cold.page_faults <= PAGES + 100
