"""Links to the grader's files, to a folder, to itself and to nothing.

Outcome: rejected-files
Earns: 6
Says: it is a link
"""


def hand_in(folder, name):
    for link, target in {
        "passwd.txt": "/etc/passwd",
        "etc": "/etc",
        "loop": "loop",
        "nothing": "/nowhere",
        "up": "../../..",
        "hidden.py": "../../../../solutions/small/hidden_checks.py",
    }.items():
        (folder / link).symlink_to(target)
