"""`outofcore check`: a self-studier's report on a notebook, no instructor files needed."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer


def check(
    notebook: Annotated[Path, typer.Argument(help="The exercise notebook to run and check.")],
    json_file: Annotated[
        str, typer.Option("--json", metavar="FILE", help='Write the result as JSON; "-" prints it.')
    ] = "",
    cell_seconds: Annotated[
        float, typer.Option(min=1, help="How long one cell may run before it is interrupted.")
    ] = 60,
):
    """Run an exercise notebook in a fresh kernel and report on every task.

    The notebook itself is not changed. Exit code 0 means full marks, 1 less, 2 that the notebook
    could not be checked.
    """
    from tqdm import tqdm

    from outofcore.checking.notebook import run_notebook

    with tqdm(desc="cells run", unit="cell", leave=False, disable=None) as bar:
        try:
            result = run_notebook(notebook, cell_seconds=cell_seconds, progress=_advance(bar))
        except (OSError, ValueError) as error:
            bar.close()
            typer.echo(f"outofcore check: {error}", err=True)
            raise typer.Exit(2) from None
    if json_file == "-":
        json.dump(result, sys.stdout, indent=1)
        print()
    else:
        if json_file:
            Path(json_file).write_text(json.dumps(result, indent=1) + "\n")
        typer.echo(as_text(result))
    raise typer.Exit(0 if result["earned"] >= result["max"] else 1)


def as_text(result):
    """Return the result of `run_notebook` as lines for a terminal."""
    lines = []
    for task in result["tasks"]:
        lines.append(f"{task['name']}: {task['earned']:g} of {task['max']:g} points")
        for criterion in task["criteria"]:
            mark = "x" if criterion["passed"] else " "
            message = f": {criterion['message']}" if criterion["message"] else ""
            lines.append(f"  [{mark}] {criterion['name']}{message}")
    lines += [f"note: {problem}" for problem in result["problems"]]
    return "\n".join([*lines, f"{result['earned']:g} of {result['max']:g} points in all"])


def _advance(bar):
    def progress(done, total):
        bar.total = total
        bar.update(done - bar.n)

    return progress
