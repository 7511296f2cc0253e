"""Hands in a link to the folder of the solutions in place of a folder.

Outcome: rejected-files
Earns: 0
Says: is a link or no folder
"""

import shutil


def hand_in(folder, name):
    shutil.rmtree(folder)
    folder.symlink_to("../../../solutions/small")
