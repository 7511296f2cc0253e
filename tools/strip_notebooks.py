"""Strip outputs, counts and the machine's traces from the repository's notebooks.

    python tools/strip_notebooks.py [--check] [NOTEBOOK...]

Without names: every notebook in course/ and solutions/ (exercises/ is generated from solutions/).
`--check` changes nothing and exits with 1 when something would change.
"""

import argparse
import sys
from pathlib import Path

import nbformat

ROOT = Path(__file__).resolve().parent.parent
KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
CELL_METADATA = {"editable", "deletable", "nbgrader", "tags", "slideshow"}


def strip(notebook):
    """Return `notebook` without outputs, counts and metadata that only one machine knows."""
    notebook.metadata = {"kernelspec": dict(KERNEL), "language_info": {"name": "python"}}
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = []
            cell.execution_count = None
        cell.metadata = {k: v for k, v in cell.metadata.items() if k in CELL_METADATA}
    return notebook


def stripped_text(text):
    """Return the text of the stripped notebook, one indent per level, as Jupyter writes it."""
    notebook = strip(nbformat.reads(text, as_version=4))
    return nbformat.writes(notebook) + "\n"


def main():
    """Strip or check; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="only say what would change")
    parser.add_argument("notebooks", nargs="*", type=Path)
    options = parser.parse_args()

    found = [p for folder in ("course", "solutions") for p in (ROOT / folder).rglob("*.ipynb")]
    paths = options.notebooks or [p for p in found if ".ipynb_checkpoints" not in p.parts]
    changed = 0
    for path in sorted(paths):
        before = path.read_text(encoding="utf-8")
        after = stripped_text(before)
        if before == after:
            continue
        changed += 1
        if options.check:
            print(f"{path}: not stripped; `make format` does it")
        else:
            path.write_text(after, encoding="utf-8")
            print(f"{path}: stripped")
    return 1 if options.check and changed else 0


if __name__ == "__main__":
    sys.exit(main())
