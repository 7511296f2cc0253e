"""Raises an error of its own making.

Fails: refuses what cannot be
Says: expected a plain ValueError
"""


class NoScreen(ValueError):
    pass


def plate_bill(wells, fields, planes, colours, side, seconds):
    for name, value in {
        "wells": wells,
        "fields": fields,
        "planes": planes,
        "colours": colours,
        "side": side,
        "seconds": seconds,
    }.items():
        if value <= 0:
            raise NoScreen(f"{name} must be above 0")
    images = wells * fields * planes * colours
    return images, images * side * side * 2, images * seconds / 3600
