"""Waits for a password, for standard input, for a debugger.

Outcome: graded
Earns: 6
"""

import getpass
import sys

from tools import total

for ask in (lambda: getpass.getpass(), sys.stdin.read, breakpoint):
    try:
        ask()
    except Exception as error:
        print(type(error).__name__)
