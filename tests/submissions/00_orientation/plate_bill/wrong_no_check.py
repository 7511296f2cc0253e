"""Computes the bill of a screen without planes.

Fails: refuses what cannot be
Says: a bill of nothing hides the mistake
"""


def plate_bill(wells, fields, planes, colours, side, seconds):
    images = wells * fields * planes * colours
    return images, images * side * side * 2, images * seconds / 3600
