"""Prints 200 MB as one line, and goes on.

Outcome: output-limit
Earns: 6
"""

from tools import total

print("x" * 200_000_000)
