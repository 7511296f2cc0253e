"""Reads where there is nothing.

Outcome: kernel-died
Earns: 4
Says: killed by SIGSEGV
"""

import ctypes


def total(source):
    return ctypes.string_at(0)
