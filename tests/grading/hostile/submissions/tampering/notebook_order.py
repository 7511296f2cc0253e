"""Checks before it answers, in another order.

Outcome: tampered
Earns: 6
Says: locked cells stand in another order
"""

import nbformat


def hand_in(folder, name):
    notebook = nbformat.read(folder / name, as_version=4)
    notebook.cells.reverse()
    nbformat.write(notebook, folder / name)
