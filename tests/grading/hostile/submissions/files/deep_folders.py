"""Folders inside folders, a hundred deep.

Outcome: rejected-files
Earns: 6
Says: folders deep
"""


def hand_in(folder, name):
    deep = folder.joinpath(*["d"] * 100)
    deep.mkdir(parents=True)
    (deep / "x.txt").touch()
