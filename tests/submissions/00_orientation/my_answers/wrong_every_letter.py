"""Names all of them.

Fails: all that apply
Says: a reads 8 times what it asks for
"""


def my_answers():
    return {"chunks": 12, "bytes": 196_608, "fewest": "d", "dear": "abcde"}
