"""Two thousand files.

Outcome: rejected-files
Earns: 6
Says: more than 200 files
"""


def hand_in(folder, name):
    for number in range(2000):
        (folder / f"{number}.txt").touch()
