"""Takes the row, which lies together in memory, for the cheapest.

Fails: one of several
Says: c touches 4 chunks
"""


def my_answers():
    return {"chunks": 12, "bytes": 196_608, "fewest": "c", "dear": "cde"}
