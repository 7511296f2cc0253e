"""Never returns, and swallows the alarm.

Outcome: timed-out
Earns: 4
Says: did not return within
"""


def twice(x):
    while x == 4:
        try:
            while True:
                pass
        except BaseException:
            pass
    return 0
