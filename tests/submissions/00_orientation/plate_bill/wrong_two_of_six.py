"""Looks only at the two arguments that the open cases spoil.

Fails: refuses what cannot be
Says: but not on a fresh one (another number that cannot be)
"""


def plate_bill(wells, fields, planes, colours, side, seconds):
    if planes <= 0:
        raise ValueError("planes")
    if seconds <= 0:
        raise ValueError("seconds")
    images = wells * fields * planes * colours
    return images, images * side * side * 2, images * seconds / 3600
