"""Loses the part of an hour.

Fails: the hours
Says: hours for 768 images
"""


def plate_bill(wells, fields, planes, colours, side, seconds):
    for name, value in zip(
        ("wells", "fields", "planes", "colours", "side", "seconds"),
        (wells, fields, planes, colours, side, seconds),
    ):
        if value <= 0:
            raise ValueError(f"{name} must be above 0, not {value}")
    images = wells * fields * planes * colours
    return images, images * side * side * 2, images * seconds // 3600
