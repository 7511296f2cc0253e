"""Text that no file can hold, in an answer and in what it shows.

Outcome: graded
Earns: 6
"""

import json


def hand_in(folder, name):
    notebook = json.loads((folder / name).read_text())
    notebook["cells"].append(
        {"cell_type": "markdown", "metadata": {}, "source": "\ud800", "id": "s"}
    )
    code = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None}
    notebook["cells"].append({**code, "source": "print('\\ud800')\n'\\udfff'", "id": "t"})
    (folder / name).write_text(json.dumps(notebook))
