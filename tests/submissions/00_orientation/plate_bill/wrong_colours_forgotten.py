"""Takes three colours for one image, and so everything is a third.

Fails: the number of images; the bytes; the hours
Says: there are 576,000 images
"""


def plate_bill(wells, fields, planes, colours, side, seconds):
    for name, value in zip(
        ("wells", "fields", "planes", "colours", "side", "seconds"),
        (wells, fields, planes, colours, side, seconds),
    ):
        if value <= 0:
            raise ValueError(f"{name} must be above 0, not {value}")
    images = wells * fields * planes
    return images, images * side * side * 2, images * seconds / 3600
