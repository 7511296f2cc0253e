"""Crashes in every cell; each costs its own check alone, and a helper's crash none.

Outcome: kernel-died
Earns: 2
Says: killed by SIGSEGV
"""

import ctypes

ctypes.string_at(0)
# cell: twice
__import__("ctypes").string_at(0)
