"""`Limits`: what one submission may use."""

from dataclasses import dataclass

from outofcore.units import GIB, MIB

ADDRESS_SLACK = 16 * GIB  # reserved but untouched: thread stacks and malloc arenas


@dataclass(frozen=True)
class Limits:
    """What one submission may use. Where a limit is the kernel's, student code cannot raise it.

    Attributes
    ----------
    cell_seconds : float
        Wall time of one cell; kept by who runs the cells.
    call_seconds : float
        Wall time of one call of a student's function by a check; likewise.
    total_seconds : float
        Wall time of the whole notebook; likewise.
    cpu_seconds : float
        Processor time of the box, all processes together.
    memory_bytes : int
        Private writable memory of one process (RLIMIT_DATA): beyond it, MemoryError.
    tree_bytes : int
        Resident memory of the box with its tmpfs: beyond it the box is killed.
    processes : int
        Processes and threads.
    open_files : int
        Descriptors of one process.
    file_bytes : int
        Length of one file.
    disk_bytes, inodes : int
        Of the box's tmpfs: work folder, /tmp and /dev/shm together.
    output_bytes : int
        What a notebook may print and display; kept by who runs the cells.
    frame_bytes : int
        One message on the channel; kept by who reads it.
    """

    cell_seconds: float = 60
    call_seconds: float = 10
    total_seconds: float = 300
    cpu_seconds: float = 300
    memory_bytes: int = 2 * GIB
    tree_bytes: int = 3 * GIB
    processes: int = 64
    open_files: int = 256
    file_bytes: int = 256 * MIB
    disk_bytes: int = 512 * MIB
    inodes: int = 10_000
    output_bytes: int = 2 * MIB
    frame_bytes: int = 256 * MIB

    def rlimits(self):
        """Return the limits the kernel keeps per process, by their names in `resource`.

        >>> Limits(open_files=32).rlimits()["RLIMIT_NOFILE"]
        32
        """
        return {
            "RLIMIT_DATA": self.memory_bytes,
            # Page tables of huge read-only maps are in nobody's resident set.
            "RLIMIT_AS": self.memory_bytes + ADDRESS_SLACK,
            "RLIMIT_NPROC": self.processes,
            "RLIMIT_NOFILE": self.open_files,
            "RLIMIT_FSIZE": self.file_bytes,
            "RLIMIT_CPU": int(self.cpu_seconds) + 5,  # the watchdog comes first
            "RLIMIT_STACK": 8 * MIB,
            "RLIMIT_MEMLOCK": MIB // 16,
            "RLIMIT_SIGPENDING": 1024,
            "RLIMIT_MSGQUEUE": 0,
            "RLIMIT_CORE": 1,  # with 0, a core_pattern that is a pipe still starts its program
        }
