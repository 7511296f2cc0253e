"""Rewrites the locked first cell, to hand out a `check` of its own.

Outcome: tampered
Earns: 4
Says: cell 'setup' was edited; ours is used
"""

import nbformat


def hand_in(folder, name):
    notebook = nbformat.read(folder / name, as_version=4)
    cells = {cell.metadata.nbgrader.grade_id: cell for cell in notebook.cells}
    cells["twice-answer"].source = "def twice(number):\n    return 0"
    cells["setup"].source = "def check(name):\n    return 2.0"
    nbformat.write(notebook, folder / name)
