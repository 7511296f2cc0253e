"""`BoxServer` and `BoxProcess`: student code behind walls, started in milliseconds.

```
grader process                        bubblewrap: no network, no home, read-only
  BoxServer ── requests, with fds ──▶ zygote (warm Python)
                                        └─ fork ─▶ PID 1 ── fork ─▶ PID 2 (student's code)
  BoxProcess ◀═ channel: AF_UNIX stream ═════════════════════════▶ entry(socket)
             ◀─ status: ready + pidfds, how it ended ── PID 1
  watchdog   ◀─ the box's own /proc and tmpfs, read from outside
```
The layers, from the outside: bubblewrap shows no file worth reading (`_wall`); each box has PID,
mount, IPC and network namespaces and one small tmpfs (`_room`); PID 2 is an unprivileged user with
hard limits and without capabilities (`_zygote`); a filter refuses system calls (`_seccomp`); the
watchdog here counts what no limit of a single process can (`_watch`). Every server proves them
with real canaries before its first box (`_probes`), or refuses to work.
"""

import contextlib
import socket
import threading
from collections.abc import Mapping
from pathlib import PurePosixPath

from outofcore.grading import _link, _probes, _wall
from outofcore.grading._limits import Limits
from outofcore.grading._link import SandboxRefused
from outofcore.grading._room import WORK_FOLDER
from outofcore.grading._watch import Usage, View

__all__ = ["WORK_FOLDER", "BoxProcess", "BoxServer", "Limits", "SandboxRefused", "Usage"]

ENTRY = "outofcore.grading._driver:serve"
PRELOAD = (
    "numpy",
    "h5py",
    "matplotlib.pyplot",
    "IPython.core.interactiveshell",
    "zarr",
    "dask.array",
    "tifffile",
    "tables",
    "scipy",
    "outofcore.checking",
)

WATCH_SECONDS = 0.05
START_SECONDS, END_SECONDS = 60, 10


class BoxServer:
    """Start boxes, each in a few milliseconds, from one warm Python inside bubblewrap.

    One server for each worker process; a context manager. Any thread may call it.

    Parameters
    ----------
    limits : Limits
        Of every box.
    preload : sequence of str
        Modules the warm Python imports; one that is not installed is left out.
    entry : str
        "module:function" that PID 2 calls with its end of the channel.

    Raises
    ------
    SandboxRefused
        When bubblewrap, libseccomp or the kernel's consent is missing, or a probe found a hole.
    """

    def __init__(self, *, limits: Limits | None = None, preload=PRELOAD, entry: str = ENTRY):
        self.limits = limits or Limits()
        self.entry = entry
        self._lock = threading.Lock()
        self._boxes = set()
        self._closed = threading.Event()
        self._busy = threading.Event()  # set while there are boxes to watch
        self._may_restart = True
        self._link = None
        self._start = lambda: _link.Link(preload=tuple(preload), required=(_module(entry),))
        self._link = self._start()
        self._watchdog = threading.Thread(target=self._watch, name="box-watchdog", daemon=True)
        self._watchdog.start()
        try:
            _probes.prove(self)
        except BaseException:
            self.close()
            raise

    def spawn(self, files: Mapping[str, bytes], *, entry: str | None = None) -> "BoxProcess":
        """Return a new box with `files` in its work folder; its entry waits on the socket.

        Parameters
        ----------
        files : mapping of str to bytes
            Relative path to content. The files belong to the student, who may change them.
        entry : str, optional
            In place of the server's.

        Raises
        ------
        ValueError
            For a path that is absolute or leads out of the folder, and for files that do not fit.
        SandboxRefused
            When the box cannot be set up, or the warm Python died for the second time.
        """
        _check_names(files)
        try:
            return self._spawn(files, entry or self.entry)
        except _link.ZygoteDied:
            self._restart()
        try:
            return self._spawn(files, entry or self.entry)
        except _link.ZygoteDied as error:
            raise SandboxRefused(
                f"the sandbox's Python died twice and is not started again: {error}"
            ) from error

    def close(self) -> None:
        """Kill every box and the warm Python."""
        self._closed.set()
        self._busy.set()
        for box in list(self._boxes):
            box.close()
        self._link.close()
        self._watchdog.join(END_SECONDS)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def _spawn(self, files, entry):
        if self._closed.is_set():
            raise RuntimeError("the server is closed")
        box = BoxProcess(self, files, entry)
        with self._lock:
            self._boxes.add(box)
            self._busy.set()
        return box

    def _restart(self):
        """Replace the warm Python, once in the server's life."""
        with self._lock:
            if self._link.alive():  # another thread was faster
                return
            if not self._may_restart:
                raise SandboxRefused("the sandbox's Python died twice and is not started again")
            self._may_restart = False
            self._link.close()
            self._link = self._start()

    def _forget(self, box):
        with self._lock:
            self._boxes.discard(box)
            if not self._boxes and not self._closed.is_set():
                self._busy.clear()

    def _watch(self):
        """Look at every box twenty times a second, as long as there are any."""
        while not self._closed.is_set():
            self._busy.wait()
            with self._lock:
                boxes = list(self._boxes)
            for box in boxes:
                try:
                    box.enforce(self.limits)
                except Exception as error:  # a box that cannot be watched must not run on
                    box.abandon(f"the watchdog failed: {error}")
            self._closed.wait(WATCH_SECONDS)


