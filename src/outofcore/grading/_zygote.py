"""Inside the wall: the warm Python, and what it forks for every box.

```
zygote                 imported once what a course needs; one thread; holds no secret
 └─ PID 1 of a box     own namespaces and mounts; waits for PID 2, says how it ended, exits:
     │                 the kernel then kills whatever is left in the PID namespace
     └─ PID 2          an unprivileged user without capabilities, limited and filtered;
                       writes the files, then becomes the entry: the driver
```
Each arrow is a fork, so a box starts in milliseconds with every module in place. PID 1 gets two
sockets from the grader: the channel, which only PID 2 keeps, and the status socket, which PID 2
closes before any student code runs.

On the status socket: in come the settings of the box and its files; out go `ready` with a pidfd of
PID 1 and of PID 2, later one line on how PID 2 ended, or `error`.
"""

import base64
import contextlib
import gc
import importlib
import json
import os
import random
import resource
import runpy
import signal
import socket
import sys
import traceback

from outofcore.grading import _namespaces as ns
from outofcore.grading import _room

HEADER_BYTES = 8  # big-endian length in front of everything on the status socket
NOBODY = 61_184  # who PID 2 is inside a user namespace of its own


def main(control_fd):
    """Import, say so on the control socket, then fork a box for each request, until it closes."""
    control = socket.socket(fileno=control_fd)
    settings = json.loads(control.recv(2**20))
    answer = _warm_up(settings)
    control.send(json.dumps(answer).encode())
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel reaps the boxes' PID 1
    own_pids = os.open("/proc/self/ns/pid", os.O_RDONLY | os.O_CLOEXEC)
    while True:
        request, fds, _, _ = socket.recv_fds(control, 2**16, 2)
        if not request:
            os._exit(0)  # the grader closed its end, or died
        _fork_box(control, own_pids, settings, *fds)


def run_file(channel):
    """Run main.py of the work folder with the socket as `channel`: an entry for tests."""
    runpy.run_path("main.py", {"channel": channel}, "__main__")


def _warm_up(settings):
    """Import what boxes will use; return what is not there, and how many threads run now."""
    os.environ.pop("PWD", None)  # bubblewrap's, and wrong in a box
    missing = {}
    for name in settings["preload"]:
        try:
            importlib.import_module(name)
        except ModuleNotFoundError as error:
            missing[name] = str(error)
    for name in settings["required"]:
        prepare = getattr(importlib.import_module(name), "prepare", None)
        if prepare is not None:  # what every box would make anew
            prepare()
    gc.collect()
    gc.freeze()  # or the first collection in a box would copy every page
    threads = len(os.listdir("/proc/self/task"))
    return {"missing": missing, "threads": threads}


def _fork_box(control, own_pids, settings, channel, status):
    """Fork PID 1 of a new PID namespace."""
    try:
        ns.unshare(ns.CLONE_NEWPID)
        if os.fork() == 0:
            control.close()
            os.close(own_pids)
            _be_first(settings, channel, socket.socket(fileno=status))
    except OSError as error:
        _send(socket.socket(fileno=os.dup(status)), {"error": str(error)})
    finally:
        # A second unshare is refused while the first still waits for its children.
        ns.setns(own_pids, ns.CLONE_NEWPID)
        os.close(channel)
        os.close(status)


# PID 1


def _be_first(settings, channel, status):
    """Be PID 1: prepare the room, fork PID 2, report how it ends. Never returns."""
    try:
        box = json.loads(_receive(status))
        _forget_handlers()
        # Where there is only one user, this keeps PID 1's memory and files from the student.
        ns.prctl(ns.PR_SET_DUMPABLE, 0)
        ns.prctl(ns.PR_SET_PDEATHSIG, signal.SIGKILL)
        _room.prepare(box["disk_bytes"], box["inodes"], settings["keep"])
        first = os.pidfd_open(os.getpid())
        confined, sealed = os.pipe(), os.pipe()
        second = os.fork()
        if second == 0:
            _be_second(settings, box, channel, status, first, (confined[1], sealed[0]))
        os.close(channel)
        os.close(first)
        os.close(confined[1])
        if os.read(confined[0], 1):
            _room.seal()
            os.write(sealed[1], b"!")
        ns.drop_capabilities()
        code = _wait_for(second)
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        _send(status, {"code": code, "cpu_seconds": used.ru_utime + used.ru_stime})
    except BaseException as error:
        _send(status, {"error": _in_words(error)})
    finally:
        os._exit(0)


def _forget_handlers():
    """Give every signal its default, which PID 1 of a namespace ignores when sent from inside."""
    for number in (signal.SIGINT, signal.SIGCHLD):
        signal.signal(number, signal.SIG_DFL)


def _wait_for(child):
    """Reap whatever ends until `child` does; return its code as subprocess has it."""
    while True:
        pid, status = os.wait()
        if pid == child:
            return os.waitstatus_to_exitcode(status)


