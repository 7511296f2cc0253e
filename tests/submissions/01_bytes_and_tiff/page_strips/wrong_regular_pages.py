"""Believes that pages follow each other without a gap, in order.

Fails: any page; both byte orders; one strip or many
Says: page 8 of a file that begins with II: the offset of strip 0 is
"""

import struct


def page_strips(source, number):
    def read(format, position):
        source.seek(position)
        return struct.unpack(order + format, source.read(struct.calcsize(order + format)))

    source.seek(0)
    order = {b"II": "<", b"MM": ">"}[source.read(2)]
    (place,) = read("I", 4)
    (entries,) = read("H", place)
    values = {}
    for k in range(entries):
        at = place + 2 + 12 * k
        tag, kind, count = read("HHI", at)
        if tag in (256, 257, 273, 279):
            form = f"{count}{'H' if kind == 3 else 'I'}"
            fits = struct.calcsize(order + form) <= 4
            values[tag] = list(read(form, at + 8 if fits else read("I", at + 8)[0]))
    ahead = number * sum(values[279])
    return values[256][0], values[257][0], [at + ahead for at in values[273]], values[279]
