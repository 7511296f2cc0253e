"""Reaches into other processes: ptrace, their memory, their descriptors.

Outcome: graded
Earns: 6
Refused: 8
"""

import os

from tools import attempt, syscall, total, world

TRACEME, ATTACH, SEIZE = 0, 16, 0x4206
attempt("traceme", syscall, 101, 117, TRACEME, 0, 0, 0)
attempt("PID 1", syscall, 101, 117, ATTACH, 1, 0, 0)
attempt("grader", syscall, 101, 117, SEIZE, world["grader"], 0, 0)
attempt("readv", syscall, 310, 270, 1, 0, 0, 0, 0, 0)
attempt("writev", syscall, 311, 271, 1, 0, 0, 0, 0, 0)
attempt("pidfd", syscall, 438, 438, 3, 0, 0)
attempt("kcmp", syscall, 312, 272, 1, os.getpid(), 0, 0, 0)
attempt("grader's memory", open, f"/proc/{world['grader']}/mem", "r+b")
