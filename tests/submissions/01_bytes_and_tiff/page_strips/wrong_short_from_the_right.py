"""Takes the last 4 bytes for one LONG: with MM first, a SHORT stands to the left.

Fails: both byte orders
Says: 70 in the file (stored as SHORT)
"""

import struct


def page_strips(source, number):
    def read(format, position):
        source.seek(position)
        return struct.unpack(order + format, source.read(struct.calcsize(order + format)))

    source.seek(0)
    order = {b"II": "<", b"MM": ">"}[source.read(2)]
    (place,) = read("I", 4)
    for _ in range(number):
        (entries,) = read("H", place)
        (place,) = read("I", place + 2 + 12 * entries)
    (entries,) = read("H", place)
    values = {}
    for k in range(entries):
        at = place + 2 + 12 * k
        tag, kind, count = read("HHI", at)
        if tag in (256, 257, 273, 279):
            form = f"{count}{'H' if kind == 3 else 'I'}"
            (last,) = read("I", at + 8)
            if count == 1:
                values[tag] = [last]
            elif struct.calcsize(order + form) <= 4:
                values[tag] = list(read(form, at + 8))
            else:
                values[tag] = list(read(form, last))
    return values[256][0], values[257][0], values[273], values[279]
