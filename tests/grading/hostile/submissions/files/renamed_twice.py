"""Two notebooks, none of them under its name.

Outcome: missing
Earns: 0
Says: more than one that it could be
"""

import shutil


def hand_in(folder, name):
    shutil.copy(folder / name, folder / "a.ipynb")
    (folder / name).rename(folder / "b.ipynb")
