"""Prints without end in the call, past Python as well.

Outcome: timed-out
Earns: 4
"""

import os


def total(source):
    while True:
        print("all work and no play " * 50)
        os.write(1, b"x" * 10_000)
        os.write(2, b"x" * 10_000)
