"""`prove`: attack a real box with real canaries, and refuse to grade where one is reached.

The grader's side lays out the canaries: a secret file in the temporary folder and in the home, a
TCP listener, two unix sockets. The box's side, `attempt`, is started like a student's code and
tries to get at them. What it reports is then compared here, and for the canaries with what they saw
themselves.
"""

import contextlib
import ctypes
import errno
import json
import mmap
import os
import resource
import secrets
import signal
import socket
import tempfile
import threading
from pathlib import Path

from outofcore.grading import _link, _room, _wall

ENTRY = "outofcore.grading._probes:attempt"
ORDERS = "probes.json"
ANSWER_BYTES, ANSWER_SECONDS = 2**16, 30
CLONE_NEWUSER, PTRACE_TRACEME = 0x10000000, 0


def prove(server):
    """Return the names of the probes that a box of `server` passed: all of them.

    Raises
    ------
    SandboxRefused
        When one did not; the message names it and says what was possible.
    """
    with _Canaries() as canaries:
        orders = canaries.orders() | {"rlimits": server.limits.rlimits()}
        orders |= {"disk_bytes": server.limits.disk_bytes, "inodes": server.limits.inodes}
        files = {ORDERS: json.dumps(orders).encode()}
        with server.spawn(files, entry=ENTRY) as box:
            found = _answer(box)
        found["canaries-unheard"] = canaries.heard()
    holes = {name: hole for name, hole in found.items() if hole}
    if holes:
        words = "; ".join(f"{name}: {hole}" for name, hole in holes.items())
        raise _link.refuse(f"the sandbox does not hold here. Probes that failed: {words}")
    return list(found)


def _answer(box):
    """Return what the box reports, {probe: what it could do, or ""}."""
    box.socket.settimeout(ANSWER_SECONDS)
    text = b""
    with contextlib.suppress(OSError):
        while len(text) < ANSWER_BYTES and (part := box.socket.recv(ANSWER_BYTES)):
            text += part
    try:
        found = json.loads(text)
    except ValueError:
        how = box.ended(wait_seconds=1) or "they hang"
        raise _link.refuse(f"the sandbox's own probes did not finish: {how}") from None
    missing = set(PROBES) - set(found)
    return found | dict.fromkeys(missing, "it did not run")


class _Canaries:
    """What a box must not reach; a context manager that takes it all away again."""

    def __enter__(self):
        self._stack = contextlib.ExitStack()
        self.secret = secrets.token_hex(16)
        self.files = [self._write(folder) for folder in self._folders()]
        self.name = f"\0outofcore-canary-{self.secret}"
        self.path = str(Path(self.files[0]).with_name("socket"))
        self._tcp = self._listener(socket.AF_INET, ("127.0.0.1", 0))
        self._unix = [self._listener(socket.AF_UNIX, name) for name in (self.path, self.name)]
        os.chmod(self.path, 0o777)
        return self

    def __exit__(self, *_):
        self._stack.close()

    def _folders(self):
        """Yield a new folder in the temporary folder, and one at home where that can be written."""
        home = os.path.expanduser("~")
        for place in [tempfile.gettempdir(), *([home] if os.access(home, os.W_OK) else [])]:
            make = tempfile.TemporaryDirectory(prefix=".outofcore-canary-", dir=place)
            folder = self._stack.enter_context(make)
            os.chmod(folder, 0o755)  # only the wall stands between it and the box
            yield folder

    def _write(self, folder):
        path = Path(folder, "secret")
        path.write_text(self.secret)
        return str(path)

    def _listener(self, family, address):
        listener = self._stack.enter_context(socket.socket(family))
        listener.bind(address)
        listener.listen()
        listener.setblocking(False)
        return listener

    def orders(self):
        """Return what the box's side has to know."""
        return {
            "files": self.files,
            "port": self._tcp.getsockname()[1],
            "sockets": [self.path, self.name],
            "pids": [os.getpid(), os.getppid()],
            "environment": _wall.ENVIRONMENT,
            "readable": [__file__, socket.__file__],
        }

    def heard(self):
        """Return which canary was reached, "" when none."""
        for listener in (self._tcp, *self._unix):
            with contextlib.suppress(BlockingIOError):
                listener.accept()[0].close()
                return f"somebody reached the listener {listener.getsockname()!r}"
        for path in self.files:
            if Path(path).read_text() != self.secret:
                return f"{path} was changed"
        return ""


