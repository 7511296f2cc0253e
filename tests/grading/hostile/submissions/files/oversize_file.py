"""A file of a terabyte, without a byte in it.

Outcome: rejected-files
Earns: 6
Says: 1.0 TiB
"""


def hand_in(folder, name):
    with (folder / "large.bin").open("wb") as file:
        file.truncate(2**40)
