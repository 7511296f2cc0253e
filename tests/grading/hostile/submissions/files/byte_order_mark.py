"""Begins with a byte-order mark, as Windows' Notepad writes: an honest mistake.

Outcome: graded
Earns: 6
"""


def hand_in(folder, name):
    (folder / name).write_bytes(b"\xef\xbb\xbf" + (folder / name).read_bytes())
