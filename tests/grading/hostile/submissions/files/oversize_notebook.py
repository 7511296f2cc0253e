"""A notebook of 30 MiB.

Outcome: rejected-files
Earns: 0
Says: are allowed
"""


def hand_in(folder, name):
    with (folder / name).open("ab") as file:
        file.write(b" " * (30 * 2**20))
