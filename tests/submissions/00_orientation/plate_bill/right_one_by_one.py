"""Right: a question for each argument, and sums over wells."""


def plate_bill(wells, fields, planes, colours, side, seconds):
    if wells < 1:
        raise ValueError(f"wells: {wells}")
    if fields < 1:
        raise ValueError(f"fields: {fields}")
    if planes < 1:
        raise ValueError(f"planes: {planes}")
    if colours < 1:
        raise ValueError(f"colours: {colours}")
    if side < 1:
        raise ValueError(f"side: {side}")
    if not seconds > 0:
        raise ValueError(f"seconds: {seconds}")
    images = sum(fields * planes * colours for _ in range(wells))
    return images, images * (side * side + side * side), images / (3600 / seconds)