# PID 2


def _be_second(settings, box, channel, status, first, steps):
    """Be PID 2: give everything away, take the files, run the entry. Never returns."""
    code = 1
    try:
        _confine(settings, box)
        os.write(steps[0], b"!")
        os.read(steps[1], 1)  # from here on /proc is read-only
        _write_files(json.loads(_receive(status)), status)
        ns.filter_system_calls(base64.b64decode(settings["filter"]))
        own = os.pidfd_open(os.getpid())
        ready = json.dumps({"ready": True}).encode()
        socket.send_fds(status, [len(ready).to_bytes(HEADER_BYTES, "big") + ready], [first, own])
        _read_exactly(status, 1)  # the grader has opened its view: nothing runs unwatched
    except BaseException as error:
        _send(status, {"error": _in_words(error)})
        os._exit(code)
    try:
        status.detach()  # or the object would some day close a descriptor that is not its own
        _close_all_but(channel)
        code = _run(box["entry"], channel)
    finally:
        os._exit(code)


def _confine(settings, box):
    """Become an unprivileged user with hard limits; the order matters at every step."""
    os.setsid()
    signal.signal(signal.SIGINT, signal.default_int_handler)
    with open("/proc/self/oom_score_adj", "w") as file:
        file.write("1000")  # should the machine run out of memory, take this one
    if box["uid"] is None:
        _enter_user_namespace()
    ns.drop_bounding_set()  # needs a capability, so it goes before the user does
    if box["uid"] is not None:
        os.setgroups([])
        os.setresgid(box["uid"], box["uid"], box["uid"])
        os.setresuid(box["uid"], box["uid"], box["uid"])
    ns.drop_capabilities()
    # A change of user makes a process undumpable, and its /proc files root's.
    ns.prctl(ns.PR_SET_DUMPABLE, 1)
    os.umask(0o022)
    os.chdir(_room.WORK_FOLDER)
    _take_no_input()
    _room.limit(box["rlimits"])  # after the change of user: RLIMIT_NPROC counts by user
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed()  # the legacy state came along with the fork
    random.seed()


def _enter_user_namespace():
    """Be NOBODY of a new user namespace, where RLIMIT_NPROC counts this box alone (Linux 5.14)."""
    user, group = os.getuid(), os.getgid()
    ns.prctl(ns.PR_SET_DUMPABLE, 1)  # or the maps below belong to root
    ns.unshare(ns.CLONE_NEWUSER)
    for name, text in (
        ("setgroups", "deny"),  # the kernel wants this before an unprivileged gid_map
        ("uid_map", f"{NOBODY} {user} 1"),
        ("gid_map", f"{NOBODY} {group} 1"),
    ):
        with open(f"/proc/self/{name}", "w") as file:
            file.write(text)


def _take_no_input():
    """Point descriptors 0, 1 and 2 at /dev/null."""
    null = os.open("/dev/null", os.O_RDWR)
    for fd in range(3):
        os.dup2(null, fd)


def _write_files(sizes, status):
    """Write the files that follow on the status socket, as the student's user."""
    for name, size in sizes.items():
        content = _read_exactly(status, size)
        try:
            os.makedirs(os.path.dirname(name) or ".", exist_ok=True)
            with open(name, "xb") as file:
                file.write(content)
        except OSError as error:
            _send(status, {"files": f"{name!r}: {error.strerror}"})
            os._exit(1)


def _close_all_but(fd):
    """Close every descriptor above 2 except `fd`."""
    for name in os.listdir("/proc/self/fd"):
        if int(name) > 2 and int(name) != fd:
            with contextlib.suppress(OSError):  # the descriptor that listed them
                os.close(int(name))


def _run(entry, channel):
    """Call the entry "module:function" with the channel; return the exit code."""
    module, function = entry.split(":")
    channel = socket.socket(fileno=channel)
    try:
        getattr(importlib.import_module(module), function)(channel)
    except SystemExit as error:
        return error.code if isinstance(error.code, int) else int(error.code is not None)
    except BaseException:
        return 1
    return 0


def _in_words(error):
    """Return the error and the function of ours it came from: what a maintainer needs to know."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__}: {error} (in {frame.name}, line {frame.lineno})"


# The status socket


def _send(status, message):
    """Send one message; a grader that has gone is no reason to fail."""
    body = json.dumps(message).encode()
    with contextlib.suppress(OSError):
        status.sendall(len(body).to_bytes(HEADER_BYTES, "big") + body)


def _receive(status):
    """Return the body of the next message."""
    return _read_exactly(status, int.from_bytes(_read_exactly(status, HEADER_BYTES), "big"))


def _read_exactly(status, count):
    """Return the next `count` bytes."""
    parts = []
    while count:
        part = status.recv(min(count, 2**20))
        if not part:
            raise EOFError("the grader hung up")
        parts.append(part)
        count -= len(part)
    return b"".join(parts)
