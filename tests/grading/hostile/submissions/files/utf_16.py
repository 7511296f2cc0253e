"""A notebook in UTF-16.

Outcome: corrupt
Earns: 0
Says: it is not UTF-8
"""


def hand_in(folder, name):
    (folder / name).write_text((folder / name).read_text(), "utf-16")
