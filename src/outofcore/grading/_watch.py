"""`View`: a box seen from outside, through its own /proc.

A directory descriptor of the /proc inside the box lists every process of its PID namespace, whoever
its parent is, and goes blank when the box ends. So nothing is walked, a fork bomb cannot run away
from the list, and a PID that is used again elsewhere is never taken for one of the box.
"""

import contextlib
import os
from dataclasses import dataclass

from outofcore.grading import _room

PAGE = os.sysconf("SC_PAGE_SIZE")
TICK = os.sysconf("SC_CLK_TCK")
KIB = 1024
FIRST, DRIVER = "1", "2"  # as they are numbered inside


@dataclass(frozen=True)
class Usage:
    """What a box uses, all its processes together, as the kernel counts it.

    Attributes
    ----------
    cpu_seconds : float
        User and system time, with that of the processes that have ended and were waited for.
    rss_bytes : int
        Resident memory of the driver, and of every other process its share of the pages it maps
        (PSS): pages shared since a fork count once. Pages of the box's tmpfs are not in here.
    disk_bytes : int
        What its tmpfs holds: work folder, /tmp and /dev/shm.
    processes : int
        Threads and processes, without the trusted PID 1.
    others_bytes : int
        The part of `rss_bytes` that is not the driver's.
    """

    cpu_seconds: float
    rss_bytes: int
    disk_bytes: int
    processes: int
    others_bytes: int = 0


class View:
    """Descriptors of a box's /proc and work folder, opened through its PID 1.

    Notes
    -----
    They hold the box's tmpfs in memory: `close` when the box has ended.
    """

    def __init__(self, pid):
        root = f"/proc/{pid}/root"
        self._proc = os.open(f"{root}/proc", os.O_RDONLY | os.O_DIRECTORY)
        try:
            self._work = os.open(f"{root}{_room.WORK_FOLDER}", os.O_RDONLY | os.O_DIRECTORY)
        except OSError:
            os.close(self._proc)
            raise

    def close(self):
        """Let go of the box's mounts."""
        for fd in (self._proc, self._work):
            os.close(fd)

    def usage(self, *, exact=True):
        """Return the `Usage` now.

        Unless `exact`, memory is the plain sum of the resident sets: no less, and cheap to ask.
        """
        stats = self._stats()
        disk = os.fstatvfs(self._work)
        students = [pid for pid in stats if pid != FIRST]
        held = {pid: self._held(pid, stats[pid], exact) for pid in students}
        return Usage(
            cpu_seconds=sum(_cpu_seconds(pid, fields) for pid, fields in stats.items()),
            rss_bytes=sum(held.values()),
            disk_bytes=(disk.f_blocks - disk.f_bfree) * disk.f_frsize,
            processes=sum(int(stats[pid][17]) for pid in students),
            others_bytes=sum(held.values()) - held.get(DRIVER, 0),
        )

    def _stats(self):
        """Return the fields of /proc/PID/stat, from the state on, of every process."""
        pids = [name for name in os.listdir(self._proc) if name.isdecimal()]
        found = {}
        for pid in pids:
            text = self._read(f"{pid}/stat")
            if text:  # it may have ended since
                # The name in parentheses is the student's to choose: begin after the last one.
                found[pid] = text.rpartition(b")")[2].split()
        return found

    def _held(self, pid, fields, exact):
        """Return the bytes of memory a process holds besides the tmpfs."""
        resident = int(fields[21]) * PAGE
        if not exact:
            return resident
        if pid == DRIVER:
            return resident - _kib(self._read(f"{pid}/status"), b"RssShmem:")
        rollup = self._read(f"{pid}/smaps_rollup")
        return _kib(rollup, b"Pss:") - _kib(rollup, b"Pss_Shmem:")

    def _read(self, path):
        """Return what a file of the box's /proc says, b"" once its process is gone."""
        with contextlib.suppress(OSError):
            fd = os.open(path, os.O_RDONLY, dir_fd=self._proc)
            try:
                return os.read(fd, 2**16)
            finally:
                os.close(fd)
        return b""


def _cpu_seconds(pid, fields):
    """Return user and system time, own and of the children waited for; of PID 1 only the latter."""
    first = 13 if pid == FIRST else 11
    return sum(int(fields[index]) for index in range(first, 15)) / TICK


def _kib(text, name):
    """Return the bytes that a line "name: 123 kB" stands for, 0 without one."""
    for line in text.splitlines():
        if line.startswith(name):
            return int(line.split()[1]) * KIB
    return 0
