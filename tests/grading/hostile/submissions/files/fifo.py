"""A pipe that would keep its reader for ever.

Outcome: rejected-files
Earns: 6
Says: it is a pipe (FIFO)
"""

import os


def hand_in(folder, name):
    os.mkfifo(folder / "pipe.txt")
