"""Is nothing but a link to the solution.

Outcome: rejected-files
Earns: 0
Says: it is a link
"""


def hand_in(folder, name):
    (folder / name).unlink()
    (folder / name).symlink_to(f"../../../../solutions/small/{name}")
