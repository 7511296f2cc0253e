"""Never returns.

Outcome: timed-out
Earns: 4
Says: did not return within 5 s
"""


def total(source):
    while True:
        pass
