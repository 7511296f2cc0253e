"""Right: on the disk, in mode a, the old result taken away with `pop`."""

from pathlib import Path

import h5py


def save_result(record, name, image):
    path = Path("work.h5")
    path.write_bytes(record)
    with h5py.File(path, "a") as file:
        if f"results/{name}" in file:
            file.pop(f"results/{name}")
        file[f"results/{name}"] = image
    changed = path.read_bytes()
    path.unlink()
    return changed
