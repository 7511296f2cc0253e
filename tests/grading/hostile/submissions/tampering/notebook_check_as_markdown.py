"""Makes a check a markdown cell, which is never run.

Outcome: tampered
Earns: 4
Says: cell 'twice' was made a markdown cell
"""

import nbformat


def hand_in(folder, name):
    notebook = nbformat.read(folder / name, as_version=4)
    cells = {cell.metadata.nbgrader.grade_id: cell for cell in notebook.cells}
    cells["twice-answer"].source = "def twice(number):\n    return 0"
    mark = cells["twice"].metadata
    place = notebook.cells.index(cells["twice"])
    notebook.cells[place] = nbformat.v4.new_markdown_cell("2.0", metadata=mark, id="twice")
    nbformat.write(notebook, folder / name)
