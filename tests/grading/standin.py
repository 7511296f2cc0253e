"""A tiny course, and a grader for it that runs nothing: an answer says how it is to end.

`python standin.py COURSE [SLOW_SECONDS]` grades the class of COURSE in a process of its own.
"""

import json
import os
import shutil
import signal
import sys
import time
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_notebook

from outofcore.checking.report import Criterion, Report
from outofcore.grading import _work, classroom

ROOT = Path(__file__).resolve().parents[2]
NAME = "demo"
TASKS = ("one", "two")  # 2 points each


def nbgrader_metadata(**fields):
    fixed = {"schema_version": 3, "cell_type": "code", "task": False}
    return {"nbgrader": {**fixed, **fields}}


def make_course(root):
    """Write the course with the released assignment, which its gradebook knows."""
    from nbgrader.apps.api import NbGraderAPI

    from outofcore.grading._gradebook import read_config

    root.mkdir(parents=True, exist_ok=True)
    shutil.copy(ROOT / "nbgrader_config.py", root)
    cells = []
    for task in TASKS:
        answer = nbgrader_metadata(grade_id=f"{task}-answer", solution=True, grade=False)
        check = nbgrader_metadata(grade_id=task, solution=False, grade=True, locked=True, points=2)
        answer["nbgrader"]["locked"] = False
        text = "### BEGIN SOLUTION\n2\n### END SOLUTION"
        cells.append(new_code_cell(text, id=f"{task}-answer", metadata=answer))
        cells.append(new_code_cell(f'check("{task}")', id=task, metadata=check))
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    source = root / "solutions" / NAME
    source.mkdir(parents=True)
    nbformat.write(
        new_notebook(cells=cells, metadata={"kernelspec": kernel}), source / f"{NAME}.ipynb"
    )
    (source / "checks.py").write_text("# the stand-in needs none\n")
    said = NbGraderAPI(config=read_config(root)).generate_assignment(NAME)
    assert said["success"], said


def hand_in(root, student, answer):
    """Hand in `answer` in the first answer cell: a JSON object that says how grading ends."""
    notebook = nbformat.read(root / "exercises" / NAME / f"{NAME}.ipynb", as_version=4)
    notebook.cells[0].source = json.dumps({"student": student, **answer})
    folder = root / "_grading" / "submitted" / student / NAME
    folder.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, folder / f"{NAME}.ipynb")
    return folder


def grade(job, submission):
    """Grade as the answer says, and leave a line in `graded.log` for each time it was done."""
    notebook = nbformat.reads(submission.notebook.decode(), 4)
    wish = json.loads(notebook.cells[0].source)
    if wish.get("kill") == "always" or (wish.get("kill") == "once" and _first(job)):
        os.kill(os.getpid(), signal.SIGKILL)
    if wish.get("raise"):
        raise ZeroDivisionError(wish["raise"])
    if wish.get("full"):
        raise OSError(28, "No space left on device")
    time.sleep(float(wish.get("seconds", 0)))
    result = as_result(notebook, wish.get("points", [2, 2]), wish.get("outcome", "graded"))
    result["problems"] = [*submission.problems, *result["problems"]]
    result["padding"] = "x" * int(wish.get("bytes", 0))
    with open(job.course.root / "graded.log", "a") as log:
        log.write(f"{wish['student']}\n")
    return result


def as_result(notebook, points, outcome="graded"):
    tasks = []
    for task, earned in zip(TASKS, points, strict=True):
        criteria = (Criterion("first half", 1, earned >= 1, "it is 5"),)
        report = Report(task, (*criteria, Criterion("second half", 1, earned >= 2, "it is 7")))
        cell = next(c for c in notebook.cells if c.metadata.nbgrader.grade_id == task)
        cell.outputs = [_work.as_output(report)]
        tasks.append(report.as_dict())
    return {
        "outcome": outcome,
        "earned": float(sum(points)),
        "max": 4.0,
        "needs_review": outcome != "graded",
        "tasks": tasks,
        "problems": [] if outcome == "graded" else [f"it was {outcome}"],
        "notebook": nbformat.writes(notebook),
        "cpu_seconds": 0.0,
    }


def _first(job):
    mark = job.course.root / f"killed-{job.student}"
    if mark.exists():
        return False
    mark.touch()
    return True


def grade_class(root, **options):
    """Grade the class of the tiny course with the stand-in."""
    options = {"jobs": 2, "grade": grade, **options}
    return classroom.grade_class(NAME, root=root, **options)


class LineWriter:
    """A stand-in for the gradebook's writer: a line for each commit."""

    def __init__(self, course):
        self.path = course.root / "commits.log"

    def scores(self):
        found = {}
        if self.path.exists():
            for line in self.path.read_text().splitlines():
                student, earned = line.split()
                found[student] = float(earned)
        return found

    def commit(self, student, result):
        with open(self.path, "a") as log:
            log.write(f"{student} {result['earned']}\n")


if __name__ == "__main__":
    course = Path(sys.argv[1])
    found = grade_class(course, make_writer=LineWriter if "--lines" in sys.argv else None)
    print(len(found.rows), found.graded_now)
