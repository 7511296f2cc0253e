"""Sends a value with a tag that does not exist.

Outcome: tampered
Earns: 4
Says: broke the channel
"""

import outofcore.grading._values as values

node, blobs = ["pickle", "gASVKgAAAAAAAA=="], []


def twice(x):
    values.encode = lambda value: (node, blobs)
    return x
