"""Counts the votes for one name after the other, on renumbered labels."""

import numpy as np


def vote(labels, factors):
    names = np.unique(labels)
    best = winner = None
    for number, name in enumerate(names):
        votes = (labels == name).astype("int64")
        for axis, f in enumerate(factors):
            votes = np.add.reduceat(votes, range(0, votes.shape[axis], f), axis=axis)
        if best is None:
            best, winner = votes, np.zeros(votes.shape, int)
        winner[votes > best] = number
        best = np.maximum(best, votes)
    return names[winner]
