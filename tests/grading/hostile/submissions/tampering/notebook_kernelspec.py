"""Names a kernel that would start a program of its own.

Outcome: graded
Earns: 4
"""

import nbformat


def hand_in(folder, name):
    notebook = nbformat.read(folder / name, as_version=4)
    cells = {cell.metadata.nbgrader.grade_id: cell for cell in notebook.cells}
    cells["twice-answer"].source = "def twice(number):\n    return 0"
    argv = ["/bin/sh", "-c", "touch /tmp/started-by-a-kernelspec"]
    notebook.metadata.kernelspec = {"name": "../../evil", "display_name": "x", "argv": argv}
    notebook.metadata.language_info = {"name": "bash", "version": "5"}
    nbformat.write(notebook, folder / name)
