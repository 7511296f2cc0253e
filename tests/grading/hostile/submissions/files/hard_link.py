"""A hard link to a file that the grader may read and the student may not.

Outcome: rejected-files
Earns: 6
Says: it is a hard link
"""

import os


def hand_in(folder, name):
    os.link(folder.parents[2] / "gradebook.db", folder / "mine.db")
