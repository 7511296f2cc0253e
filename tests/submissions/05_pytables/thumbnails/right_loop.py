"""Right: takes each picture inside the loop over `where`."""

import numpy as np
import tables


def thumbnails(path, well, smallest):
    with tables.open_file(path) as file:
        table = file.root.cells
        hits = table.where(
            "(well == the_well) & (area >= least)", {"the_well": well, "least": smallest}
        )
        pictures = [row["thumb"] for row in hits]
    return np.array(pictures, dtype="uint16").reshape(-1, 16, 16)
