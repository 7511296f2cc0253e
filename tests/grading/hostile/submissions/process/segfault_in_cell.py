"""Crashes the process in the answer cell; the cells before and after it are run again.

Outcome: kernel-died
Earns: 4
Says: killed by SIGSEGV
"""

import ctypes

from tools import total

ctypes.string_at(0)
