"""`outofcore check`: runs a learner's notebook in a fresh kernel and collects its reports."""

from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellTimeoutError, DeadKernelError

from outofcore.checking.report import REPORT_MIME

CELL_SECONDS = 60
MAX_NOTEBOOK_BYTES = 20_000_000
KEPT_OUTPUT = 100_000


class BoundedClient(NotebookClient):
    """A notebook client that keeps the first part of what a cell prints and drops the rest."""

    def output(self, outs, msg, display_id, cell_index):
        """Take one output message of a running cell."""
        if msg["msg_type"] == "stream":
            kept = sum(len(o.text) for o in outs if o.output_type == "stream")
            if kept > KEPT_OUTPUT:
                return None
            msg["content"]["text"] = msg["content"]["text"][: KEPT_OUTPUT + 1]
        return super().output(outs, msg, display_id, cell_index)


def run_notebook(path, *, cell_seconds=CELL_SECONDS, progress=None):
    """Run the notebook at `path` from top to bottom and return what its checks said.

    Parameters
    ----------
    path : path
        A learner's notebook. It is read, never written.
    cell_seconds : float
        How long one cell may run before it is interrupted. The other cells still run.
    progress : callable, optional
        Called as `progress(done, total)` after every cell.

    Returns
    -------
    dict
        `{"earned", "max", "tasks": [{"name", "earned", "max", "criteria": [...]}]}`, plus
        `"problems"`: what happened to cells that raised, hung or killed the kernel.

    Raises
    ------
    FileNotFoundError, ValueError
        When there is no notebook at `path`, or what is there is not one.
    """
    notebook, path = read_notebook(path), Path(path)
    _strip_outputs(notebook)
    problems = _execute(notebook, path.parent, cell_seconds, progress)
    tasks = [_task_result(cell, problems) for cell in notebook.cells if _is_graded(cell)]
    if not tasks:
        raise ValueError(f"{path} holds no graded cell; give the notebook of an exercise")
    return {
        "earned": sum(t["earned"] for t in tasks),
        "max": sum(t["max"] for t in tasks),
        "tasks": tasks,
        "problems": [f"cell {name}: {text}" for name, text in problems.items()],
    }


def read_notebook(path):
    """Return the notebook at `path`, or say in words why it is none."""
    path = Path(path)
    if not path.is_file():
        raise FileNotFoundError(f"no notebook at {path}")
    if (size := path.stat().st_size) > MAX_NOTEBOOK_BYTES:
        raise ValueError(
            f"{path} has {size:,} bytes, more than {MAX_NOTEBOOK_BYTES:,}; "
            "clear its outputs and save it again"
        )
    try:
        notebook = nbformat.read(path, as_version=4)
        nbformat.validate(notebook)
    except Exception as error:
        line = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise ValueError(f"{path} is not a notebook that Jupyter can read: {line:.200}") from None
    return notebook


def _strip_outputs(notebook):
    """Remove saved outputs, so that only what runs now can count."""
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None


def _execute(notebook, folder, cell_seconds, progress):
    """Run all cells; a cell that kills the kernel is left out and the others run again."""
    problems, skipped = {}, set()
    while True:
        killer = _execute_once(notebook, folder, cell_seconds, progress, problems, skipped)
        if killer is None:
            return problems
        skipped.add(killer)


def _execute_once(notebook, folder, cell_seconds, progress, problems, skipped):
    """Run all cells but `skipped` in a fresh kernel; return the index of one that killed it."""
    client = BoundedClient(
        notebook,
        timeout=cell_seconds,
        interrupt_on_timeout=True,
        allow_errors=True,
        resources={"metadata": {"path": str(folder)}},
    )
    with client.setup_kernel():
        for index, cell in enumerate(notebook.cells):
            if cell.cell_type == "code" and index not in skipped:
                try:
                    client.execute_cell(cell, index)
                    _note_errors(cell, problems, cell_seconds)
                except CellTimeoutError:  # not even an interrupt could stop it
                    problems[cell.id] = f"did not finish within {cell_seconds:g} s"
                except DeadKernelError:
                    problems[cell.id] = "ended the Python process (a crash, or out of memory)"
                    return index
            if progress is not None:
                progress(index + 1, len(notebook.cells))
    return None


def _note_errors(cell, problems, cell_seconds):
    for output in cell.outputs:
        if output.output_type == "error" and output.ename == "KeyboardInterrupt":
            problems[cell.id] = f"did not finish within {cell_seconds:g} s and was interrupted"
        elif output.output_type == "error":
            problems[cell.id] = f"{output.ename}: {output.evalue:.300}"


def _is_graded(cell):
    return cell.metadata.get("nbgrader", {}).get("grade", False)


def _task_result(cell, problems):
    """Return the report a check cell showed, or an empty one that says why there is none."""
    for output in cell.get("outputs", []):
        if REPORT_MIME in output.get("data", {}):
            return dict(output.data[REPORT_MIME])
    why = problems.get(cell.id, "its check cell showed no report")
    criterion = {"name": "the check ran", "passed": False, "message": why}
    meta = cell.metadata.nbgrader
    return {"name": meta.grade_id, "earned": 0, "max": meta.points, "criteria": [criterion]}
