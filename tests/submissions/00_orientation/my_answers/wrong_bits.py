"""Counts bits.

Fails: bytes, predicted to a factor of 2
Says: 8 times too high
"""


def my_answers():
    return {"chunks": 12, "bytes": 196_608 * 8, "fewest": "d", "dear": "cde"}
