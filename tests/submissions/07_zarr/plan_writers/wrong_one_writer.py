"""Gives everything to one writer: safe, and of no use.

Fails: the work is shared out
Says: the largest share has
"""


def plan_writers(shape, chunks, shards, writers):
    return [((0,) * len(shape), shape)]
