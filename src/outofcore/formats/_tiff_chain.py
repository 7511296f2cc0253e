"""The pages of a TIFF file, walked through before tifffile does: is all there that they point to?

Where a page or a text lies behind the end of the file, tifffile notes it in its log and goes on
with the rest. So an OME-TIFF that was cut would be a plain file with fewer levels or pages.
"""

import struct

SUBIFDS = 330
NEEDED = {258, 270, 273, 277, 279, 324, 325, SUBIFDS, 339, 347}  # text, pixels, levels
SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4}
SIZES |= {16: 8, 17: 8, 18: 8}  # of BigTIFF
WHOLE = {3: "H", 4: "I", 13: "I", 16: "Q", 18: "Q"}
MOST_TAGS = 4096


def check_chain(file):
    """Raise ValueError unless all pages of an open file are there, with their levels and lists.

    Parameters
    ----------
    file : tifffile.TiffFile
    """
    at, pages = file.pages.first.offset, set()
    while at:
        page = f"page {len(pages)}"
        pages.add(at)
        after, levels = _check_directory(file, at, page)
        for number, level in enumerate(levels):
            if level >= 8:  # others are marks for a level that was left out
                _check_directory(file, level, f"level {number + 1} of {page}")
        if after in pages:
            raise ValueError(f"behind {page} comes one that was there before")
        at = after


def _check_directory(file, at, what):
    """Return where the next page lies, and the levels that hang on this one."""
    kind, levels = file.tiff, ()
    (many,) = struct.unpack(kind.tagnoformat, _read(file, at, kind.tagnosize, what))
    if many > MOST_TAGS:
        raise ValueError(f"{what} at {at} has {many} tags; {MOST_TAGS} are the most")
    nbytes = many * kind.tagsize
    data = _read(file, at + kind.tagnosize, nbytes + kind.offsetsize, what)
    if not kind.is_ndpi:  # which keeps the upper half of its offsets elsewhere
        for begin in range(0, nbytes, kind.tagsize):
            levels = _check_entry(file, data[begin : begin + kind.tagsize], what) or levels
    (after,) = struct.unpack(kind.offsetformat, data[nbytes : nbytes + kind.offsetsize])
    return after, levels


def _check_entry(file, entry, what):
    """Return the places of the levels where an entry lists them, else nothing."""
    kind = file.tiff
    words = kind.byteorder + ("HHQQ" if kind.version == 43 else "HHII")
    tag, type_, count, place = struct.unpack(words, entry)
    nbytes = SIZES.get(type_, 0) * count
    far = nbytes > kind.tagoffsetthreshold  # else the value stands in the entry itself
    if far and tag in NEEDED and place + nbytes > file.filehandle.size:
        raise _cut(file, f"tag {tag} of {what}", place, nbytes)
    if tag != SUBIFDS or type_ not in WHOLE:
        return ()
    data = _read(file, place, nbytes, what) if far else entry[-kind.tagoffsetthreshold :]
    return struct.unpack(f"{kind.byteorder}{count}{WHOLE[type_]}", data[:nbytes])


def _read(file, place, nbytes, what):
    file.filehandle.seek(place)
    data = file.filehandle.read(nbytes)
    if len(data) < nbytes:
        raise _cut(file, what, place, nbytes)
    return data


def _cut(file, what, place, nbytes):
    return ValueError(
        f"it has {file.filehandle.size} bytes, but {what} should lie at {place} with {nbytes}; "
        "the file is cut short or damaged"
    )
