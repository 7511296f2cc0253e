"""The filter by itself, installed in a child of the test; test_box attacks it inside real boxes."""

import ctypes
import errno
import platform
import subprocess
import sys

import pytest

from outofcore.grading import _seccomp

INSTALL = """
import ctypes, errno, mmap, os, socket
from outofcore.grading import _namespaces, _seccomp
_namespaces.filter_system_calls(_seccomp.build_filter())
libc = ctypes.CDLL(None, use_errno=True)

def code(result):
    return errno.errorcode[ctypes.get_errno()] if result == -1 else "done"
"""


def filtered(source):
    """Return what `source` prints when it runs under the filter, and its exit code."""
    done = subprocess.run([sys.executable, "-c", INSTALL + source], capture_output=True, text=True)
    return done.stdout.split(), done.returncode


def test_ordinary_work_goes_on():
    source = """
import subprocess, sys, threading
left, right = socket.socketpair()
left.send(b"x")
thread = threading.Thread(target=print, args=("thread",))
thread.start()
thread.join()
with mmap.mmap(-1, 4096, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS) as block:
    block[0] = 1
print("child", flush=True)
subprocess.run([sys.executable, "-c", "print('done')"], check=True)
"""
    assert filtered(source) == (["thread", "child", "done"], 0)


def test_arguments_are_compared_as_the_kernel_reads_them():
    source = """
high = 1 << 32
print(code(libc.socket(socket.AF_INET, socket.SOCK_DGRAM, 0)))
for request in (0x5412, high | 0x5412, 0x541C, high | 0x541C):
    print(code(libc.ioctl(0, ctypes.c_ulong(request), b"x")))
libc.mmap.restype = ctypes.c_long
shared = mmap.MAP_SHARED | mmap.MAP_ANONYMOUS
for flags in (shared, shared | 2, shared | 0x4000):  # 2: MAP_SHARED_VALIDATE; MAP_NORESERVE
    print(code(libc.mmap(None, ctypes.c_size_t(4096), 3, flags, -1, ctypes.c_long(0))))
print(code(libc.prctl(4, 0, 0, 0, 0)), code(libc.prctl(15, b"name", 0, 0, 0)))
"""
    assert filtered(source) == (["EPERM"] * 9 + ["done"], 0)


def test_a_system_call_without_a_name_does_not_exist():
    source = "print(*(code(libc.syscall(number)) for number in (460, 470, 599)))"
    assert filtered(source) == (["ENOSYS"] * 3, 0)


@pytest.mark.skipif(platform.machine() != "x86_64", reason="x32 is a second table of x86-64")
def test_calls_of_another_table_kill():
    lines, code = filtered("print('before', flush=True); libc.syscall(0x40000000 | 39)")
    assert (lines, code) == (["before"], -31)  # SIGSYS


def test_every_name_is_known_or_of_another_architecture():
    library = _seccomp._load()
    elsewhere = {"umount", "vm86", "vm86old", "stime", "iopl", "ioperm", "modify_ldt", "uselib"}
    younger = {"open_tree_attr"}
    unknown = {
        name
        for name in (_seccomp.REFUSED + _seccomp.ABSENT).split()
        if library.seccomp_syscall_resolve_name(name.encode()) == -1
    }
    assert unknown <= elsewhere | younger


def test_the_program_is_one_the_kernel_takes():
    program = _seccomp.build_filter()
    assert len(program) % 8 == 0
    assert 8 * 50 < len(program) <= 8 * 4096  # BPF_MAXINSNS


def test_without_the_library_it_names_the_package(monkeypatch):
    def missing(*_, **__):
        raise OSError(errno.ENOENT, "no such file")

    monkeypatch.setattr(ctypes, "CDLL", missing)
    with pytest.raises(_seccomp.SeccompMissing, match="apt install libseccomp2"):
        _seccomp.build_filter()
