"""A file of a terabyte without a byte in it, made in three ways.

Outcome: graded
Earns: 6
Refused: 3
"""

import os

from tools import attempt, total

handle = os.open("sparse", os.O_CREAT | os.O_RDWR)
attempt("truncate", os.ftruncate, handle, 2**40)
attempt("allocate", os.posix_fallocate, handle, 0, 2**40)
attempt("write far away", os.pwrite, handle, b"x", 2**40)
