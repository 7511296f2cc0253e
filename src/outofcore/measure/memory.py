"""Peak memory: how much a call holds at its worst moment, C buffers included."""

import contextlib
import ctypes
import gc
import os
import sys
from dataclasses import dataclass
from pathlib import Path

from outofcore.measure import _child
from outofcore.units import KIB, format_bytes

M_TRIM_THRESHOLD, M_MMAP_THRESHOLD = -1, -3  # from malloc.h
STATUS, CLEAR = Path("/proc/self/status"), Path("/proc/self/clear_refs")


@dataclass(frozen=True)
class Peak:
    """The result of a call and the memory it held.

    Attributes
    ----------
    value : object
        What the call returned.
    peak_bytes : int
        Resident memory at the worst moment above the baseline.
    baseline_bytes : int
        Resident memory of the process just before the call.
    """

    value: object
    peak_bytes: int
    baseline_bytes: int

    def __str__(self):
        return f"{format_bytes(self.peak_bytes)} held at the worst moment"


@dataclass
class Watch:
    """Filled in when `watch_peak` ends; None where the system cannot tell."""

    peak_bytes: int | None = None


@contextlib.contextmanager
def watch_peak():
    """Yield a `Watch` whose `peak_bytes` is the memory the block held above its start.

    Notes
    -----
    Writing 5 to /proc/self/clear_refs resets the kernel's high-water mark VmHWM (proc(5)). Watches
    do not nest: the inner one resets the mark of the outer one. Off Linux the answer is None.

    Python's collector of cycles rests meanwhile: it would give back what earlier work left, and
    the block would seem to hold that much less.
    """
    watch = Watch()
    if not _can_reset():
        yield watch
        return
    was_collecting = gc.isenabled()
    gc.disable()
    before = _start_afresh()
    try:
        yield watch
    finally:
        if was_collecting:
            gc.enable()
        watch.peak_bytes = max(_status("VmHWM") - before, 0)


def peak_memory(function, *args, **kwargs):
    """Return the `Peak` of `function(*args, **kwargs)`, run in a process of its own.

    Raises
    ------
    RuntimeError
        When the function fails there; the message says how.
    OSError
        Where the system has no peak-memory accounting for a process (Windows).

    >>> peak_memory(len, bytes(10)).value
    10
    """
    result = _child.run(_held, function, args, kwargs)
    if not result.ok:
        raise RuntimeError(f"the measured call failed: {result.error}")
    return Peak(*result.value)


def _held(function, args, kwargs):
    """Run in the child: return the value, the peak above the baseline, and the baseline."""
    if _can_reset():
        baseline = _start_afresh()
        value = function(*args, **kwargs)
        return value, max(_status("VmHWM") - baseline, 0), baseline
    if sys.platform == "win32":
        raise OSError("peak memory of a call cannot be measured on Windows; use WSL2")
    import resource

    unit = 1 if sys.platform == "darwin" else 1024
    baseline = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
    value = function(*args, **kwargs)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
    return value, peak - baseline, baseline


def give_back_free_memory():
    """Return to the system what this process has freed, and let larger blocks come and go alone.

    glibc keeps tens of MiB of what was freed, and a call that is served from there would seem to
    take nothing. So free memory goes back to the system first, and from here on every block of
    128 KiB or more is a mapping of its own, which comes and goes with the block (mallopt(3)). That
    is glibc's own rule at the start of a process; it is bent only later, by large blocks.

    After an allocation that failed, a thread goes on in an arena of its own, and malloc_trim leaves
    what is free at the end of such arenas. A free() of 64 KiB or more gives that back, down to
    M_TRIM_THRESHOLD (`heap_trim` in glibc's arena.c).
    """
    with contextlib.suppress(AttributeError):  # other C libraries have none of it
        libc = ctypes.CDLL(None)
        libc.mallopt(M_MMAP_THRESHOLD, 128 * KIB)
        libc.mallopt(M_TRIM_THRESHOLD, 128 * KIB)
        libc.malloc_trim(0)
        libc.malloc.restype = ctypes.c_void_p
        libc.free(ctypes.c_void_p(libc.malloc(100 * KIB)))


def _start_afresh():
    """Reset the high-water mark and return the resident memory in bytes."""
    give_back_free_memory()
    baseline = _status("VmRSS")
    CLEAR.write_text("5")
    return baseline


def _can_reset():
    return os.access(CLEAR, os.W_OK) and STATUS.exists()  # /proc may be mounted read-only


def _status(field):
    """Return a size field of /proc/self/status in bytes."""
    for line in STATUS.read_text().splitlines():
        if line.startswith(field + ":"):
            return int(line.split()[1]) * 1024
    raise OSError(f"{STATUS} has no field {field}")
