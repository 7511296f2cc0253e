"""Peak memory: a known allocation is found to within 4 MiB, C buffers included."""

import h5py
import numpy as np
import pytest

from outofcore.measure.memory import peak_memory, watch_peak
from outofcore.units import MIB


def hold(nbytes):
    block = np.ones(nbytes, dtype="u1")
    return int(block[-1])


def hold_briefly(nbytes):
    for _ in range(3):
        hold(nbytes)
    return "done"


@pytest.mark.parametrize("run", range(3))
def test_a_known_allocation_in_a_child(run):
    peak = peak_memory(hold, 100 * MIB)
    assert peak.value == 1
    assert abs(peak.peak_bytes - 100 * MIB) <= 4 * MIB


def test_what_is_freed_counts_once():
    assert abs(peak_memory(hold_briefly, 50 * MIB).peak_bytes - 50 * MIB) <= 4 * MIB


def test_the_peak_in_this_process():
    with watch_peak() as watch:
        hold(100 * MIB)
    assert abs(watch.peak_bytes - 100 * MIB) <= 4 * MIB


def test_memory_that_was_freed_before_does_not_hide_the_peak():
    with pytest.raises(MemoryError):
        np.ones(2**45, dtype="u1")  # glibc's main thread moves on to an arena that is never trimmed
    hold(30 * MIB)  # from now on glibc keeps what is freed, up to 60 MiB
    hold(20 * MIB)
    with watch_peak() as watch:
        hold(20 * MIB)
    assert abs(watch.peak_bytes - 20 * MIB) <= 4 * MIB


def test_buffers_of_hdf5_count(tmp_path):
    """One voxel of a compressed chunk of 64 MiB: all of it is held, out of Python's sight."""
    path = tmp_path / "a.h5"
    with h5py.File(path, "w") as file:
        data = np.zeros((64, 1024, 1024), dtype="u1")
        file.create_dataset("a", data=data, chunks=data.shape, compression="gzip")

    def one_voxel():
        with h5py.File(path) as file:
            return int(file["a"][0, 0, 0])

    assert peak_memory(one_voxel).peak_bytes >= 60 * MIB


def test_a_failing_call_says_why():
    with pytest.raises(RuntimeError, match="the measured call failed: ZeroDivisionError"):
        peak_memory(lambda: 1 / 0)
