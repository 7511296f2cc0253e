"""Real attacks from inside real boxes: each is refused or contained, and the next box works.

The sources below run in a box with `channel`, a socket, and what PRELUDE defines. Where the kernel
refuses the sandbox these tests fail: a machine that cannot grade must not look as if it could.
"""

import contextlib
import os
import shlex
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from outofcore.grading import _link, _wall
from outofcore.grading.box import WORK_FOLDER, BoxServer, Limits, SandboxRefused
from outofcore.units import MIB
from repository import ROOT

RUN_FILE = "outofcore.grading._zygote:run_file"
NORMAL_USER = 65534
LIMITS = Limits(
    cpu_seconds=1,
    memory_bytes=512 * MIB,
    tree_bytes=640 * MIB,
    processes=20,
    open_files=64,
    file_bytes=16 * MIB,
    disk_bytes=32 * MIB,
    inodes=300,
)
PRELUDE = """
import ctypes, errno, mmap, os, platform, resource, signal, socket, subprocess, sys, threading, time

def tell(*values):
    channel.sendall((" ".join(map(str, values)) + "\\n").encode())

def refused(action, *args):
    try:
        action(*args)
    except OSError as error:
        return errno.errorcode.get(error.errno, str(error))
    return "done"

libc = ctypes.CDLL(None, use_errno=True)

def call(*args):
    if libc.syscall(*args) == -1:
        return errno.errorcode[ctypes.get_errno()]
    return "done"
"""


@pytest.fixture(scope="module")
def server():
    with BoxServer(limits=LIMITS, preload=("numpy",), entry=RUN_FILE) as server:
        yield server


def start(server, source, files=()):
    return server.spawn({"main.py": (PRELUDE + source).encode(), **dict(files)})


def heard(box):
    """Return what the box says until it closes the channel."""
    box.socket.settimeout(60)
    parts = []
    with contextlib.suppress(ConnectionResetError):
        while part := box.socket.recv(2**16):
            parts.append(part)
    return b"".join(parts).decode()


def answer(server, source, files=()):
    """Return what a box says, and how it ended."""
    with start(server, source, files) as box:
        return heard(box).split("\n")[:-1], box.ended(60)


def wait_for(box, line):
    """Read from the box up to `line`."""
    box.socket.settimeout(60)
    text = ""
    while line not in text:
        part = box.socket.recv(2**16)
        assert part, f"the box ended before it said {line!r}: {box.ended()}"
        text += part.decode()


def namespace(pid):
    return os.readlink(f"/proc/{pid}/ns/pid")


def members(name):
    """Return the processes of the machine that are in the PID namespace."""
    found = []
    for pid in filter(str.isdecimal, os.listdir("/proc")):
        with contextlib.suppress(OSError):
            if namespace(pid) == name:
                found.append(int(pid))
    return found


def has_ended_by(pid, seconds=60):
    """Return whether the process ends within the time."""
    try:
        pidfd = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        return _link.has_ended(pidfd, seconds)
    finally:
        os.close(pidfd)


@contextlib.contextmanager
def nothing_left(server, source):
    """Yield a box; afterwards nothing of it may run, and the next one must work."""
    with start(server, source) as box:
        name = namespace(box.pid)
        assert box.pid in members(name)
        yield box
    assert members(name) == []
    assert answer(server, "tell('well')") == (["well"], "exit code 0")


# What a box is


def test_a_box_runs_the_entry_with_its_files(server):
    source = """
tell(os.getcwd(), sorted(os.listdir(".")), open("data/a.txt").read())
open("data/a.txt", "a").write("changed")
tell(os.umask(0o22) == 0o22, os.getsid(0) == os.getpid(), "numpy" in sys.modules)
"""
    lines, ended = answer(server, source, {"data/a.txt": b"mine"})
    assert lines == [f"{WORK_FOLDER} ['data', 'main.py'] mine", "True True True"]
    assert ended == "exit code 0"


