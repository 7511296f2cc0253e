"""Calls with which kernels were broken: bpf, io_uring, perf, userfaultfd, keys, modules.

Outcome: graded
Earns: 6
Refused: 15
"""

from tools import attempt, syscall, total

attempt("bpf", syscall, 321, 280, 0, 0, 0)
attempt("io_uring_setup", syscall, 425, 425, 8, 0)
attempt("io_uring_enter", syscall, 426, 426, 3, 1, 0, 0, 0, 0)
attempt("io_uring_register", syscall, 427, 427, 3, 0, 0, 0)
attempt("perf_event_open", syscall, 298, 241, 0, 0, -1, -1, 0)
attempt("userfaultfd", syscall, 323, 282, 0)
attempt("keyctl", syscall, 250, 219, 0, -3, 1)
attempt("add_key", syscall, 248, 217, b"user", b"a", b"b", 1, -3)
attempt("init_module", syscall, 175, 105, 0, 0, b"")
attempt("kexec_load", syscall, 246, 104, 0, 0, 0, 0)
attempt("memfd_create", syscall, 319, 279, b"a", 0)
attempt("shmget", syscall, 29, 194, 0, 4096, 0o1600)
attempt("name_to_handle_at", syscall, 303, 264, -100, b"/", 0, 0, 0)
attempt("open_by_handle_at", syscall, 304, 265, 3, 0, 0)
attempt("clone3", syscall, 435, 435, 0, 0, may=("ENOSYS",))
