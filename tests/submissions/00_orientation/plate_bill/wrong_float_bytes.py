"""Bytes with a decimal point.

Fails: the bytes
Says: a count is whole, so return an int
"""


def plate_bill(wells, fields, planes, colours, side, seconds):
    for name, value in zip(
        ("wells", "fields", "planes", "colours", "side", "seconds"),
        (wells, fields, planes, colours, side, seconds),
    ):
        if value <= 0:
            raise ValueError(f"{name} must be above 0, not {value}")
    images = wells * fields * planes * colours
    return images, images * side * side * 16 / 8, images * seconds / 3600
