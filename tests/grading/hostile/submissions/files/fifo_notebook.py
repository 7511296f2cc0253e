"""A pipe in place of the notebook.

Outcome: rejected-files
Earns: 0
Says: it is a pipe (FIFO)
"""

import os


def hand_in(folder, name):
    (folder / name).unlink()
    os.mkfifo(folder / name)
