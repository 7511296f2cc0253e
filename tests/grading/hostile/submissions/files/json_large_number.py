"""A format of ten thousand digits.

Outcome: corrupt
Earns: 0
Says: cannot be read
"""


def hand_in(folder, name):
    text = (folder / name).read_text()
    (folder / name).write_text(text.replace('"nbformat": 4', '"nbformat": ' + "4" * 10_000))
