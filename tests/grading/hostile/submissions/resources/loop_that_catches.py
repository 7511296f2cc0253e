"""Catches whatever would stop it, again and again.

Outcome: timed-out
Earns: 4
Says: did not return within 5 s
"""


def total(source):
    while True:
        try:
            while True:
                pass
        except BaseException:
            continue
