"""The outer wall: the bubblewrap command line, and the user a box runs as.

Nothing is in view but the system's programs, this Python with its packages, and the one package
folder of outofcore: no home, no course, no solutions, no gradebook.
"""

import os
import shutil
import socket
import sys
from pathlib import Path

import outofcore
from outofcore.grading import _room

CAP_SYS_ADMIN = 21
# What the zygote needs to build a room and to hand it to another user; PID 2 keeps none.
CAPABILITIES = ("SYS_ADMIN", "SETUID", "SETGID", "SETPCAP")

SYSTEM_FOLDERS = ("/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32")
# alternatives: Debian's libblas and liblapack are links through it.
ETC = ("ld.so.cache", "localtime", "timezone", "fonts", "alternatives", "mime.types")
# No zero: a shared map of it is memory that nobody's accounts show. No tty, no pts.
DEVICES = ("null", "full", "random", "urandom")

ENVIRONMENT = {
    "PATH": "/usr/local/bin:/usr/bin:/bin",
    "HOME": "/tmp",  # not the work folder, which dotfiles would litter
    "USER": "student",
    "LOGNAME": "student",
    "LANG": "C.UTF-8",
    "MPLBACKEND": "Agg",
    "MPLCONFIGDIR": "/tmp/matplotlib",
    "IPYTHONDIR": "/tmp/ipython",
    "XDG_CACHE_HOME": "/tmp/cache",
    "NUMBA_CACHE_DIR": "/tmp/numba",
    # A thread alive at fork is lost in the child, with whatever lock it holds.
    **dict.fromkeys(
        (
            "OMP_NUM_THREADS",
            "OPENBLAS_NUM_THREADS",
            "MKL_NUM_THREADS",
            "NUMEXPR_NUM_THREADS",
            "NUMEXPR_MAX_THREADS",
            "BLOSC_NTHREADS",
        ),
        "1",
    ),
}

# Beyond every user of a system, of its containers (nspawn ends at 1879048191) and of subuid.
FIRST_USER, USERS = 1_900_000_000, 4096
FIRST_USER_OF_FEW = 61_184  # inside a container that has 65536 users in all


def command(bwrap, control_fd, *, private_user):
    """Return the command that starts the zygote with its control socket on `control_fd`."""
    start = f"from outofcore.grading._zygote import main; main({control_fd})"
    return [
        bwrap,
        *_namespaces(private_user),
        *_system(),
        *_devices(),
        *_own_folders(),
        *(word for path in folders() for word in _bound(path)),
        *("--remount-ro", "/dev", "--remount-ro", "/", "--chdir", "/", "--clearenv"),
        *(word for pair in ENVIRONMENT.items() for word in ("--setenv", *pair)),
        # -I: no working directory and no user's site-packages on the module search path.
        *(sys.executable, "-I", "-B", "-c", start),
    ]


def _namespaces(private_user):
    words = [f"--unshare-{name}" for name in ("net", "pid", "ipc", "uts", "cgroup-try")]
    words += ["--hostname", "box", "--die-with-parent", "--new-session", "--cap-drop", "ALL"]
    if private_user:
        # User 0 of its own namespace: another number would cost a second namespace, and in
        # that one the mounts belong to somebody else.
        words += ["--unshare-user", "--uid", "0", "--gid", "0"]
    # SETFCAP: without it a box's own user namespace may not map user 0 of this one (Linux 5.12).
    for name in (*CAPABILITIES, *(["SETFCAP"] if private_user else [])):
        words += ["--cap-add", f"CAP_{name}"]
    return words


def _system():
    """Bind the system's programs, libraries and the little of /etc that Python reads."""
    words = ["--ro-bind", "/usr", "/usr", "--dir", "/etc"]
    for path in SYSTEM_FOLDERS:
        if os.path.islink(path):
            words += ["--symlink", os.readlink(path), path]
        elif os.path.isdir(path):
            words += ["--ro-bind", path, path]
    for name in ETC:
        words += ["--ro-bind-try", f"/etc/{name}", f"/etc/{name}"]
    return words


def _devices():
    words = ["--proc", "/proc", "--tmpfs", "/dev"]
    for name in DEVICES:
        words += ["--dev-bind", f"/dev/{name}", f"/dev/{name}"]
    words += ["--symlink", "/proc/self/fd", "/dev/fd"]
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        words += ["--symlink", f"/proc/self/fd/{number}", f"/dev/{name}"]
    return words


def _own_folders():
    """Make the mount points of the rooms; the tmpfs comes before what is bound below it."""
    return [
        "--tmpfs",
        "/tmp",
        "--dir",
        "/dev/shm",
        "--dir",
        _room.WORK_FOLDER,
        "--dir",
        _room.STAGE,
    ]


def _bound(path):
    """Bind a folder; --dir makes its parents, which --ro-bind would close to other users."""
    parents = reversed(Path(path).parents[:-1])
    return [
        *(word for parent in parents for word in ("--dir", str(parent))),
        "--ro-bind",
        path,
        path,
    ]


def folders():
    """Return the folders Python and its packages need, none inside another or inside /usr."""
    package = Path(outofcore.__file__).parent
    wanted = {os.path.realpath(sys.base_prefix), sys.prefix, sys.base_prefix, str(package)}
    wanted |= {os.path.realpath(path) for path in wanted}
    inside = ("/usr", *SYSTEM_FOLDERS, *wanted)
    return sorted(path for path in wanted if not any(_below(path, other) for other in inside))


def hidden_by_a_room():
    """Return those folders that a room's own tmpfs would cover: a Python below /tmp."""
    return [path for path in folders() if any(_below(path, top) for top in _room.WRITABLE)]


def _below(path, folder):
    return path.startswith(folder + "/") or (folder == "/usr" and path == "/usr")


def find_bwrap():
    """Return the path of bubblewrap, or None."""
    return shutil.which("bwrap")


def is_real_root():
    """Return whether the process may make namespaces without a user namespace."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("CapEff:"):
            return os.geteuid() == 0 and bool(int(line.split()[1], 16) >> CAP_SYS_ADMIN & 1)
    return False


def reserve_user():
    """Return a user id that no other box of this machine has, and the socket that holds it.

    A name in the abstract socket namespace belongs to one process and goes with it, so nothing is
    left behind when a grader is killed.
    """
    first = FIRST_USER if _is_mapped(FIRST_USER + USERS) else FIRST_USER_OF_FEW
    for user in range(first, first + USERS):
        lock = socket.socket(socket.AF_UNIX)
        try:
            lock.bind(f"\0outofcore-box-{user}")
        except OSError:  # taken by another box, perhaps of another grader
            lock.close()
            continue
        return user, lock
    raise RuntimeError(f"{USERS} boxes run already")


def _is_mapped(user):
    """Return whether the process's user namespace has the user id."""
    for line in Path("/proc/self/uid_map").read_text().splitlines():
        first, _, count = map(int, line.split())
        if first <= user < first + count:
            return True
    return False
