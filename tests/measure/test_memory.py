"""Peak memory: a known allocation is found to within 4 MiB, C buffers included."""

import h5py
import numcodecs
import numpy as np
import pytest

from outofcore.measure.memory import peak_memory, watch_peak
from outofcore.units import KIB, MIB


def hold(nbytes):
    block = np.ones(nbytes, dtype="u1")
    return int(block[-1])


def hold_briefly(nbytes):
    for _ in range(3):
        hold(nbytes)
    return "done"


def hold_in_hdf5(path):
    """Read one voxel of a chunk of 100 MiB: HDF5 fetches all of it, into a buffer of its own."""
    with h5py.File(path, rdcc_nbytes=101 * MIB, rdcc_nslots=11) as file:
        return int(file["a"][0])


def hold_in_a_codec(packed):
    return numcodecs.Zstd().decode(packed)[-1]


def peaks_of(function, argument, runs):
    """Return the peaks of several runs in one process, after one that loads the libraries."""
    function(argument)
    peaks = []
    for _ in range(runs):
        with watch_peak() as watch:
            function(argument)
        peaks.append(watch.peak_bytes)
    return peaks


@pytest.fixture(scope="module")
def known(tmp_path_factory):
    """Return three ways to hold 100 MiB: in NumPy, in HDF5's buffer, in a codec's."""
    path, zeros = tmp_path_factory.mktemp("known") / "a.h5", np.zeros(100 * MIB, "u1")
    with h5py.File(path, "w") as file:
        file.create_dataset("a", data=zeros, chunks=zeros.shape)
    packed = numcodecs.Zstd().encode(zeros)
    return {
        "numpy": (hold, 100 * MIB),
        "hdf5": (hold_in_hdf5, path),
        "codec": (hold_in_a_codec, packed),
    }


@pytest.mark.parametrize("kind", ["numpy", "hdf5", "codec"])
def test_thirty_runs_of_a_known_allocation(known, kind):
    """Three times thirty runs, all within 4 MiB; those of one kind share a child process."""
    found = peak_memory(peaks_of, *known[kind], 30).value
    assert len(found) == 30
    assert all(abs(peak - 100 * MIB) <= 4 * MIB for peak in found), found


@pytest.mark.parametrize("kind", ["numpy", "hdf5", "codec"])
def test_a_known_allocation_in_a_child_of_its_own(known, kind):
    peak = peak_memory(*known[kind])
    assert peak.value in (0, 1)
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


@pytest.mark.parametrize("nbytes", [100 * KIB, MIB], ids=["below the threshold", "above it"])
def test_many_small_blocks_that_were_freed_before_do_not_hide_the_peak(nbytes):
    """What is free at the end of such an arena would serve them, whatever their size."""
    hold(30 * MIB)  # from now on glibc keeps what is freed
    with pytest.raises(MemoryError):
        np.ones(2**45, dtype="u1")
    _blocks(nbytes, 40 * MIB)
    with watch_peak() as watch:
        _blocks(nbytes, 20 * MIB)
    assert abs(watch.peak_bytes - 20 * MIB) <= 4 * MIB


def _blocks(nbytes, total):
    return len([bytearray(nbytes) for _ in range(total // nbytes)])


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


def test_garbage_of_earlier_work_does_not_hide_what_is_held():
    """A cycle that is given back meanwhile would be taken off from what the block holds."""

    class Node:
        """Refers to itself, so that only the collector of cycles gives it back."""

    node = Node()
    node.itself, node.data = node, np.ones(32 * MIB, "u1")
    del node
    with watch_peak() as watch:
        small = [[] for _ in range(50_000)]  # sets the collector off
        large = np.ones(16 * MIB, "u1")
    assert len(small) + large.size > 0
    assert watch.peak_bytes >= 16 * MIB
