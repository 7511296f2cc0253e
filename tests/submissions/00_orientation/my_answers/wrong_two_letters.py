"""Two letters where one is asked for.

Fails: one of several
Says: one letter is asked for
"""


def my_answers():
    return {"chunks": 12, "bytes": 196_608, "fewest": "cd", "dear": "cde"}
