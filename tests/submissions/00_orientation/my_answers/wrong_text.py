"""Numbers as text.

Fails: chunks, predicted; bytes, predicted to a factor of 2
Says: expected a whole number
"""


def my_answers():
    return {"chunks": "12", "bytes": "196608", "fewest": "d", "dear": "cde"}
