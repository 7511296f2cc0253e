"""Never returns.

Outcome: timed-out
Earns: 4
Says: did not return within 3 s
"""


def total(source):
    while True:
        pass
