"""The answer cell never ends; what it defined before counts all the same.

Outcome: timed-out
Earns: 6
Says: did not finish within 5 s
"""

from tools import total

while True:
    pass