def test_the_channel_carries_much_both_ways(server):
    source = """
size = int.from_bytes(channel.recv(4), "big")
channel.sendall(bytes(size)[::-1])
while size:
    size -= len(channel.recv(65536))
tell("got it")
"""
    with start(server, source) as box:
        box.socket.settimeout(60)
        box.socket.sendall((5 * MIB).to_bytes(4, "big"))
        left = 5 * MIB
        while left:
            left -= len(box.socket.recv(min(left, 2**16)))
        box.socket.sendall(bytes(5 * MIB))
        assert heard(box) == "got it\n"


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("", "exit code 0"),
        ("sys.exit(4)", "exit code 4"),
        ("os._exit(3)", "exit code 3"),
        ("1 / 0", "exit code 1"),
        ("ctypes.string_at(0)", "killed by SIGSEGV"),
        ("os.abort()", "killed by SIGABRT"),
        ("os.kill(os.getpid(), signal.SIGKILL)", "killed by SIGKILL"),
    ],
)
def test_it_says_how_it_ended(server, source, reason):
    lines, ended = answer(server, source)
    assert lines == []
    assert ended == reason


def test_alive_until_killed(server):
    with nothing_left(server, "tell('up'); time.sleep(1000)") as box:
        wait_for(box, "up")
        assert box.alive()
        assert box.ended() == ""
        box.kill("enough")
        assert not box.alive()
        assert box.ended() == "enough"


@pytest.mark.parametrize("name", ["/etc/x", "../x", "a/../../x", "", ".", "a\0b"])
def test_file_names_stay_in_the_folder(server, name):
    with pytest.raises(ValueError, match="no relative path"):
        server.spawn({name: b""})


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({str(n): bytes(15 * MIB) for n in range(3)}, "No space left"),
        ({"a": bytes(17 * MIB)}, "File too large"),
        ({str(n): b"" for n in range(400)}, "No space left"),
        ({"n" * 300: b""}, "File name too long"),
        ({"a": b"", "a/b": b""}, "exists|Not a directory"),
    ],
)
def test_files_that_do_not_fit_are_refused_in_words(server, files, words):
    with pytest.raises(ValueError, match=words):
        server.spawn(files)
    assert answer(server, "tell('well')") == (["well"], "exit code 0")


def test_random_states_differ(server):
    source = "import random, numpy; tell(random.random(), numpy.random.random())"
    assert answer(server, source) != answer(server, source)


def test_honest_work_goes_on(server):
    source = """
import asyncio, multiprocessing, tempfile
from concurrent.futures import ThreadPoolExecutor
import numpy
tell(subprocess.run([sys.executable, "-c", "import numpy; print(numpy.arange(3).sum())"],
                    capture_output=True, text=True).stdout.strip())
with multiprocessing.get_context("fork").Pool(2) as pool:
    tell(pool.map(abs, [-1, -2]))
with ThreadPoolExecutor(4) as pool:
    tell(sum(pool.map(abs, range(5))))
async def later():
    await asyncio.sleep(0)
    return "async"
tell(asyncio.run(later()))
with tempfile.NamedTemporaryFile() as file:
    table = numpy.memmap(file.name, "u2", "w+", shape=(10,))
    table[:] = 1
    tell(table.sum())
channel.shutdown(socket.SHUT_RDWR)
try:
    tell("nobody hears")
except BrokenPipeError:
    sys.exit(7)
"""
    assert answer(server, source) == (["3", "[1, 2]", "10", "async", "10"], "exit code 7")


# What the grader sees


def test_usage_counts_all_of_a_box(server):
    source = """
import numpy
block = numpy.ones(8 * 2**20)
open("/dev/shm/file", "wb").write(bytes(8 * 2**20))
end = time.process_time() + 0.3
while time.process_time() < end: pass
if os.fork() == 0:
    time.sleep(1000)
threading.Thread(target=time.sleep, args=(1000,)).start()
tell("up")
time.sleep(1000)
"""
    with nothing_left(server, source) as box:
        wait_for(box, "up")
        usage = box.usage()
    assert 64 * MIB <= usage.rss_bytes < 64 * MIB + 200 * MIB  # the child shares the block
    assert 8 * MIB <= usage.disk_bytes < 9 * MIB
    assert usage.cpu_seconds >= 0.25
    assert usage.processes == 3


