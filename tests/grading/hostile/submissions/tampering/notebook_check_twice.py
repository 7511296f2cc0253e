"""Has the check that it passes three times.

Outcome: tampered
Earns: 4
Says: cell 'is_even' is there 3 times
"""

import copy

import nbformat


def hand_in(folder, name):
    notebook = nbformat.read(folder / name, as_version=4)
    cells = {cell.metadata.nbgrader.grade_id: cell for cell in notebook.cells}
    cells["twice-answer"].source = "def twice(number):\n    return 0"
    for other in ("again", "once-more"):
        notebook.cells.append(copy.deepcopy(cells["is_even"]))
        notebook.cells[-1].id = other
    nbformat.write(notebook, folder / name)
