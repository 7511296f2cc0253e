"""Divides and forgets one axis.

Fails: chunks, predicted; bytes, predicted to a factor of 2
Says: you predicted 4: too few
"""


def my_answers():
    return {"chunks": 128 // 32, "bytes": 4 * 16_384, "fewest": "d", "dear": "cde"}
