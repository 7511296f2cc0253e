"""JSON, but a list.

Outcome: corrupt
Earns: 0
Says: its JSON is no object
"""


def hand_in(folder, name):
    (folder / name).write_text("[1, 2, 3]")