def test_usage_of_an_ended_box_has_its_cpu_time(server):
    source = "end = time.process_time() + 0.2\nwhile time.process_time() < end: pass"
    with start(server, source) as box:
        heard(box)
        assert box.ended(60) == "exit code 0"
        assert box.usage().cpu_seconds >= 0.2


def test_the_high_water_mark_can_be_reset_from_outside(server):
    source = """
import numpy
numpy.ones(16 * 2**20)
tell("up")
channel.recv(1)
"""

    def status(box, name):
        lines = Path(f"/proc/{box.pid}/status").read_text().splitlines()
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(name))

    with start(server, source) as box:
        wait_for(box, "up")
        assert status(box, "VmHWM") >= status(box, "VmRSS") + 100 * MIB
        Path(f"/proc/{box.pid}/clear_refs").write_text("5")
        assert status(box, "VmHWM") < status(box, "VmRSS") + 16 * MIB


# The host


def test_no_file_of_the_host(server, tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("secret")
    paths = [
        secret,
        ROOT / "solutions",
        ROOT / "README.md",
        Path.home() / ".bashrc",
        "/etc/shadow",
        "/etc/passwd",
        "/proc/1/environ",
        "/proc/1/cmdline",
        "/proc/1/root",
        f"/proc/{os.getpid()}/environ",
        "/sys/kernel",
        "/run",
        "/var",
    ]
    lines, _ = answer(
        server, f"for path in {list(map(str, paths))}: tell(refused(os.stat, path), path)"
    )
    assert [line for line in lines if not line.startswith("ENOENT")] == []
    assert len(lines) == len(paths)


def test_nothing_to_write_but_the_own_folders(server):
    source = """
written = []
for folder, folders, _ in os.walk("/"):
    if folder.startswith(("/submission", "/tmp", "/dev/shm", "/proc/")):
        folders.clear()
        continue
    if folder.count("/") > 4:
        folders.clear()
    if refused(open, folder + "/probe", "w") == "done":
        written.append(folder)
tell(written)
tell(refused(os.unlink, sys.executable), refused(os.chmod, os.__file__, 0o777))
tell(refused(lambda: open("/proc/sys/kernel/hostname", "w").write("x")))
"""
    lines, _ = answer(server, source)
    assert lines == ["[]", "EROFS EROFS", "EROFS"]


def test_no_network(server):
    source = """
families = "INET INET6 NETLINK PACKET ALG VSOCK BLUETOOTH".split()
for name in families:
    tell(refused(socket.socket, getattr(socket, "AF_" + name, 40), socket.SOCK_DGRAM))
tell(refused(socket.create_connection, ("127.0.0.1", 1)))
try:
    socket.getaddrinfo("example.org", 80)
except socket.gaierror:
    tell("no names")
"""
    lines, _ = answer(server, source)
    assert lines == ["EPERM"] * 8 + ["no names"]


def test_no_unix_socket_of_the_host_or_of_another_box(server, tmp_path):
    path, name = str(tmp_path / "socket"), f"\0outofcore-test-{os.getpid()}"
    client = """
def connect(name):
    with socket.socket(socket.AF_UNIX) as client:
        client.connect(name)
"""
    listen = """
listener = socket.socket(socket.AF_UNIX)
listener.bind("\\0outofcore-test-box")
listener.listen()
tell("up")
time.sleep(1000)
"""
    with contextlib.ExitStack() as stack:
        for address in (path, name):
            listener = stack.enter_context(socket.socket(socket.AF_UNIX))
            listener.bind(address)
            listener.listen()
        other = stack.enter_context(start(server, listen))
        wait_for(other, "up")
        names = [path, name, "\0outofcore-test-box"]
        lines, _ = answer(server, client + f"for n in {names!r}: tell(refused(connect, n))")
    assert lines == ["ENOENT", "ECONNREFUSED", "ECONNREFUSED"]


def test_no_system_call_that_could_dig(server):
    source = """
numbers = dict(io_uring_setup=425, clone3=435, open_tree=428, fsopen=430, pidfd_getfd=438)
x86 = dict(ptrace=101, mount=165, umount2=166, pivot_root=155, chroot=161, unshare=272, setns=308,
           bpf=321, perf_event_open=298, userfaultfd=323, keyctl=250, add_key=248, kexec_load=246,
           process_vm_readv=310, kcmp=312, personality=135, memfd_create=319, shmget=29,
           init_module=175, name_to_handle_at=303, open_by_handle_at=304, fanotify_init=300)
arm = dict(ptrace=117, mount=40, umount2=39, pivot_root=41, chroot=51, unshare=97, setns=268,
           bpf=280, perf_event_open=241, userfaultfd=282, keyctl=219, add_key=217, kexec_load=104,
           process_vm_readv=270, kcmp=272, personality=92, memfd_create=279, shmget=194,
           init_module=105, name_to_handle_at=264, open_by_handle_at=265, fanotify_init=262)
numbers |= x86 if platform.machine() == "x86_64" else arm
for name, number in numbers.items():
    tell(name, call(number, 0, 0, 0, 0, 0, 0))
clone = 56 if platform.machine() == "x86_64" else 220
for flag in (0x20000, 0x10000000, 0x20000000, 0x40000000):
    tell("clone", call(clone, flag | 17, 0, 0, 0, 0))
"""
    lines, ended = answer(server, source)
    assert ended == "exit code 0"
    found = [line.split() for line in lines]
    assert len(found) == 31
    assert {code for name, code in found if name != "clone3"} == {"EPERM"}
    assert ["clone3", "ENOSYS"] in found


def test_no_other_user(server):
    source = """
tell(refused(os.setuid, 0) in ("EPERM", "EINVAL"), refused(os.setgid, 0) in ("EPERM", "EINVAL"))
tell(refused(os.setgroups, [0]) == "EPERM", 0 not in os.getresuid() + os.getresgid())
tell(subprocess.run(["su", "-c", "id"], capture_output=True, input=b"").returncode != 0)
status = open("/proc/self/status").read()
tell([line.split()[1] for line in status.splitlines() if line.startswith(("Cap", "NoNew", "Secc"))])
"""
    lines, _ = answer(server, source)
    empty = "0" * 16
    assert lines == ["True True", "True True", "True", str([empty] * 5 + ["1", "2", "1"])]


def test_no_terminal_and_no_inherited_descriptor(server):
    source = """
import fcntl
tell(refused(fcntl.ioctl, 0, 0x5412, b"x"), refused(fcntl.ioctl, 0, 0x541C, b"x"))
tell(refused(libc.ioctl, 0, ctypes.c_ulong(1 << 32 | 0x5412), b"x") and ctypes.get_errno())
tell(refused(os.open, "/dev/tty", os.O_RDWR), refused(os.open, "/dev/zero", os.O_RDWR))
for fd in map(int, os.listdir("/proc/self/fd")):  # the one that listed them is closed again
    if fd > 2 and fd != channel.fileno() and refused(os.fstat, fd) != "EBADF":
        tell(fd, os.readlink(f"/proc/self/fd/{fd}"))
tell({os.readlink(f"/proc/self/fd/{fd}") for fd in range(3)})
tell(sys.stdin.read() == "")
"""
    lines, _ = answer(server, source)
    assert lines == ["EPERM EPERM", "1", "ENOENT ENOENT", "{'/dev/null'}", "True"]


def test_limits_cannot_be_raised(server):
    source = """
import resource
for name in "DATA AS NPROC NOFILE FSIZE CPU CORE STACK MEMLOCK MSGQUEUE SIGPENDING".split():
    number = getattr(resource, "RLIMIT_" + name)
    soft, hard = resource.getrlimit(number)
    try:
        resource.setrlimit(number, (soft, hard + 1))
    except (ValueError, OSError):
        tell(name, soft == hard >= 0)
try:
    resource.prlimit(1, resource.RLIMIT_NOFILE, (8, 8))
except OSError:
    tell("not of PID 1")
"""
    lines, _ = answer(server, source)
    assert lines[-1] == "not of PID 1"
    assert {line.split()[1] for line in lines[:-1]} == {"True"}
    assert len(lines) == 12


def test_nobody_else_can_be_seen_or_signalled(server):
    source = f"""
tell([name for name in os.listdir("/proc") if name.isdecimal()])
for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGSTOP, signal.SIGKILL):
    refused(os.kill, 1, number)
tell(refused(os.kill, {os.getpid()}, 0), refused(os.kill, {os.getppid()}, 9))
refused(os.kill, -1, signal.SIGKILL)
tell("alone", refused(open, "/proc/1/status"))
time.sleep(1000)
"""
    with start(server, "tell('up'); time.sleep(1000)") as other:
        wait_for(other, "up")
        with nothing_left(server, source) as box:
            wait_for(box, "['2']\nESRCH ESRCH\nalone ENOENT\n")
            assert box.alive()
        assert other.alive()


# Resources


def test_memory_of_one_process(server):
    source = """
try:
    bytearray(100 * 2**30)
except MemoryError:
    tell("too much at once")
parts = []
try:
    while True:
        parts.append(bytearray(2**20))
except MemoryError:
    count = len(parts)
    parts.clear()
    tell(count < 512)
"""
    assert answer(server, source) == (["too much at once", "True"], "exit code 0")


def test_memory_of_many_processes(server):
    source = """
for _ in range(8):
    if os.fork() == 0:
        parts = []
        for _ in range(25):
            parts.append(b"x" * (10 * 2**20))
            time.sleep(0.01)
        time.sleep(1000)
time.sleep(1000)
"""
    with nothing_left(server, source) as box:
        heard(box)
        assert box.ended(60) == "out-of-memory"


def test_memory_that_is_in_no_account(server):
    source = """
tell(refused(mmap.mmap, -1, 2**20))
tell(refused(lambda: os.memfd_create("x")))
tell(call(278 if platform.machine() == "x86_64" else 75, 0, 0, 0, 0))  # vmsplice
import multiprocessing.shared_memory as shared
block = shared.SharedMemory(create=True, size=2**20)
block.buf[:] = b"x" * 2**20
tell(os.statvfs("/submission").f_bfree * 4096 <= 31 * 2**20)
block.close(); block.unlink()
"""
    lines, _ = answer(server, source)
    assert lines == ["EPERM", "EPERM", "EPERM", "True"]


def test_processor_time(server):
    with nothing_left(server, "while True: pass") as box:
        heard(box)
        assert box.ended(60) == "timed-out"
        assert box.usage().cpu_seconds >= LIMITS.cpu_seconds


def test_processor_time_of_children_that_ended(server):
    source = """
while True:
    if os.fork() == 0:
        end = time.process_time() + 0.2
        while time.process_time() < end: pass
        os._exit(0)
    os.wait()
"""
    with nothing_left(server, source) as box:
        heard(box)
        assert box.ended(60) == "timed-out"


def test_signals_ignored(server):
    source = """
for number in range(1, 65):
    if number not in (9, 19, 32, 33):
        signal.signal(number, signal.SIG_IGN)
tell("up")
time.sleep(1000)
"""
    with nothing_left(server, source) as box:
        wait_for(box, "up")
        assert box.alive()


def test_fork_bomb(server):
    source = """
def bomb():
    while True:
        try:
            os.fork()
        except OSError:
            tell("full")
            time.sleep(1000)
bomb()
"""
    with nothing_left(server, source) as box:
        wait_for(box, "full")
        assert 2 <= box.usage().processes <= LIMITS.processes


def test_thread_bomb(server):
    source = """
count = 0
try:
    while True:
        threading.Thread(target=time.sleep, args=(1000,)).start()
        count += 1
except RuntimeError:
    tell("full", count)
time.sleep(1000)
"""
    with nothing_left(server, source) as box:
        wait_for(box, f"full {LIMITS.processes - 1}")


def test_daemons_die_with_the_driver(server):
    source = """
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        channel.close()
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        time.sleep(1000)
    os._exit(0)
os.wait()
tell("up")
channel.recv(1)
"""
    with nothing_left(server, source) as box:
        wait_for(box, "up")
        assert len(members(namespace(box.pid))) == 3  # with PID 1
        name = namespace(box.pid)
        box.socket.send(b"x")
        heard(box)
        assert box.ended(60) == "exit code 0"
        assert members(name) == []


def test_disk_inodes_and_file_size(server):
    source = """
def fill(folder):
    for n in range(100):
        with open(f"{folder}/{n}", "wb", buffering=0) as file:
            if file.write(bytes(2**20)) < 2**20:
                raise OSError(errno.ENOSPC, "short")
def sparse():
    open("sparse", "wb").truncate(100 * 2**30)
def long():
    with open("long", "wb", buffering=0) as file:
        while True:
            file.write(bytes(2**20))
def many():
    for n in range(1000):
        open(f"/tmp/empty{n}", "w").close()
tell(refused(sparse), refused(long))
os.unlink("long")
tell(refused(fill, "/submission"), refused(fill, "/tmp"), refused(fill, "/dev/shm"))
tell(sum(os.path.getsize(f"{folder}/{name}") for folder in ("/submission", "/tmp", "/dev/shm")
         for name in os.listdir(folder)) <= 32 * 2**20)
for n in range(40):
    for folder in ("/submission", "/tmp", "/dev/shm"):
        refused(os.unlink, f"{folder}/{n}")
tell(refused(many), len(os.listdir("/tmp")) < 300)
"""
    lines, _ = answer(server, source)
    assert lines == ["EFBIG EFBIG", "ENOSPC ENOSPC ENOSPC", "True", "ENOSPC True"]


def test_a_box_that_cannot_be_watched_is_killed(server, monkeypatch):
    def blind(*_, **__):
        raise OSError("no eyes")

    with nothing_left(server, "tell('up'); time.sleep(1000)") as box:
        wait_for(box, "up")
        monkeypatch.setattr(box._view, "usage", blind)
        assert box.ended(60) == "the watchdog failed: no eyes"


# Life and death of the server


def zygote(server):
    """Return the PIDs of bubblewrap's descendants that are no box: its PID 1 and the zygote."""
    first = server._link._process.pid
    return _children(first) + [pid for child in _children(first) for pid in _children(child)]


def _children(pid):
    return list(map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split()))


