"""Leaves children behind that only burn processor time.

Outcome: graded
Earns: 6
"""

import os

from tools import total

for _ in range(4):
    if os.fork() == 0:
        os.setsid()
        while True:
            pass
