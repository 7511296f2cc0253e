"""Refuses, and does not say what.

Fails: refuses what cannot be
Says: which does not name 'planes'
"""


def plate_bill(wells, fields, planes, colours, side, seconds):
    if min(wells, fields, planes, colours, side, seconds) <= 0:
        raise ValueError("every number must be above 0")
    images = wells * fields * planes * colours
    return images, images * side * side * 2, images * seconds / 3600