def test_a_dead_zygote_is_replaced_once():
    with BoxServer(limits=LIMITS, preload=(), entry=RUN_FILE) as server:
        for _ in range(2):
            assert answer(server, "tell('well')") == (["well"], "exit code 0")
            os.kill(zygote(server)[-1], signal.SIGKILL)
            server._link._process.wait(60)
        with pytest.raises(SandboxRefused, match="died twice"):
            start(server, "")


def test_closing_the_server_ends_the_boxes():
    with BoxServer(limits=LIMITS, preload=(), entry=RUN_FILE) as server:
        box = start(server, "tell('up'); time.sleep(1000)")
        wait_for(box, "up")
        name = namespace(box.pid)
        outer = namespace(zygote(server)[-1])
    assert members(name) == []
    for pid in members(outer):  # bubblewrap says that it ends before it has
        assert has_ended_by(pid)
    assert box.ended() == "closed"
    with pytest.raises(RuntimeError, match="closed"):
        start(server, "")


def test_a_killed_grader_takes_everything_with_it():
    source = f"""
import sys, time
from outofcore.grading.box import BoxServer
server = BoxServer(preload=(), entry={RUN_FILE!r})
box = server.spawn({{"main.py": b"import time; time.sleep(1000)"}})
print(box.pid, flush=True)
time.sleep(1000)
"""
    command = [sys.executable, "-c", source]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as grader:
        driver = int(grader.stdout.readline())
        assert members(namespace(driver))
        grader.kill()
    assert has_ended_by(driver)


