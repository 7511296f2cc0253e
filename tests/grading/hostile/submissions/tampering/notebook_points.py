"""Makes its tasks worth more.

Outcome: tampered
Earns: 4
Says: its metadata was edited (points from 2 to 100)
"""

import nbformat


def hand_in(folder, name):
    notebook = nbformat.read(folder / name, as_version=4)
    cells = {cell.metadata.nbgrader.grade_id: cell for cell in notebook.cells}
    cells["twice-answer"].source = "def twice(number):\n    return 0"
    cells["is_even"].metadata.nbgrader.points = 100
    cells["twice-answer"].metadata.nbgrader.points = 50
    nbformat.write(notebook, folder / name)