# Inside the box


def attempt(channel):
    """Try every probe and send {name: what was possible, or ""} as JSON."""
    orders = json.loads(Path(ORDERS).read_text())
    found = {}
    for name, probe in PROBES.items():
        try:
            found[name] = probe(orders) or ""
        except Exception as error:  # a probe that cannot be made has proved nothing
            found[name] = f"{type(error).__name__}: {error}"
    channel.sendall(json.dumps(found).encode())


def _succeeds(action, *args):
    """Return whether the action went through; only a system's refusal counts as no."""
    try:
        action(*args)
    except OSError:
        return False
    return True


def _reads_secrets(orders):
    paths = [*orders["files"], "/etc/shadow", "/etc/passwd", "/root/.bashrc", "/proc/1/environ"]
    return ", ".join(path for path in paths if _succeeds(Path(path).read_bytes))


def _reaches_network(orders):
    for family in (socket.AF_INET, socket.AF_INET6, socket.AF_NETLINK, socket.AF_PACKET):
        if _succeeds(socket.socket, family):
            return f"a socket of family {family!r} can be had"
    libc = ctypes.CDLL(None, use_errno=True)
    fd = libc.socket(int(socket.AF_INET), int(socket.SOCK_STREAM), 0)
    if fd >= 0 and _succeeds(socket.socket(fileno=fd).connect, ("127.0.0.1", orders["port"])):
        return "a TCP server of the host answers"
    return ""


def _reaches_sockets(orders):
    for name in orders["sockets"]:
        with socket.socket(socket.AF_UNIX) as client:
            if _succeeds(client.connect, name):
                return f"the host's unix socket {name!r} answers"
    return ""


def _writes_outside(orders):
    folders = {*(os.path.dirname(path) for path in orders["readable"]), "/", "/usr", "/dev", "/etc"}
    folders |= {"/usr/bin", "/proc/sys/kernel", "/box"}
    for folder in folders:
        if _succeeds(Path(folder, "outofcore-probe").write_text, ""):
            return f"{folder} can be written"
    if _succeeds(Path("/proc/sys/user/max_user_namespaces").write_text, "0"):
        return "/proc/sys can be written"
    return ""


def _cannot_read_python(orders):
    """Return which part of Python this user may not read, as in a home with narrow permissions."""
    return ", ".join(path for path in orders["readable"] if not _succeeds(Path(path).read_bytes))


def _sees_processes(orders):
    seen = {int(name) for name in os.listdir("/proc") if name.isdecimal()}
    if seen != {os.getpid()}:
        return f"it sees the processes {sorted(seen)}"
    for pid in {1, *orders["pids"]} - {os.getpid()}:
        # Signal 0 to PID 1 may pass where there is one user only; no other signal does anything.
        if pid != 1 and _succeeds(os.kill, pid, 0):
            return f"it can signal process {pid}"
    _succeeds(os.kill, 1, signal.SIGKILL)
    _succeeds(os.kill, -1, signal.SIGTERM)
    return ""


