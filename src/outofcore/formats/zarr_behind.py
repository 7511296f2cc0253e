"""Files that reach the disk behind the back of who writes them, many at a time.

A file that is written, waited for and renamed before the next one begins keeps the disk waiting,
too. Here the disk begins with each file at once, and the wait comes when some dozens are under way.
"""

import threading
import uuid
from collections import deque
from pathlib import Path

from outofcore.direct import start_writing
from outofcore.formats.zarr import move_into_place, sync

MOST = 32  # files under way; so many more, and whoever writes waits


class Behind:
    """Writes files beside their names, and renames them when they are on the disk.

    They get their names in the order in which they were written: after a power cut or a kill at any
    moment a file that is there is whole, and all that were written before it are there. Several
    threads may write.
    """

    def __init__(self):
        self._waiting, self._moving = deque(), threading.Lock()

    def __reduce__(self):
        return Behind, ()  # another process has files of its own to wait for

    def write(self, path, data):
        """Write bytes that will have the name `path`, at the latest after `settle`."""
        path = Path(path)
        beside = path.parent / f".{path.name}.{uuid.uuid4().hex}.part"
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            _write(beside, memoryview(data).cast("B"))
        except BaseException:
            beside.unlink(missing_ok=True)
            raise
        self._waiting.append((beside, path))
        if len(self._waiting) >= MOST:
            self._move(MOST // 2, wait=len(self._waiting) >= 2 * MOST)

    def settle(self):
        """Wait for the disk until all files have their names.

        Raises
        ------
        OSError
            When a file did not get onto the disk.
        """
        self._move(0, wait=True)

    def _move(self, rest, *, wait):
        """Give files their names, the oldest first, until so many wait; one thread at a time."""
        if not self._moving.acquire(blocking=wait):
            return
        try:
            while len(self._waiting) > rest:
                beside, path = self._waiting[0]
                sync(beside)
                move_into_place(beside, path)
                self._waiting.popleft()
        finally:
            self._moving.release()


def _write(path, data):
    with open(path, "wb", buffering=0) as file:
        done = 0
        while done < len(data):  # a full disk may take a part of it first, and complain then
            done += file.write(data[done:])
        start_writing(file.fileno())
