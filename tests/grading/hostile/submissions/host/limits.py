"""Raises its own limits, and lowers others'.

Outcome: graded
Earns: 6
Refused: 16
"""

import os
import resource

from tools import attempt, total, write


def more(number):
    hard = resource.getrlimit(number)[1]
    if hard == resource.RLIM_INFINITY:
        return "unlimited"
    try:
        resource.setrlimit(number, (hard + 1, hard + 1))
    except ValueError as error:
        raise PermissionError(1, str(error)) from error
    return "raised"


NAMES = """
DATA AS NPROC NOFILE FSIZE CPU CORE STACK MEMLOCK MSGQUEUE SIGPENDING
"""
for name in NAMES.split():
    attempt(name, more, getattr(resource, f"RLIMIT_{name}"))
attempt("of PID 1", resource.prlimit, 1, resource.RLIMIT_NOFILE, (8, 8))
attempt("real time", os.sched_setscheduler, 0, os.SCHED_FIFO, os.sched_param(50))
attempt("nice", os.nice, -1)
attempt("cgroup", os.mkdir, "/sys/fs/cgroup/mine")
attempt("oom", write, "/proc/1/oom_score_adj")
