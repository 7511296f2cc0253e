"""`PlainServer`: the interface of `box.BoxServer` without any isolation, for `--no-sandbox`.

::

    PlainServer -- one warm Python -- fork --> driver, a process like any other of this user
        |                                        |
        |======== one stream socket ============ |

What runs here can read, write and end whatever its user can. The warm Python has imported what
notebooks use, so that a submission starts in milliseconds.
"""

import contextlib
import importlib
import json
import os
import resource
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import psutil

from outofcore.grading._watch import Usage

PRELOAD = ("numpy", "h5py", "outofcore.checking", "outofcore.plotting")
LENGTH = struct.Struct("!I")
START = "import sys; from outofcore.grading import plain; plain.main(int(sys.argv[1]))"


class PlainServer:
    """Starts drivers as plain processes of this user; nothing is isolated.

    Parameters
    ----------
    limits : outofcore.grading.box.Limits
        Of these, the memory per process and the CPU time are set for each driver.
    preload : tuple of str
        Modules that the warm Python imports.
    """

    def __init__(self, *, limits, preload=PRELOAD):
        self.limits = limits
        self._lock = threading.Lock()
        self._control, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-c", START, str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                env={"PATH": os.defpath, "LANG": "C.UTF-8"},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                start_new_session=True,
            )
        self._ask({"op": "preload", "modules": list(preload)})

    def spawn(self, files):
        """Return a `PlainProcess` with `files` (name to bytes) in its work folder."""
        folder = Path(tempfile.mkdtemp(prefix="outofcore-plain-"))
        for name, data in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        ours, theirs = socket.socketpair()
        with theirs:
            limits = [self.limits.memory_bytes, int(self.limits.cpu_seconds)]
            request = {"op": "spawn", "folder": str(folder), "limits": limits}
            pid = self._ask(request, [theirs.fileno()])["pid"]
        return PlainProcess(self, ours, pid, folder)

    def status(self, pid):
        """Return the wait status of a driver, None while it runs."""
        return self._ask({"op": "status", "pid": pid})["status"]

    def close(self):
        """End the warm Python."""
        self._control.close()
        self._process.wait()

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        self.close()

    def _ask(self, request, descriptors=()):
        with self._lock:
            _send(self._control, request, descriptors)
            return _receive(self._control)[0]


class PlainProcess:
    """One driver. Closing it kills its process group and removes its work folder."""

    def __init__(self, server, sock, pid, folder):
        self.socket = sock
        self.pid = pid
        self._server, self._folder = server, folder
        self._status = self._reason = None

    def usage(self):
        """Return the `Usage` of the driver and its children."""
        with contextlib.suppress(psutil.Error):
            driver = psutil.Process(self.pid)
            held, cpu = {}, 0.0  # each looked at once: the driver may grow meanwhile
            for process in [driver, *driver.children(recursive=True)]:
                with contextlib.suppress(psutil.Error):
                    times = process.cpu_times()
                    held[process.pid] = process.memory_info().rss
                    cpu += times.user + times.system + times.children_user + times.children_system
            own, rss = held.get(self.pid, 0), sum(held.values())
            return Usage(cpu, rss, self._disk_bytes(), len(held), rss - own)
        return Usage(0.0, 0, self._disk_bytes(), 0)

    def _disk_bytes(self):
        total = 0
        for folder, _, names in os.walk(self._folder):
            for name in names:
                with contextlib.suppress(OSError):
                    total += os.lstat(os.path.join(folder, name)).st_blocks * 512
        return total

    def alive(self):
        """Tell whether the driver runs."""
        if self._status is None:
            self._status = self._server.status(self.pid)
        return self._status is None

    def kill(self, reason="killed by the grader"):
        """End the driver and what it has started."""
        if self.alive():
            self._reason = reason
            for kill in (os.kill, os.killpg):  # it may not have made its own group yet
                with contextlib.suppress(ProcessLookupError):
                    kill(self.pid, signal.SIGKILL)
            while self.alive():
                threading.Event().wait(0.002)

    def ended(self):
        """Return "" while the driver runs, else why it ended."""
        if self.alive():
            return ""
        if self._reason:
            return self._reason
        code = os.waitstatus_to_exitcode(self._status)
        return f"killed by {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"

    def close(self):
        """End the driver and remove its work folder."""
        self.kill()
        self.socket.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        self.close()


def main(descriptor):
    """Serve `PlainServer` on an inherited socket: the warm Python that drivers are forked from."""
    with socket.socket(fileno=descriptor) as control:
        while True:
            try:
                request, descriptors = _receive(control)
            except EOFError:
                return
            if request["op"] == "preload":
                answer = _preload(request["modules"])
            elif request["op"] == "spawn":
                answer = {"pid": _fork(control, socket.socket(fileno=descriptors[0]), request)}
            else:
                pid, status = os.waitpid(request["pid"], os.WNOHANG)
                answer = {"status": status if pid else None}
            _send(control, answer)


def _preload(modules):
    from outofcore.grading import _driver

    for module in modules:
        importlib.import_module(module)
    _driver.prepare()
    return {}


def _fork(control, sock, request):
    """Fork a driver on `sock`; return its process id."""
    pid = os.fork()
    if pid:
        sock.close()
        return pid
    try:
        from outofcore.grading import _driver

        control.close()
        os.setsid()
        os.chdir(request["folder"])
        os.environ.update(HOME=request["folder"], MPLCONFIGDIR=request["folder"])
        memory, cpu = request["limits"]
        resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu + 5))
        _driver.serve(sock)
    finally:
        os._exit(71)


def _send(sock, document, descriptors=()):
    data = json.dumps(document).encode()
    socket.send_fds(sock, [LENGTH.pack(len(data))], list(descriptors))
    sock.sendall(data)


def _receive(sock):
    head, descriptors, _, _ = socket.recv_fds(sock, LENGTH.size, 1)
    if not head:
        raise EOFError
    data = b""
    while len(data) < LENGTH.unpack(head)[0]:
        part = sock.recv(65536)
        if not part:
            raise EOFError
        data += part
    return json.loads(data), descriptors