class BoxProcess:
    """One box; a context manager: leaving it kills everything in it.

    Attributes
    ----------
    socket : socket.socket
        The grader's end of the channel, a stream. What comes out of it is the student's to forge.
    pid : int
        PID 2, the driver, as the grader sees it.
    """

    def __init__(self, server, files, entry):
        self._server = server
        self._gate = threading.RLock()  # the watchdog and the owner both end boxes
        self._reason = self._ended = ""
        self._usage = Usage(0.0, 0, 0, 0)
        self._view = None
        self._stack = contextlib.ExitStack()
        try:
            self._set_up(server, files, entry)
        except BaseException:
            self._stack.close()
            raise

    def _set_up(self, server, files, entry):
        self.socket, theirs = socket.socketpair()
        self._stack.callback(self.socket.close)
        user = None
        if not server._link.private_user:
            user, lock = _wall.reserve_user()
            self._stack.callback(lock.close)
        settings = {
            "uid": user,
            "entry": entry,
            "rlimits": server.limits.rlimits(),
            "disk_bytes": server.limits.disk_bytes,
            "inodes": server.limits.inodes,
        }
        self._status = self._stack.enter_context(
            _link.Status(server._link, theirs, settings, files, START_SECONDS)
        )
        self.pid = self._status.driver_pid
        try:
            self._view = View(self._status.first_pid)
        except OSError as error:
            raise SandboxRefused(f"the grader cannot look into its own box: {error}") from error
        self._status.go()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def usage(self) -> Usage:
        """Return what the whole box uses, from outside; of one that has ended, what was last seen.

        The processor time of a box that ended by itself is complete.
        """
        with self._gate:
            if not self._ended:
                self._look(exact=True)
            return self._usage

    def alive(self) -> bool:
        """Return whether the driver still runs."""
        return not self._ended and self._status.driver_runs()

    def kill(self, reason: str = "killed by the grader") -> None:
        """End the box at once, with everything in it, and wait until it is gone."""
        with self._gate:
            if self._ended:
                return
            if self.alive():  # else PID 1 is about to say how it ended
                self._reason = reason
                self._look(exact=False)
                self._status.kill()
            self._settle()

    def ended(self, wait_seconds: float = 0) -> str:
        """Return "" while alive, else why it ended; a channel at its end comes a moment earlier.

        "exit code 3", "killed by SIGSEGV", "out-of-memory", "timed-out" (of processor time),
        or the reason given to `kill`.
        """
        if not self._ended:
            self._status.driver_runs(wait_seconds)  # without the gate, which the watchdog needs
        with self._gate:
            if not self._ended and not self.alive():
                self._settle()
            return self._ended

    def close(self) -> None:
        """End the box, and give back what the grader held for it."""
        try:
            self.kill("closed")
        finally:
            self._stack.close()
            self._server._forget(self)

    def enforce(self, limits):
        """Kill the box when all of it together is above the limits; the watchdog's question."""
        with self._gate:
            if self._ended or not self.alive():
                return
            self._look(exact=False)
            if self._held() > limits.tree_bytes:
                self._look(exact=True)  # the plain sum counts pages shared since a fork twice
            if self._held() > limits.tree_bytes:
                self.kill("out-of-memory")
            elif self._usage.cpu_seconds > limits.cpu_seconds:
                self.kill("timed-out")

    def abandon(self, reason):
        """Kill the box without waiting for it."""
        with self._gate, contextlib.suppress(OSError):
            if not self._ended:
                self._reason = reason
                self._status.kill()

    def _held(self):
        return self._usage.rss_bytes + self._usage.disk_bytes

    def _look(self, *, exact):
        seen = self._view.usage(exact=exact)
        if seen.processes:  # else it ended between two reads
            self._usage = seen

    def _settle(self):
        """Note how the box ended, once nothing of it runs any more."""
        end = self._status.wait(END_SECONDS)
        self._view.close()  # it holds the tmpfs in memory
        cpu_seconds = max(self._usage.cpu_seconds, end.get("cpu_seconds", 0.0))
        self._usage = Usage(cpu_seconds, 0, 0, 0)
        self._ended = self._reason or _link.in_words(end)


def _module(entry):
    return entry.partition(":")[0]


def _check_names(files):
    """Raise ValueError for a name that would leave the work folder."""
    for name in files:
        path = PurePosixPath(name)
        if path.is_absolute() or ".." in path.parts or not path.parts or "\0" in name:
            raise ValueError(f"{name!r} is no relative path inside the work folder")
