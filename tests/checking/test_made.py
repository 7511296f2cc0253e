import h5py
import numpy as np
import pytest

from outofcore.checking import AnswerFailed
from outofcore.checking.made import opened
from outofcore.formats import hdf5_guard
from outofcore.units import KIB


def write(path, **options):
    with h5py.File(path, "w") as file:
        file.create_dataset("data", data=np.arange(100), **options)
    return path


def told(path, **options):
    with pytest.raises(AnswerFailed) as error, opened(path, **options) as file:
        file["data"][...]
    return str(error.value)


def test_a_sound_file_is_handed_on(tmp_path):
    with opened(write(tmp_path / "a.h5")) as file:
        np.testing.assert_array_equal(file["data"], np.arange(100))


def test_a_file_that_is_none_is_named(tmp_path):
    empty, other, cut = (tmp_path / name for name in ("empty", "other", "cut.h5"))
    empty.write_bytes(b"")
    other.write_bytes(b"not HDF5")
    cut.write_bytes(write(tmp_path / "a.h5").read_bytes()[:-100])
    assert told(None) == "there is no file at `path` any more"
    assert "the file has 0 bytes" in told(empty)
    for path in (other, cut):
        assert "cannot be read" in told(path)
        assert told(path, doubt="was it copied?").endswith("was it copied?")


def test_what_is_far_too_large_is_not_read(tmp_path):
    large = {"chunks": (2**20,), "maxshape": (None,), "compression": "gzip"}
    assert "expected at most 1.0 KiB" in told(write(tmp_path / "a.h5"), max_bytes=KIB)
    path = write(tmp_path / "b.h5", **large)
    assert "/data has chunks of (1048576,)" in told(path, max_bytes=64 * KIB)


def test_ways_to_other_files_are_refused_unless_the_task_wants_them(tmp_path):
    target, path = write(tmp_path / "a.h5"), tmp_path / "b.h5"
    with h5py.File(path, "w") as file:
        file["data"] = h5py.ExternalLink(str(target), "/data")
    assert told(path) == "/data keeps its values in another file"
    with opened(path, elsewhere=True) as file:
        assert len(file["data"]) == 100


def test_a_file_that_crashes_hdf5_is_told_and_nothing_else_happens(tmp_path, monkeypatch):
    monkeypatch.setattr(hdf5_guard.hdf5, "map_dataset", lambda *_: hdf5_guard.os.abort())
    assert told(write(tmp_path / "a.h5")).startswith("HDF5 cannot read the file: was it closed")
