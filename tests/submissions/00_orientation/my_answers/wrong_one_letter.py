"""Names one of several.

Fails: all that apply
Says: not all are there
"""


def my_answers():
    return {"chunks": 12, "bytes": 196_608, "fewest": "d", "dear": "e"}
