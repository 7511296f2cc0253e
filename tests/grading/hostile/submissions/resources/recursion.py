"""Runs out of stack in C, by a limit it raised itself.

Outcome: kernel-died
Earns: 4
Says: killed by SIGSEGV
"""

import sys


class Deep:
    def __repr__(self):
        return str([self])


def total(source):
    sys.setrecursionlimit(2**30)
    return len(repr(Deep()))
