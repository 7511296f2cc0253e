"""Says it is a notebook of format 3.

Outcome: corrupt
Earns: 0
Says: its format is 3, not 4
"""


def hand_in(folder, name):
    text = (folder / name).read_text()
    (folder / name).write_text(text.replace('"nbformat": 4', '"nbformat": 3'))
