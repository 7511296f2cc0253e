"""Leaves two questions out.

Fails: bytes, predicted to a factor of 2; all that apply
Says: 'bytes' is None
"""


def my_answers():
    return {"chunks": 12, "fewest": "d"}
