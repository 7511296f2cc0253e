"""Unlocks a check cell and makes it an answer.

Outcome: tampered
Earns: 4
Says: cell 'twice': its metadata was edited
"""

import nbformat


def hand_in(folder, name):
    notebook = nbformat.read(folder / name, as_version=4)
    cells = {cell.metadata.nbgrader.grade_id: cell for cell in notebook.cells}
    cells["twice-answer"].source = "def twice(number):\n    return 0"
    cells["twice"].metadata.nbgrader.update(locked=False, solution=True, grade=False)
    cells["twice"].source = "2.0"
    nbformat.write(notebook, folder / name)
