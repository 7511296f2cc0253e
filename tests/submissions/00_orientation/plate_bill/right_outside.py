"""Right: the message has "side" in it, as a part of another word."""


def plate_bill(wells, fields, planes, colours, side, seconds):
    for name, value in locals().copy().items():
        if not value > 0:
            raise ValueError(f"{name} lies outside the range")
    images = wells * fields * planes * colours
    return images, images * side * side * 2, images * seconds / 3600
