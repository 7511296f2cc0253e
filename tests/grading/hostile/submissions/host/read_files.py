"""Reads secrets of the home, the course, the classmates and the system, in the answer cell.

Outcome: graded
Earns: 6
Refused: 20
"""

import os

from tools import attempt, read, total, world

for path in world["paths"]:
    attempt(path, read, path)
for name in ("gradebook", "hidden", "real_home"):
    attempt(name, read, world[name])
for name in ("home", "course", "repository", "data"):
    attempt(name, os.listdir, world[name])
attempt("shadow", read, "/etc/shadow")
attempt("passwd", read, "/etc/passwd")
attempt("environ of PID 1", read, "/proc/1/environ")
attempt("cmdline of PID 1", read, "/proc/1/cmdline")
