"""The system calls Python has no name for before 3.12: namespaces, mounts, capabilities."""

import ctypes
import os

CLONE_NEWNS, CLONE_NEWIPC, CLONE_NEWUSER = 0x00020000, 0x08000000, 0x10000000
CLONE_NEWPID, CLONE_NEWNET = 0x20000000, 0x40000000

MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC = 1, 2, 4, 8
MS_REMOUNT, MS_BIND, MS_REC, MS_PRIVATE = 0x20, 0x1000, 0x4000, 0x40000
MNT_DETACH = 2

PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_CAPBSET_READ, PR_CAPBSET_DROP = 1, 4, 23, 24
PR_SET_SECCOMP, PR_SET_NO_NEW_PRIVS, PR_CAP_AMBIENT = 22, 38, 47
PR_CAP_AMBIENT_CLEAR_ALL, SECCOMP_MODE_FILTER = 4, 2
CAPABILITY_VERSION_3 = 0x20080522

_libc = ctypes.CDLL(None, use_errno=True)
_libc.mount.argtypes = [ctypes.c_char_p] * 3 + [ctypes.c_ulong, ctypes.c_char_p]
_libc.prctl.argtypes = [ctypes.c_int] + [ctypes.c_ulong] * 4


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_char_p)]


def _checked(result, *words):
    """Return `result` of a system call, or raise the OSError that errno stands for."""
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, f"{os.strerror(code)}: {' '.join(map(str, words))}")
    return result


def unshare(flags):
    """Leave the namespaces of `flags` for new ones; a new PID namespace begins with the child."""
    _checked(_libc.unshare(flags), "unshare", hex(flags))


def setns(fd, kind):
    """Enter the namespace that `fd`, opened from /proc/PID/ns, stands for."""
    _checked(_libc.setns(fd, kind), "setns", hex(kind))


def mount(source, target, fstype, flags, data=""):
    """Mount as mount(2) does; `fstype` None for bind mounts and remounts."""
    words = [None if word is None else os.fsencode(word) for word in (source, target, fstype)]
    _checked(_libc.mount(*words, flags, data.encode()), "mount", target)


def detach(target):
    """Unmount `target` now, and free it when nothing uses it any more."""
    _checked(_libc.umount2(os.fsencode(target), MNT_DETACH), "umount", target)


def prctl(option, first=0, second=0):
    """Call prctl(2); the arguments left out must be zero for many options."""
    return _checked(_libc.prctl(option, first, second, 0, 0), "prctl", option)


def drop_bounding_set():
    """Empty the capability bounding set, so that no program started later gains one."""
    for capability in range(64):
        try:
            prctl(PR_CAPBSET_READ, capability)
        except OSError:  # past the last one this kernel knows
            return
        prctl(PR_CAPBSET_DROP, capability)


def drop_capabilities():
    """Empty the effective, permitted, inheritable and ambient sets of the process."""
    prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL)
    header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION_3, 0)
    _checked(_libc.capset(header, (ctypes.c_uint32 * 6)()), "capset")


def filter_system_calls(program):
    """Install the BPF `program` for good; needs no_new_privs, which is set first."""
    prctl(PR_SET_NO_NEW_PRIVS, 1)
    argument = _Program(len(program) // 8, program)
    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.addressof(argument))
