"""Names everything that could be wrong.

Fails: refuses what cannot be
Says: which one was wrong?
"""


def plate_bill(wells, fields, planes, colours, side, seconds):
    if min(wells, fields, planes, colours, side, seconds) <= 0:
        raise ValueError("wells, fields, planes, colours, side, seconds must be above 0")
    images = wells * fields * planes * colours
    return images, images * side * side * 2, images * seconds / 3600
