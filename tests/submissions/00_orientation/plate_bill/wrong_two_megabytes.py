"""Takes every image for 2,000,000 bytes.

Fails: the bytes
Says: you said 1,152,000,000,000
"""


def plate_bill(wells, fields, planes, colours, side, seconds):
    for name, value in zip(
        ("wells", "fields", "planes", "colours", "side", "seconds"),
        (wells, fields, planes, colours, side, seconds),
    ):
        if value <= 0:
            raise ValueError(f"{name} must be above 0, not {value}")
    images = wells * fields * planes * colours
    return images, images * 2_000_000, images * seconds / 3600
