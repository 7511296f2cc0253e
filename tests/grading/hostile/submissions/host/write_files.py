"""Writes, truncates, deletes, renames: data, gradebook, solutions, a classmate's work.

Outcome: graded
Earns: 6
Refused: 45
"""

import os

from tools import attempt, total, world, write

for path in world["paths"]:
    attempt(path, write, path)
    attempt(path, os.truncate, path, 0)
    attempt(path, os.unlink, path)
    attempt(path, os.rename, path, path + ".old")
    attempt(path, os.chmod, path, 0o777)
