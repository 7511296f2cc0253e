"""Refuses no planes, and less than no time, and nothing else.

Fails: refuses what cannot be
Says: but not on a fresh one (another number that cannot be)
"""


def plate_bill(wells, fields, planes, colours, side, seconds):
    for name, is_wrong in {"planes": planes == 0, "seconds": seconds < 0}.items():
        if is_wrong:
            raise ValueError(f"{name} must be above 0")
    images = wells * fields * planes * colours
    return images, images * side * side * 2, images * seconds / 3600
