"""JSON that is nested a million deep.

Outcome: corrupt
Earns: 0
Says: nested too deeply
"""


def hand_in(folder, name):
    (folder / name).write_bytes(b"[" * 1_000_000)
