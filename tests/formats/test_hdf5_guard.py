"""Files that are meant to harm: what they do, they do in the copy."""

import os
import signal
import time

import h5py
import numpy as np
import pytest

from outofcore.formats import hdf5_guard
from outofcore.formats.hdf5_guard import can_be_read, chunk_bytes, first_objects, names_elsewhere
from outofcore.units import MIB


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "a.h5"
    with h5py.File(path, "w") as file:
        file.create_dataset("group/data", data=np.arange(1000), chunks=(100,), compression="gzip")
        file.attrs["unit"] = "um"
    return path


def test_a_sound_file_can_be_read(path):
    assert can_be_read(path, max_bytes=MIB)


@pytest.mark.parametrize(
    "harm",
    [
        lambda *_: os.kill(os.getpid(), signal.SIGSEGV),
        lambda *_: time.sleep(60),
        lambda *_: os.abort(),
    ],
    ids=["crashes", "hangs", "aborts"],
)
def test_what_happens_to_the_copy_is_told(path, monkeypatch, harm):
    """HDF5's own crashes differ from version to version, so they are imitated."""
    monkeypatch.setattr(hdf5_guard.hdf5, "map_dataset", harm)
    assert not can_be_read(path, max_bytes=MIB, max_seconds=0.3)


def test_an_error_that_is_reported_is_no_crash(path):
    with path.open("r+b") as file:
        file.truncate(600)
    assert can_be_read(path, max_bytes=MIB)
    with pytest.raises(OSError, match="truncated"):
        h5py.File(path)


def test_chunks_of_a_terabyte_are_not_read(tmp_path):
    """The layout says 2**40 bytes for ten values that are there."""
    with h5py.File(tmp_path / "a.h5", "w") as file:
        large = {"chunks": (2**28,), "maxshape": (None,), "compression": "gzip"}
        item = file.create_dataset("a", (10,), "f8", **large)
        assert chunk_bytes(item) == 2**31
    assert can_be_read(tmp_path / "a.h5", max_bytes=MIB)


def test_all_ways_to_other_files_are_found(path, tmp_path):
    layout = h5py.VirtualLayout((1000,), "i8")
    layout[:] = h5py.VirtualSource(path, "group/data", (1000,))
    with h5py.File(tmp_path / "b.h5", "w") as file:
        file["own"] = 1
        file["alias"] = h5py.SoftLink("/own")
        file["deep/link"] = h5py.ExternalLink(str(path), "/group/data")
        file.create_virtual_dataset("virtual", layout)
        file.create_dataset("raw", (2,), "u1", external=[(str(tmp_path / "raw"), 0, 2)])
        assert sorted(names_elsewhere(file)) == ["/deep/link", "/raw", "/virtual"]


def test_no_more_than_a_hundred_objects_are_looked_at(tmp_path):
    with h5py.File(tmp_path / "a.h5", "w") as file:
        for number in range(300):
            file.create_group(str(number))
        assert len(first_objects(file)) == hdf5_guard.MOST_OBJECTS
