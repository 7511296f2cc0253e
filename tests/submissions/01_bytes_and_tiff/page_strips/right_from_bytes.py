"""Reads a directory in one piece and takes it apart with `int.from_bytes`."""


def page_strips(source, number):
    def integer(data):
        return int.from_bytes(data, order)

    def at(position, count):
        source.seek(position)
        return source.read(count)

    header = at(0, 8)
    order = "little" if header[:2] == b"II" else "big"
    here = integer(header[4:])
    for page in range(number + 1):
        entries = integer(at(here, 2))
        table = at(here + 2, 12 * entries + 4)
        here = integer(table[-4:])
    found = {}
    for k in range(0, 12 * entries, 12):
        entry = table[k : k + 12]
        tag, kind, count = integer(entry[:2]), integer(entry[2:4]), integer(entry[4:8])
        size = {3: 2, 4: 4}.get(kind)
        if size is None:
            continue
        data = entry[8:]
        if count * size > 4:
            data = at(integer(data), count * size)
        found[tag] = [integer(data[i : i + size]) for i in range(0, count * size, size)]
    return found[256][0], found[257][0], found[273], found[279]
