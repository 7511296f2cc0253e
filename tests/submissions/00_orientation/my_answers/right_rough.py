"""Right: a rough guess of the bytes, capital letters, and commas."""


def my_answers():
    return {"chunks": 12, "bytes": 150e3, "fewest": "D", "dear": "E, D, C"}
