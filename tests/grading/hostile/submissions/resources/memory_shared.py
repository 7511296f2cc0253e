"""Keeps memory where no process seems to own it: /dev/shm, shared maps, deleted files.

Outcome: graded
Earns: 6
Refused: 3
"""

import mmap
import os
from multiprocessing.shared_memory import SharedMemory

from tools import attempt, total


def deleted():
    for number in range(100):
        handle = os.open(f"/tmp/{number}", os.O_CREAT | os.O_RDWR)
        os.unlink(f"/tmp/{number}")
        for _ in range(15):
            os.write(handle, bytes(2**20))


def shared():
    block = SharedMemory(create=True, size=2**30)
    block.close()


attempt("a shared map", mmap.mmap, -1, 2**20)
attempt("a shared block", shared)
attempt("deleted files", deleted)
for fd in range(10, 60):
    try:
        if "deleted" in os.readlink(f"/proc/self/fd/{fd}"):
            os.close(fd)
    except OSError:
        pass
