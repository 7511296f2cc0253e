"""Says that no read is dear.

Fails: all that apply
Says: 'dear' is ''; expected letters
"""


def my_answers():
    return {"chunks": 12, "bytes": 196_608, "fewest": "d", "dear": ""}
