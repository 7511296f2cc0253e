"""Calculates the byte counts instead of reading them, at two bytes per pixel.

Fails: any page
Says: the byte count of strip 0 is 2240 in your answer, 1,120 in the file
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
        if tag in (256, 257, 273, 278):
            form = f"{count}{'H' if kind == 3 else 'I'}"
            fits = struct.calcsize(order + form) <= 4
            values[tag] = list(read(form, at + 8 if fits else read("I", at + 8)[0]))
    width, length, rows = values[256][0], values[257][0], values[278][0]
    counts = [2 * width * min(rows, length - top) for top in range(0, length, rows)]
    return width, length, values[273], counts
