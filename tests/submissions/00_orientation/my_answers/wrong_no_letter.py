"""Leaves the question with one letter out.

Fails: one of several
Says: 'fewest' is None; expected one letter
"""


def my_answers():
    return {"chunks": 12, "bytes": 196_608, "dear": "cde"}
