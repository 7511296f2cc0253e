"""Lets negative numbers pass.

Fails: refuses what cannot be
Says: for seconds = -20 it returned
"""


def plate_bill(wells, fields, planes, colours, side, seconds):
    for name, value in locals().copy().items():
        if value == 0:
            raise ValueError(name)
    images = wells * fields * planes * colours
    return images, images * side * side * 2, images * seconds / 3600
