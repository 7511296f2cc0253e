"""Names with control characters, blanks, dashes, backslashes, and bytes that are no text.

Outcome: rejected-files
Earns: 6
Says: not UTF-8
Says: control or invisible
Says: starts or ends with a blank
"""

import os

NAMES = (
    b"\xff\xfe.txt",
    b"a\nb.txt",
    b" x ",
    b"-rf",
    b"a\\b",
    b"\x1b[31mred",
    "\u202egnp.exe".encode(),
)


def hand_in(folder, name):
    for odd in NAMES:
        (folder / os.fsdecode(odd)).write_text("odd")
