"""Asks for 1 or more, and so refuses work of half a second.

Fails: the number of images; the bytes; the hours; refuses what cannot be
Says: seconds must be above 0, not 0.5
"""


def plate_bill(wells, fields, planes, colours, side, seconds):
    for name, value in locals().copy().items():
        if value < 1:
            raise ValueError(f"{name} must be above 0, not {value}")
    images = wells * fields * planes * colours
    return images, images * side * side * 2, images * seconds / 3600
