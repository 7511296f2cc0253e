"""Brings a graded cell of its own, worth 50 points.

Outcome: graded
Earns: 4
"""

import nbformat


def hand_in(folder, name):
    notebook = nbformat.read(folder / name, as_version=4)
    cells = {cell.metadata.nbgrader.grade_id: cell for cell in notebook.cells}
    cells["twice-answer"].source = "def twice(number):\n    return 0"
    mark = dict(cells["twice"].metadata.nbgrader, grade_id="bonus", points=50)
    notebook.cells.append(nbformat.v4.new_code_cell("50.0", metadata={"nbgrader": mark}))
    nbformat.write(notebook, folder / name)
