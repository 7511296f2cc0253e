"""A call under a memory budget: it returns, or says in words what went wrong. The parent lives."""

import os
import resource
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import h5py
import numpy as np
import pytest

from outofcore.measure.budget import run_within
from outofcore.units import MIB


def from_a_notebook(code, name="f"):
    """Return a function as a notebook cell makes it: its module is __main__."""
    namespace = {"__name__": "__main__", "np": np, "h5py": h5py, "os": os, "signal": signal}
    exec(code, namespace)
    return namespace[name]


def test_a_call_that_fits():
    outcome = run_within(32 * MIB, from_a_notebook("def f(n): return np.ones(n, 'u1').sum()"), 1000)
    assert (outcome.value, outcome.error) == (1000, None)
    assert outcome.peak_bytes < 32 * MIB
    assert "Within the budget of 32.0 MiB" in outcome.explanation


def test_a_call_that_does_not_fit_is_explained_and_the_parent_is_untouched():
    before = resource.getrlimit(resource.RLIMIT_DATA)
    outcome = run_within(16 * MIB, from_a_notebook("def f(): return np.ones(60 * 2**20, 'u1')"))
    assert outcome.error == "memory"
    assert "Stopped at the budget of 16.0 MiB" in outcome.explanation
    assert "Unable to allocate 60.0 MiB" in outcome.explanation
    assert resource.getrlimit(resource.RLIMIT_DATA) == before
    assert np.ones(60 * MIB, "u1").sum() == 60 * MIB


def test_buffers_of_hdf5_count(tmp_path):
    path = tmp_path / "a.h5"
    with h5py.File(path, "w") as file:
        data = np.zeros((64, 2**20), "u1")
        file.create_dataset("a", data=data, chunks=data.shape, compression="gzip")
    f = from_a_notebook("def f(path):\n with h5py.File(path) as g: return int(g['a'][0, 0])")
    assert run_within(160 * MIB, f, path).value == 0
    outcome = run_within(16 * MIB, f, path)
    assert outcome.error == "failed"
    assert "could not unpack a chunk within 16.0 MiB" in outcome.explanation


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("def f(): return 1 / 0", "ZeroDivisionError: division by zero (line 1 of f)"),
        ("def f(): raise SystemExit(3)", "SystemExit: 3"),
        ("def f():\n while True: pass", "did not return within 2 s"),
        ("def f(): os._exit(3)", "ended itself with exit code 3"),
        ("def f(): os.kill(os.getpid(), signal.SIGSEGV)", "ended by SIGSEGV"),
        ("lock = __import__('threading').Lock()\ndef f(): return lock", "cannot be carried"),
    ],
)
def test_what_goes_wrong_is_said(code, words):
    outcome = run_within(64 * MIB, from_a_notebook(code), timeout_s=2)
    assert outcome.error == "failed"
    assert words in outcome.explanation


def test_an_open_file_cannot_be_carried(tmp_path):
    with h5py.File(tmp_path / "a.h5", "w") as file:
        file["a"] = np.arange(3)
        outcome = run_within(64 * MIB, lambda: file["a"][0])
    assert "because of 'file', of type File" in outcome.explanation
    assert "open files and data sets inside the function" in outcome.explanation


def test_the_thing_that_cannot_be_carried_is_named_even_in_a_helper():
    code = "import threading\nlock = threading.Lock()\ndef g(): return lock\ndef f(): return g()"
    outcome = run_within(64 * MIB, from_a_notebook(code))
    assert "because of 'lock', of type lock" in outcome.explanation


def test_a_value_that_cannot_be_carried_back():
    outcome = run_within(64 * MIB, from_a_notebook("def f(): return (i for i in range(3))"))
    assert "returned what cannot be carried back" in outcome.explanation


def test_memory_that_hdf5_could_not_get_counts_as_memory(tmp_path):
    path = tmp_path / "a.h5"
    with h5py.File(path, "w") as file:
        file.create_dataset("a", data=np.zeros((32, 2**20), "u1"), chunks=(32, 2**20))

    def f():
        with h5py.File(path, rdcc_nbytes=64 * 2**20) as file:
            return int(file["a"][0, 0])

    assert run_within(8 * MIB, f).error == "memory"


def test_what_a_call_started_ends_with_it():
    """A process that holds the output open must not hold up the caller."""
    code = "import subprocess\ndef f():\n print(subprocess.Popen(['sleep', '600']).pid)\n return 5"
    outcome = run_within(64 * MIB, from_a_notebook(code))
    assert outcome.value == 5
    stat, give_up = Path("/proc", outcome.output.strip(), "stat"), time.monotonic() + 10
    while stat.exists() and stat.read_text().rsplit(")")[1].split()[0] != "Z":
        assert time.monotonic() < give_up, "the process lives on"
        time.sleep(0.01)


def test_a_matrix_product_takes_a_buffer_that_counts():
    code = "def f():\n a = np.ones((300, 300))\n return float((a @ a)[0, 0])"
    assert run_within(48 * MIB, from_a_notebook(code)).value == 300
    assert run_within(16 * MIB, from_a_notebook(code)).error == "memory"


def test_a_hard_limit_below_the_budget():
    code = (
        "import resource; resource.setrlimit(resource.RLIMIT_DATA, (2**32, 2**32))\n"
        "from outofcore.measure.budget import run_within; print(run_within(2**33, len, []).value)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "0\n"


def test_ten_megabytes_of_print_are_cut():
    outcome = run_within(64 * MIB, from_a_notebook("def f(): print('x' * 10_000_000)"))
    assert outcome.error is None
    assert len(outcome.output) == 64 * 1024


def test_a_budget_of_nothing():
    with pytest.raises(ValueError, match="a budget of 0 bytes holds nothing"):
        run_within(0, print)


def start_threads(count):
    threads = [threading.Thread(target=time.sleep, args=(0.5,)) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_threads_that_find_no_room_are_a_lack_of_memory():
    """Each wants 8 MiB for its stack."""
    outcome = run_within(96 * MIB, start_threads, 100)
    assert outcome.error == "memory"
    assert "new thread" in outcome.explanation


def wait_for_a_dead_thread():
    """What Thread.start does when the thread dies of hunger before it says that it has started."""
    print("MemoryError", file=sys.stderr)
    threading.Event().wait()


def test_a_call_that_waits_for_a_starved_thread_is_a_lack_of_memory():
    outcome = run_within(96 * MIB, wait_for_a_dead_thread, timeout_s=3)
    assert outcome.error == "memory"
    assert "a thread ran out of memory" in outcome.explanation