def test_the_thread_that_made_the_server_may_end():
    import concurrent.futures

    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        made = pool.submit(BoxServer, limits=LIMITS, preload=(), entry=RUN_FILE)
        server = made.result()
    with server:
        time.sleep(0.1)  # what --die-with-parent would need
        assert answer(server, "tell('well')") == (["well"], "exit code 0")
        assert server._may_restart


def test_boxes_side_by_side(server):
    with contextlib.ExitStack() as stack:
        boxes = [
            stack.enter_context(start(server, "tell(os.getuid()); channel.recv(1)"))
            for _ in range(4)
        ]
        users = {box.socket.recv(100) for box in boxes}
        assert len({namespace(box.pid) for box in boxes}) == 4
    assert len(users) == (1 if server._link.private_user else 4)


def test_nothing_is_kept_of_boxes_that_are_closed(server):
    def kept():
        return os.listdir("/proc/self/fd"), os.listdir(f"/proc/{zygote(server)[-1]}/fd")

    answer(server, "tell('well')")
    before = kept()
    for source in ("", "time.sleep(1000)", "ctypes.string_at(0)"):
        with start(server, source):
            pass
    assert kept() == before
    assert not server._boxes


def test_ctrl_c_in_the_terminal_is_not_sent_to_the_sandbox(server):
    assert os.getsid(server._link._process.pid) != os.getsid(0)


