"""What the attackers share; handed in beside the notebook. `attempt` prints what came of it."""

import ctypes
import errno
import json
import os
import platform

with open("world.json") as _file:
    world = json.load(_file)

X86 = platform.machine() == "x86_64"
libc = ctypes.CDLL(None, use_errno=True)


def attempt(what, action, *args, may=()):
    """Print "refused" only when the system said no; arguments that are none prove nothing."""
    try:
        got = action(*args)
    except OSError as error:
        name = errno.errorcode.get(error.errno, type(error).__name__)
        if name in ("EINVAL", "EFAULT", "ENOSYS", "EBADF", "EISDIR") and name not in may:
            raise
        print(f"refused {what}: {name}")
    else:
        print(f"DONE {what}: {got!r:.300}")


def syscall(x86, arm, *args):
    """Call the system by number."""
    got = libc.syscall(x86 if X86 else arm, *args)
    if got == -1:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return got


def read(path):
    """Return the start of a file."""
    with open(path, "rb") as file:
        return file.read(300)


def write(path):
    """Add a byte to a file."""
    with open(path, "ab") as file:
        file.write(b"!")


def total(source):
    """Return the right answer of the task."""
    return sum(source.read())
