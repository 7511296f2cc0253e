"""A notebook of ten thousand cells.

Outcome: corrupt
Earns: 0
Says: cells
"""

import json


def hand_in(folder, name):
    notebook = json.loads((folder / name).read_text())
    notebook["cells"] *= 2_000
    (folder / name).write_text(json.dumps(notebook))
