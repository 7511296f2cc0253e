"""Names that differ from ours in case only, and folders named like our files.

Outcome: rejected-files
Earns: 6
Says: differs only in case from ours
"""


def hand_in(folder, name):
    for other in ("Checks.py", "CHECKS.PY"):
        (folder / other).write_text("stolen = True")
