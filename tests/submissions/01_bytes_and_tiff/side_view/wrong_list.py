"""Returns a list of rows.

Fails: the right rows
Says: the numbers are right, but they are no array
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
    return [rows[z].tolist() for z in planes]
