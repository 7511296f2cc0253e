"""A folder in place of the notebook.

Outcome: rejected-files
Earns: 0
Says: no plain file
"""


def hand_in(folder, name):
    (folder / name).unlink()
    (folder / name).mkdir()
    (folder / name / "x.txt").write_text("in the way")
