"""Sends a whole number as eight million digits.

Outcome: tampered
Earns: 4
Says: broke the channel
"""

import outofcore.grading._values as values

node, blobs = ["i", "9" * 7_000_000], []


def twice(x):
    values.encode = lambda value: (node, blobs)
    return x
