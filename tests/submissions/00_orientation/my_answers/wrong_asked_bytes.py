"""Counts the bytes that were asked for.

Fails: bytes, predicted to a factor of 2
Says: so many were asked for
"""


def my_answers():
    return {"chunks": 12, "bytes": 96 * 128 * 2, "fewest": "d", "dear": "cde"}
