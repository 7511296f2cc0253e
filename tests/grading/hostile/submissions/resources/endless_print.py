"""Prints without end.

Outcome: output-limit
Earns: 6
Says: showed far more than is kept
"""

from tools import total

while True:
    print("all work and no play " * 50)
