"""Takes the smallest box for the cheapest one.

Fails: one of several
Says: e touches 8 chunks
"""


def my_answers():
    return {"chunks": 12, "bytes": 196_608, "fewest": "e", "dear": "cde"}
