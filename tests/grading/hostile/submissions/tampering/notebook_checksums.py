"""Forges the checksum of a check cell.

Outcome: tampered
Earns: 4
Says: checksum from
"""

import nbformat


def hand_in(folder, name):
    notebook = nbformat.read(folder / name, as_version=4)
    cells = {cell.metadata.nbgrader.grade_id: cell for cell in notebook.cells}
    cells["twice-answer"].source = "def twice(number):\n    return 0"
    cells["twice"].metadata.nbgrader.checksum = "0" * 32
    nbformat.write(notebook, folder / name)
