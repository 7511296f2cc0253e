"""Returns nothing for a screen that cannot be.

Fails: refuses what cannot be
Says: returned None
"""


def plate_bill(wells, fields, planes, colours, side, seconds):
    if min(wells, fields, planes, colours, side, seconds) <= 0:
        return None
    images = wells * fields * planes * colours
    return images, images * side * side * 2, images * seconds / 3600
