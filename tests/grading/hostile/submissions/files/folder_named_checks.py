"""A folder where the checks belong, with a file in it.

Outcome: rejected-files
Earns: 6
Says: checks.py
"""


def hand_in(folder, name):
    (folder / "checks.py").unlink(missing_ok=True)
    (folder / "checks.py").mkdir()
    (folder / "checks.py" / "x.txt").write_text("in the way")
