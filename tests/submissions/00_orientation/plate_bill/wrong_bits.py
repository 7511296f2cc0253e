"""Counts bits.

Fails: the bytes
Says: you said 9,663,676,416,000
"""


def plate_bill(wells, fields, planes, colours, side, seconds):
    for name, value in zip(
        ("wells", "fields", "planes", "colours", "side", "seconds"),
        (wells, fields, planes, colours, side, seconds),
    ):
        if value <= 0:
            raise ValueError(f"{name} must be above 0, not {value}")
    images = wells * fields * planes * colours
    return images, images * side * side * 16, images * seconds / 3600
