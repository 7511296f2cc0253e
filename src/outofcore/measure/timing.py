"""How long a call takes: warm-ups kept apart, median and quartiles, and the machine it ran on."""

import gc
import importlib.metadata
import os
import platform
import statistics
import time
from dataclasses import dataclass
from pathlib import Path

import psutil

from outofcore.units import GIB

LIBRARIES = ("numpy", "numba", "h5py", "tables", "zarr", "numcodecs", "tifffile", "dask")


@dataclass(frozen=True)
class Timing:
    """Seconds of several calls of one function, and where they were measured.

    Attributes
    ----------
    samples_s : tuple of float
        One entry per call that counts, in the order of the calls.
    warmups_s : tuple of float
        The calls before those: they pay for compiling, importing and filling caches.
    machine : dict
        What `machine` returned then.
    """

    samples_s: tuple
    warmups_s: tuple
    machine: dict

    @property
    def median_s(self):
        """Return the median of the samples."""
        return statistics.median(self.samples_s)

    @property
    def quartiles_s(self):
        """Return the first and the third quartile: half of the samples lie between them."""
        if len(self.samples_s) == 1:
            return self.samples_s * 2
        first, _, third = statistics.quantiles(self.samples_s, n=4, method="inclusive")
        return first, third

    def __str__(self):
        first, third = self.quartiles_s
        n = len(self.samples_s)
        return f"{self.median_s:.3g} s (median of {n}, quartiles {first:.3g} to {third:.3g} s)"


def repeat(function, *, samples=5, warmups=1, before=None):
    """Return the `Timing` of `function()`, called `warmups` and then `samples` times.

    Parameters
    ----------
    function : callable
        Called without arguments. What it returns is let go before the next call begins.
    samples, warmups : int
        At least one sample; warm-ups may be none.
    before : callable, optional
        Called before each call, outside of the clock: for instance what empties the cache.

    Raises
    ------
    ValueError
        For less than one sample or a negative number of warm-ups.

    Notes
    -----
    The garbage collector runs once before all calls and rests during each, as in `timeit`. A median
    says what a call takes usually; the quartiles say how far to trust it on a machine that others
    use.

    >>> timing = repeat(lambda: sum(range(1000)), samples=5, warmups=2)
    >>> len(timing.samples_s), len(timing.warmups_s)
    (5, 2)
    """
    if samples < 1 or warmups < 0:
        raise ValueError(
            f"{samples} samples after {warmups} warm-ups cannot be timed; give at least one sample "
            "and no negative number"
        )
    gc.collect()
    seconds = [_seconds(function, before) for _ in range(warmups + samples)]
    return Timing(tuple(seconds[warmups:]), tuple(seconds[:warmups]), machine())


def machine():
    """Return what a measurement depends on: processor, cores, memory, system and versions.

    >>> machine()["python"] == platform.python_version()
    True
    """
    versions = {name: version for name in LIBRARIES if (version := _version(name))}
    return {
        "processor": _processor(),
        "cores": _cores(),
        "memory": f"{psutil.virtual_memory().total / GIB:.1f} GiB",
        "system": platform.platform(terse=True),
        "python": platform.python_version(),
        **versions,
    }


def _seconds(function, before):
    if before is not None:
        before()
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        start = time.perf_counter()
        function()
        return time.perf_counter() - start
    finally:
        if was_enabled:
            gc.enable()


def _cores():
    """Return how many cores this process may use, which can be fewer than there are."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count()


def _processor():
    info = Path("/proc/cpuinfo")
    if info.exists():
        for line in info.read_text().splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.processor() or platform.machine()


def _version(name):
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None


def settle_disks():
    """Wait until the disks have done what was asked of them, deletions included.

    A file system that tells the disk which blocks are free again (mount option discard) does so in
    the next commit, which may be another measurement's.
    """
    if hasattr(os, "sync"):
        os.sync()
