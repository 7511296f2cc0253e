"""Takes every voxel for two bytes.

Fails: the right rows
Says: the right rows
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
            pixels = np.frombuffer(data, file.byteorder + "u2")
            rows[z] = pixels.reshape(-1, page.imagewidth)[
                row % (len(pixels) // page.imagewidth)
            ].copy()
    return np.stack([rows[z] for z in planes])
