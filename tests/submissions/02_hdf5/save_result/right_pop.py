"""Right: in mode a, the old result taken away with `pop`."""

import h5py


def save_result(path, name, image):
    with h5py.File(path, "a") as file:
        if f"results/{name}" in file:
            file.pop(f"results/{name}")
        file[f"results/{name}"] = image
