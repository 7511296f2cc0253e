"""Zero bytes.

Outcome: corrupt
Earns: 0
Says: it is empty
"""


def hand_in(folder, name):
    (folder / name).write_bytes(b"")