def _has_privileges(orders):
    status = dict(
        line.split(":\t", 1) for line in Path("/proc/self/status").read_text().splitlines()
    )
    sets = [status[f"Cap{name}"].strip() for name in ("Inh", "Prm", "Eff", "Bnd", "Amb")]
    if any(int(text, 16) for text in sets):
        return f"it has capabilities {sets}"
    if status["NoNewPrivs"].strip() != "1" or status["Seccomp"].strip() != "2":
        return "it has no filter of system calls"
    if 0 in os.getresuid() + os.getresgid() or any(os.getgroups()):
        return f"it runs as {os.getresuid()}, groups {os.getgroups()}"
    return "it can become root" if _succeeds(os.setuid, 0) or _succeeds(os.setgid, 0) else ""


def _calls_the_kernel(orders):
    libc = ctypes.CDLL(None, use_errno=True)
    calls = {
        "unshare": (libc.unshare, CLONE_NEWUSER),
        "mount": (libc.mount, b"none", b"/tmp", b"tmpfs", 0, None),
        "ptrace": (libc.ptrace, PTRACE_TRACEME, 0, None, None),
        "memfd_create": (libc.memfd_create, b"probe", 0),
    }
    for name, (function, *args) in calls.items():
        if function(*args) != -1 or ctypes.get_errno() != errno.EPERM:
            return f"{name} is not refused"
    return ""


def _limits_are_soft(orders):
    for name, value in orders["rlimits"].items():
        soft, hard = resource.getrlimit(getattr(resource, name))
        if soft != hard or not 0 <= hard <= value:
            return f"{name} is {soft}, {hard} in place of {value}"
        try:
            resource.setrlimit(getattr(resource, name), (hard, hard + 1))
        except (OSError, ValueError):
            continue
        return f"{name} can be raised"
    return ""


def _memory_is_free(orders):
    size = orders["rlimits"]["RLIMIT_DATA"] + 1
    if _succeeds(mmap.mmap, -1, size, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS):
        return "RLIMIT_DATA does not bind"
    if _succeeds(mmap.mmap, -1, mmap.PAGESIZE, mmap.MAP_SHARED | mmap.MAP_ANONYMOUS):
        return "memory can be had that nobody's accounts show"
    return ""


def _threads_are_free(orders):
    """Return whether RLIMIT_NPROC does not bind, as for root: more threads start than it allows."""
    allowed = orders["rlimits"]["RLIMIT_NPROC"]
    enough = threading.Event()
    started = []
    try:
        for _ in range(allowed + 1):
            started.append(threading.Thread(target=enough.wait))
            started[-1].start()
    except RuntimeError:
        started.pop()
    finally:
        enough.set()
    for thread in started:
        thread.join()
    return f"{len(started)} threads run beside the first" if len(started) >= allowed else ""


def _disk_is_free(orders):
    for folder in _room.WRITABLE:
        space = os.statvfs(folder)
        if space.f_blocks * space.f_frsize > orders["disk_bytes"] + mmap.PAGESIZE:
            return f"{folder} has {space.f_blocks * space.f_frsize} bytes"
        if space.f_files > orders["inodes"]:
            return f"{folder} has {space.f_files} inodes"
        Path(folder, "outofcore-probe").write_text("written")
    return ""


def _environment_leaks(orders):
    if set(os.environ) != set(orders["environment"]):
        return f"the environment has {sorted(set(os.environ) ^ set(orders['environment']))}"
    original = Path("/proc/self/environ").read_bytes().split(b"\0")
    names = {line.partition(b"=")[0].decode() for line in original if line}
    extra = names - set(orders["environment"]) - {"PWD"}
    return f"/proc/self/environ has {sorted(extra)}" if extra else ""


PROBES = {
    "secret-files": _reads_secrets,
    "network": _reaches_network,
    "unix-sockets": _reaches_sockets,
    "write-outside": _writes_outside,
    "python-readable": _cannot_read_python,
    "processes": _sees_processes,
    "privileges": _has_privileges,
    "system-calls": _calls_the_kernel,
    "limits": _limits_are_soft,
    "memory": _memory_is_free,
    "threads": _threads_are_free,
    "disk": _disk_is_free,
    "environment": _environment_leaks,
}
