"""Refuses with an assert, which python -O leaves out.

Fails: refuses what cannot be
Says: it raised AssertionError
"""


def plate_bill(wells, fields, planes, colours, side, seconds):
    for name, value in locals().copy().items():
        assert value > 0, name
    images = wells * fields * planes * colours
    return images, images * side * side * 2, images * seconds / 3600
