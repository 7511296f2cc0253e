"""A set is made in child processes that are killed at chosen moments, then by one that lives.

python killed.py SIZE FOLDER MOMENTS...   with moments such as "before 3,within 4": at the third
rename, then in the middle of the fourth file. Each set of moments gets a folder of its own.
"""

import os
import signal
import sys

from outofcore.datasets.volume import Volume
from outofcore.formats import zarr
from outofcore.produce import plan_data, run_plan


def make(size, folder):
    run_plan(plan_data("volume", size, folder), threads=1)


def die():
    os.kill(os.getpid(), signal.SIGKILL)


def arm(moment):
    """Have this process killed at a moment."""
    where, number = moment.split()
    replace, write, count = os.replace, zarr._write, iter(range(1, 10**6))

    def armed_replace(source, target):
        if not os.path.isdir(os.path.dirname(target)):
            raise FileNotFoundError(target)  # as it would; this one does not count
        now = next(count) == int(number)
        if now and where == "before":
            die()
        replace(source, target)
        if now and where == "after":
            die()

    def armed_write(path, data, durable):
        if next(count) == int(number):
            write(path, memoryview(data).cast("B")[: len(data) // 2], durable)
            die()
        write(path, data, durable)

    if where == "within":
        zarr._write = armed_write
    else:
        os.replace = armed_replace


def in_child(size, folder, moment=None):
    """Make the set in a process of its own, killed at that moment; return whether it survived."""
    child = os.fork()
    if child == 0:
        if moment:
            arm(moment)
        make(size, folder)
        os._exit(0)
    return not os.WIFSIGNALED(os.waitpid(child, 0)[1])


if __name__ == "__main__":
    size, folder, *groups = sys.argv[1:]
    Volume((1, 1, 1)).block((slice(0, 1),) * 3)  # the kernels are loaded once, for all children
    for group in groups:
        for moment in group.split(","):
            survived = in_child(size, f"{folder}/{group}", moment)
            assert not survived, f"{group}: not killed {moment}"
        assert in_child(size, f"{folder}/{group}")
