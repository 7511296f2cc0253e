"""Grows bit by bit until the limit of its process.

Outcome: graded
Earns: 4
Says: MemoryError
"""


def total(source):
    parts = []
    while True:
        parts.append(bytearray(b"x" * 2**18))