# Refusals


def test_without_bubblewrap_it_refuses_and_says_what_to_install(monkeypatch):
    monkeypatch.setattr(_wall, "find_bwrap", lambda: None)
    with pytest.raises(SandboxRefused, match="apt install bubblewrap"):
        BoxServer()


def test_a_kernel_that_refuses_is_quoted(monkeypatch, tmp_path):
    program = tmp_path / "bwrap"
    program.write_text(
        "#!/bin/sh\necho 'bwrap: No permissions to create new namespace' >&2\nexit 1"
    )
    program.chmod(0o755)
    monkeypatch.setattr(_wall, "find_bwrap", lambda: str(program))
    with pytest.raises(SandboxRefused, match=r"No permissions(.|\n)*userns(.|\n)*WSL 2"):
        BoxServer()


def test_a_module_that_lies_elsewhere_is_named(monkeypatch, tmp_path):
    (tmp_path / "lies_elsewhere.py").write_text("")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(SandboxRefused, match="lies_elsewhere is installed here but"):
        BoxServer(preload=("not_installed_at_all", "lies_elsewhere"), entry=RUN_FILE)


def test_a_module_that_cannot_be_imported_is_named():
    with pytest.raises(SandboxRefused, match="no_such_module"):
        BoxServer(preload=(), entry="no_such_module:serve")


