"""Labels the image anew, as if all that touches were one.

Fails: neighbours stay apart; the numbers
Says: of your numbers hold several
"""

import scipy.ndimage as ndi
import zarr


def merge_labels(store, name, contact):
    labels = zarr.open_array(store, path=name, mode="r")[...]
    return ndi.label(labels > 0)[0]
