"""The operating system's own count of a process: for readers whose requests nobody can see.

PyTables opens its files in C, and a memory map reads by touching memory. There is no place to put a
meter; only the process as a whole can be counted, in a process of its own.
"""

from dataclasses import dataclass
from pathlib import Path

from outofcore.measure import _child


@dataclass(frozen=True)
class SystemReads:
    """What the operating system delivered to a process.

    Attributes
    ----------
    bytes, requests : int
        What the process read with system calls, and in how many. A memory map makes none.
    disk_bytes : int
        What had to come from the disk, memory maps and the system's reading ahead included; 0 when
        everything was in the page cache. In whole pages.
    page_faults : int
        How often the process touched memory that was not there yet: of a memory map, or newly
        allocated. One fault may bring many pages.
    """

    bytes: int
    requests: int
    disk_bytes: int = 0
    page_faults: int = 0

    def __sub__(self, other):
        """Return what this one read more than `other`."""
        pairs = zip(_fields(self), _fields(other), strict=True)
        return SystemReads(*(mine - its for mine, its in pairs))


def process_reads(function, *args, prepare=None):
    """Return what the system delivered while `function(*args)` ran, or None where no one counts.

    The call runs in a process of its own, so that nothing else is counted with it.

    Parameters
    ----------
    function : callable
        Files that it opens and modules that it imports count.
    *args : object
        Handed to the function.
    prepare : callable, optional
        Called first, without being counted: opens the file, say. The function then gets what it
        returned as its first argument.

    Raises
    ------
    RuntimeError
        When the function fails there; the message says how.

    Notes
    -----
    From /proc/self/io, so Linux only. The reading of the counter itself is taken off. Reads through
    a memory map show in `disk_bytes` and `page_faults` alone (proc(5)), and nothing says which part
    of the file they were for: start from a cold cache (`outofcore.measure.cache`), and expect more
    than was asked for, because the system reads ahead.
    """
    if not Path("/proc/self/io").exists():
        return None
    result = _child.run(_counted, function, args, prepare)
    if not result.ok:
        raise RuntimeError(f"the measured call failed: {result.error}")
    return SystemReads(*result.value)


def _counted(function, args, prepare):
    """Run in the child: return the fields of the `SystemReads` of `function(*args)`."""
    if prepare is not None:
        args = (prepare(), *args)
    first, start = _process_io(), _process_io()
    function(*args)
    end = _process_io()
    return _fields((end - start) - (start - first))


def _process_io():
    """Return the `SystemReads` of this process so far."""
    import resource

    lines = Path("/proc/self/io").read_text().splitlines()
    fields = {name: int(value) for name, value in (line.split(": ") for line in lines)}
    usage = resource.getrusage(resource.RUSAGE_SELF)
    faults = usage.ru_minflt + usage.ru_majflt
    return SystemReads(fields["rchar"], fields["syscr"], fields["read_bytes"], faults)


def _fields(reads):
    return (reads.bytes, reads.requests, reads.disk_bytes, reads.page_faults)
