"""Believes that planes lie one behind the other, as in a bare array.

Fails: the right rows; one strip of each; only the planes it shows
Says: differ; the first is at
"""

import numpy as np
import tifffile


def side_view(source, y, height):
    with tifffile.TiffFile(source) as file:
        planes = [i * len(file.pages) // height for i in range(height)]
        rows = {}
        for z in sorted(set(planes)):
            page = file.pages[0]
            nbytes = page.imagewidth * page.dtype.itemsize
            source.seek(page.dataoffsets[0] + (z * page.imagelength + y) * nbytes)
            data = source.read(nbytes)
            pixels = np.frombuffer(data, page.dtype.newbyteorder(file.byteorder))
            rows[z] = pixels.reshape(-1, page.imagewidth)[0].copy()
    return np.stack([rows[z] for z in planes])
