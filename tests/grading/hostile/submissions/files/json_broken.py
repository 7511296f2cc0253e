"""Breaks off in the middle of the notebook.

Outcome: corrupt
Earns: 0
Says: it is broken JSON
"""


def hand_in(folder, name):
    data = (folder / name).read_bytes()
    (folder / name).write_bytes(data[: len(data) // 2])
