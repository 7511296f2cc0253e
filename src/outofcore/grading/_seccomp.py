"""`build_filter`: which system calls a box is refused, as a BPF program for the kernel.

Everything is allowed but what is listed here. Most of it an unprivileged process could not do
anyway; the list is the second wall, for the day the first one has a hole. Three entries carry
weight of their own: memory that belongs to no process's resident set and to no file system
(memfd, anonymous shared maps, System V, pages given to a pipe) would escape the watchdog; sockets
other than AF_UNIX would be a way to the kernel's network code; new namespaces give capabilities.
"""

import ctypes
import errno
import os
import socket

# EPERM: the program is told that it may not.
REFUSED = """
ptrace process_vm_readv process_vm_writev process_madvise kcmp pidfd_getfd
mount umount umount2 pivot_root chroot open_tree move_mount fsopen fsconfig fsmount fspick
mount_setattr open_tree_attr unshare setns
bpf perf_event_open io_uring_setup io_uring_enter io_uring_register userfaultfd
keyctl add_key request_key kexec_load kexec_file_load init_module finit_module delete_module
create_module query_module get_kernel_syms reboot swapon swapoff acct quotactl quotactl_fd syslog
personality name_to_handle_at open_by_handle_at fanotify_init fanotify_mark lookup_dcookie
iopl ioperm modify_ldt vm86 vm86old uselib nfsservctl _sysctl sysfs ustat
settimeofday clock_settime clock_adjtime adjtimex stime sethostname setdomainname vhangup
move_pages migrate_pages
memfd_create memfd_secret shmget shmat shmctl semget msgget mq_open vmsplice tee
"""

# ENOSYS: glibc then takes the older call, whose arguments a filter can see.
ABSENT = "clone3"

# mount, cgroup, uts, ipc, user, pid, net
CLONE_NAMESPACES = [0x20000, 0x2000000] + [0x4000000 << n for n in range(5)]
MAP_SHARED_ANONYMOUS = 0x01 | 0x20
TIOCSTI, TIOCLINUX, TIOCSETD = 0x5412, 0x541C, 0x5423
F_SETPIPE_SZ = 1031  # a pipe's buffer is in nobody's account
PR_SET_DUMPABLE = 4
LOW_HALF = 0xFFFFFFFF  # the kernel reads these as int: ignore what a caller puts above

ALLOW, KILL_PROCESS, ERRNO = 0x7FFF0000, 0x80000000, 0x00050000
NOT_EQUAL, MASKED_EQUAL = 1, 7  # enum scmp_compare
BAD_ARCH, OPTIMIZE = 2, 8  # enum scmp_filter_attr
FIRST_COMMON, LAST_GUESSED = 424, 600  # numbers that are the same on every architecture


class SeccompMissing(RuntimeError):
    """The library that writes seccomp filters is not installed."""


class _Compare(ctypes.Structure):
    _fields_ = [
        ("argument", ctypes.c_uint),
        ("operator", ctypes.c_int),
        ("first", ctypes.c_uint64),
        ("second", ctypes.c_uint64),
    ]


def build_filter():
    """Return the filter's BPF program as bytes.

    Raises
    ------
    SeccompMissing
        When libseccomp.so.2 is not there; the message names Debian's package.
    """
    library = _load()
    context = ctypes.c_void_p(library.seccomp_init(ALLOW))
    try:
        _add_rules(library, context)
        return _exported(library, context)
    finally:
        library.seccomp_release(context)


def _load():
    try:
        library = ctypes.CDLL("libseccomp.so.2", use_errno=True)
    except OSError:
        raise SeccompMissing(
            "libseccomp.so.2 is missing, which writes the filter of system calls: "
            "apt install libseccomp2"
        ) from None
    library.seccomp_init.restype = ctypes.c_void_p
    library.seccomp_syscall_resolve_num_arch.restype = ctypes.c_void_p
    library.seccomp_rule_add_array.argtypes = [
        ctypes.c_void_p,
        ctypes.c_uint32,
        ctypes.c_int,
        ctypes.c_uint,
        ctypes.POINTER(_Compare),
    ]
    return library


def _add_rules(library, context):
    library.seccomp_attr_set(context, BAD_ARCH, KILL_PROCESS)  # 32-bit and x32 calls
    library.seccomp_attr_set(context, OPTIMIZE, 2)  # a binary tree; absent before 2.5
    for names, code in ((REFUSED, errno.EPERM), (ABSENT, errno.ENOSYS)):
        for name in names.split():
            _refuse(library, context, name, code)
    for number in _unknown(library):
        _refuse_number(library, context, number, errno.ENOSYS)
    for name, *compare in _conditions():
        _refuse(library, context, name, errno.EPERM, _Compare(*compare))


def _conditions():
    """Yield (system call, argument, operator, value, value) of the calls refused in part."""
    for family in ("socket", "socketpair"):
        yield family, 0, NOT_EQUAL, socket.AF_UNIX, 0
    for flag in CLONE_NAMESPACES:
        yield "clone", 0, MASKED_EQUAL, flag, flag
    for request in (TIOCSTI, TIOCLINUX, TIOCSETD):
        yield "ioctl", 1, MASKED_EQUAL, LOW_HALF, request
    for name in ("fcntl", "fcntl64"):
        yield name, 1, MASKED_EQUAL, LOW_HALF, F_SETPIPE_SZ
    for name in ("mmap", "mmap2"):
        yield name, 3, MASKED_EQUAL, MAP_SHARED_ANONYMOUS, MAP_SHARED_ANONYMOUS
    # The grader writes to /proc/PID/clear_refs, which only a dumpable process leaves to its user.
    yield "prctl", 0, MASKED_EQUAL, LOW_HALF, PR_SET_DUMPABLE
    # On a machine without a second user, PID 1 has the student's: its limits stay out of reach.
    yield "prlimit64", 0, NOT_EQUAL, 0, 0


def _unknown(library):
    """Return the numbers of system calls younger than this libseccomp, which no name can refuse."""
    native = library.seccomp_arch_native()
    known = [n for n in range(FIRST_COMMON, LAST_GUESSED) if _name(library, native, n)]
    return range(max(known) + 1, LAST_GUESSED)


def _name(library, arch, number):
    text = library.seccomp_syscall_resolve_num_arch(arch, number)
    if not text:
        return ""
    return ctypes.string_at(text).decode()


def _refuse(library, context, name, code, *compares):
    """Refuse the call `name`; one that this architecture has not needs no rule."""
    number = library.seccomp_syscall_resolve_name(name.encode())
    if number >= 0:
        _refuse_number(library, context, number, code, *compares)


def _refuse_number(library, context, number, code, *compares):
    array = (_Compare * len(compares))(*compares)
    result = library.seccomp_rule_add_array(context, ERRNO | code, number, len(compares), array)
    if result < 0:
        raise OSError(-result, f"libseccomp takes no rule for system call {number}")


def _exported(library, context):
    read, write = os.pipe()  # a filter is 8 KiB, a pipe takes 64
    try:
        result = library.seccomp_export_bpf(context, write)
        if result < 0:
            raise OSError(-result, "libseccomp cannot write the filter")
        return os.read(read, 2**16)
    finally:
        os.close(read)
        os.close(write)
