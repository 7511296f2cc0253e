"""Places the planes with floats, whose rounding is not that of //.

Fails: the right rows
Says: pixels of row 3 in 46 of 26 planes differ
"""

import numpy as np
import tifffile


def side_view(source, y, height):
    with tifffile.TiffFile(source) as file:
        planes = np.linspace(0, len(file.pages), height, endpoint=False).astype(int)
        rows = {}
        for z in sorted(set(planes.tolist())):
            page = file.pages[z]
            strip, row = divmod(y, page.rowsperstrip)
            source.seek(page.dataoffsets[strip])
            data = source.read(page.databytecounts[strip])
            pixels = np.frombuffer(data, page.dtype.newbyteorder(file.byteorder))
            rows[z] = pixels.reshape(-1, page.imagewidth)[row].copy()
    return np.stack([rows[z] for z in planes])
