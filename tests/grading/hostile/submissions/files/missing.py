"""No notebook at all, but a picture of it.

Outcome: missing
Earns: 0
Says: no small.ipynb was handed in
"""


def hand_in(folder, name):
    (folder / name).rename(folder / "notebook.png")
