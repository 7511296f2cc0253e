"""Opens with w, which empties the file first.

Fails: nothing else is lost
Says: / has no attribute 'specimen'
"""

from pathlib import Path

import h5py


def save_result(record, name, image):
    path = Path("work.h5")
    path.write_bytes(record)
    with h5py.File(path, "w") as file:
        file[f"results/{name}"] = image
    changed = path.read_bytes()
    path.unlink()
    return changed
