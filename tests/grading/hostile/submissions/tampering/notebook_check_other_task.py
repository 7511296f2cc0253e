"""Has the check of a task that it solved judge the one that it did not.

Outcome: tampered
Earns: 4
Says: cell 'twice' was edited; ours is used
"""

import nbformat


def hand_in(folder, name):
    notebook = nbformat.read(folder / name, as_version=4)
    cells = {cell.metadata.nbgrader.grade_id: cell for cell in notebook.cells}
    cells["twice-answer"].source = "def twice(number):\n    return 0"
    cells["twice"].source = 'check("is_even")'
    nbformat.write(notebook, folder / name)
