"""A directory is an array of records."""

import numpy as np


def page_strips(source, number):
    source.seek(0)
    order = "<" if source.read(2) == b"II" else ">"

    def numbers(kind, count, position):
        kind = np.dtype(order + kind)
        source.seek(position)
        return np.frombuffer(source.read(count * kind.itemsize), kind)

    place = int(numbers("u4", 1, 4)[0])
    entry = np.dtype([("tag", order + "u2"), ("kind", order + "u2"), ("count", order + "u4")])
    entry = np.dtype([("start", entry), ("last", "V4")])
    while True:
        many = int(numbers("u2", 1, place)[0])
        if number == 0:
            break
        number -= 1
        place = int(numbers("u4", 1, place + 2 + 12 * many)[0])
    source.seek(place + 2)
    table = np.frombuffer(source.read(12 * many), entry)
    values = {}
    for k, (tag, kind, count) in enumerate(table["start"].tolist()):
        if tag not in (256, 257, 273, 279):
            continue
        code = {3: "u2", 4: "u4"}[kind]
        at = place + 2 + 12 * k + 8
        if count * int(code[1]) > 4:
            at = int(numbers("u4", 1, at)[0])
        values[tag] = numbers(code, count, at).tolist()
    return values[256][0], values[257][0], values[273], values[279]
