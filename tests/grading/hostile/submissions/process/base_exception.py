"""Raises what no handler expects in the call.

Outcome: kernel-died
Earns: 4
"""


class Odd(BaseException):
    pass


def total(source):
    raise Odd
