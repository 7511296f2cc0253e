"""Memory against time: how much a call holds from moment to moment."""

import os
import signal
import struct
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from outofcore.measure import _child

SAMPLE = struct.Struct("dq")  # seconds on the monotonic clock, resident bytes


@dataclass(frozen=True)
class Trace:
    """What a call returned, and the memory it held while it ran.

    Attributes
    ----------
    value : object
        What the call returned.
    seconds : ndarray of float64, shape (n,)
        When memory was looked at, from the start of the call.
    held_bytes : ndarray of int64, shape (n,)
        Resident memory above that at the start.
    """

    value: object
    seconds: np.ndarray
    held_bytes: np.ndarray


def trace_memory(function, *args, every_s=0.001):
    """Return the `Trace` of `function(*args)`, run in a process of its own.

    Parameters
    ----------
    function : callable
        May come from a notebook. It must open its files itself.
    every_s : float
        The time between two looks. A peak that is shorter can be missed: `peak_memory` misses none.

    Raises
    ------
    RuntimeError
        When the function fails there; the message says how.
    OSError
        Where there is no /proc to look at (macOS, Windows).

    Notes
    -----
    A small process beside the call reads /proc/PID/statm (proc(5)), so the call itself is not held
    up, in C code neither.
    """
    if not Path("/proc/self/statm").exists():
        raise OSError("memory can be traced only where there is /proc: on Linux or WSL2")
    result = _child.run(_traced, function, args, every_s)
    if not result.ok:
        raise RuntimeError(f"the traced call failed: {result.error}")
    return Trace(*result.value)


def _traced(function, args, every_s):
    """Run in the child: return the value, the seconds and the bytes above the start."""
    with tempfile.TemporaryFile() as log:
        watcher = os.fork()
        if watcher == 0:
            _watch(os.getppid(), log.fileno(), every_s)
        _wait_for_first(log)
        start = time.monotonic()
        try:
            value = function(*args)
        finally:
            os.kill(watcher, signal.SIGKILL)
            os.waitpid(watcher, 0)
        log.seek(0)
        seconds, held = zip(*SAMPLE.iter_unpack(_whole_samples(log.read())), strict=True)
    seconds, held = np.array(seconds) - start, np.array(held)
    return value, seconds, held - held[0]


def _watch(pid, log, every_s):
    """Write samples of the process `pid` to the file `log` until killed or orphaned."""
    page, statm = os.sysconf("SC_PAGE_SIZE"), os.open(f"/proc/{pid}/statm", os.O_RDONLY)
    while os.getppid() == pid:
        resident = int(os.pread(statm, 100, 0).split()[1]) * page
        os.write(log, SAMPLE.pack(time.monotonic(), resident))
        time.sleep(every_s)
    os._exit(0)


def _wait_for_first(log):
    while os.fstat(log.fileno()).st_size < SAMPLE.size:
        time.sleep(0.0005)


def _whole_samples(data):
    return data[: len(data) // SAMPLE.size * SAMPLE.size]