# As a normal user: a user namespace gives the powers, one more for each box the limits


def test_root_needs_no_user_namespace(server):
    assert server._link.private_user == (os.geteuid() != 0)


def as_normal_user(command):
    """Return the command that runs `command` as NORMAL_USER.

    Where this Python lies in a private home, the home is covered by a readable one that holds
    nothing else, in a mount namespace of its own.
    """
    paths = {os.path.realpath(sys.base_prefix), sys.base_prefix, sys.prefix, str(ROOT)}
    hidden = {path: _closed_above(path) for path in sorted(paths) if _closed_above(path)}
    lines = ["set -e", "mount --make-rprivate /", "stage=$(mktemp -d)"]
    lines += ["mount -t tmpfs none $stage"]
    for number, path in enumerate(hidden):
        lines += [f"mkdir $stage/{number}", f"mount --bind {shlex.quote(path)} $stage/{number}"]
    lines += [f"mount -t tmpfs -o mode=755 none {shlex.quote(top)}" for top in set(hidden.values())]
    for number, path in enumerate(hidden):
        quoted = shlex.quote(path)
        lines += [f"mkdir -p {quoted}", f"mount --bind $stage/{number} {quoted}"]
    user = str(NORMAL_USER)
    drop = ["setpriv", "--reuid", user, "--regid", user, "--clear-groups", *command]
    lines += [f"exec {shlex.join(drop)}"]
    return ["unshare", "--mount", "sh", "-c", "\n".join(lines)]


def _closed_above(path):
    """Return the first folder above `path` that others may not enter, or None."""
    for folder in reversed(Path(path).parents):
        if not folder.stat().st_mode & 0o001:
            return str(folder)
    return None


def test_as_a_normal_user(tmp_path):
    """Run the tests above that make up a small class, once more without root's powers."""
    if os.geteuid() != 0:
        return  # this whole file runs as one
    tests = "runs_the_entry or usage or high_water or no_ or nobody or bomb or many or disk or root"
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", __file__]
    command += ["-k", f"({tests}) and not normal_user and not killed", "--tb=short"]
    environment = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "LANG": "C.UTF-8"}
    done = subprocess.run(
        as_normal_user(command), cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
