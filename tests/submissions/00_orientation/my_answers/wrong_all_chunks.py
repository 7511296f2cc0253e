"""Counts the chunks of the whole stack.

Fails: chunks, predicted; bytes, predicted to a factor of 2
Says: you predicted 36: too many
"""


def my_answers():
    return {"chunks": 36, "bytes": 36 * 16_384, "fewest": "d", "dear": "cde"}
