"""Collects the rows in an array of floats.

Fails: the right rows
Says: the numbers are right, but they are of dtype float64; the file holds uint16
"""

import numpy as np
import tifffile


def side_view(source, y, height):
    with tifffile.TiffFile(source) as file:
        planes = [i * len(file.pages) // height for i in range(height)]
        rows = {}
        for z in sorted(set(planes)):
            page = file.pages[z]
            strip, row = divmod(y, page.rowsperstrip)
            source.seek(page.dataoffsets[strip])
            data = source.read(page.databytecounts[strip])
            pixels = np.frombuffer(data, page.dtype.newbyteorder(file.byteorder))
            rows[z] = pixels.reshape(-1, page.imagewidth)[row].copy()
    picture = np.empty((height, len(rows[planes[0]])))
    for i, z in enumerate(planes):
        picture[i] = rows[z]
    return picture
