"""Five million numbers.

Outcome: corrupt
Earns: 0
Says: too many values
"""


def hand_in(folder, name):
    (folder / name).write_text("[" + "0," * 5_000_000 + "0]")
