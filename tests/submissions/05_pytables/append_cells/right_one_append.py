"""Right: joins the blocks first, appends once, and works the counts out."""

import numpy as np
import tables


def append_cells(path, blocks):
    with tables.open_file(path, "r+") as file:
        before = int(file.root.markers.nrows)
        if blocks:
            file.root.markers.append(np.concatenate([markers for markers, _ in blocks]))
            file.root.kinds.append(np.concatenate([kinds for _, kinds in blocks]))
    lengths = np.cumsum([len(kinds) for _, kinds in blocks], dtype=int)
    return [before + int(n) for n in lengths]
