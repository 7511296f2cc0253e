"""Fills nbgrader's metadata with values of the wrong types.

Outcome: tampered
Earns: 6
Says: cell 'twice': its metadata was edited
"""

import nbformat


def hand_in(folder, name):
    notebook = nbformat.read(folder / name, as_version=4)
    cells = {cell.metadata.nbgrader.grade_id: cell for cell in notebook.cells}
    mark = cells["twice"].metadata.nbgrader
    mark.update(points=[2], locked={"a": 1}, grade="yes", schema_version=99, cell_type=[])
    nbformat.write(notebook, folder / name)
