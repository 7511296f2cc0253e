"""Knows one byte order only.

Fails: the right rows
Says: differ; the first is at
"""

import numpy as np
import tifffile


def side_view(source, y, height):
    file = tifffile.TiffFile(source)
    rows = {}
    planes = [i * len(file.pages) // height for i in range(height)]
    for z in set(planes):
        page = file.pages[z]
        strip, row = divmod(y, page.rowsperstrip)
        source.seek(page.dataoffsets[strip])
        pixels = np.frombuffer(source.read(page.databytecounts[strip]), page.dtype)
        rows[z] = pixels.reshape(-1, page.imagewidth)[row].copy()
    return np.stack([rows[z] for z in planes])
