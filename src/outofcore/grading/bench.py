"""Grading beside stock nbgrader: the same hand-ins, the same checks, in its own process.

::

    hand-ins -+-> ours:  look, rebuild, box, judge, journal, commit  -+-> CPU seconds, and the
              +-> stock: NbGraderAPI.autograde: a kernel each, commit -+  points of every cell
"""

import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import nbformat

from outofcore.bench.pairs import paired
from outofcore.grading import _work, classroom, journal
from outofcore.grading.box import Limits

TOPIC = "03_chunking"
HAND_INS = 4
CLASS = 16
LEFT_OUT = shutil.ignore_patterns("hidden_checks.py", "misconceptions.json", "__pycache__")

# Stock nbgrader: its own class, its own list of preprocessors, in a fresh process. The first
# hand-in pays for imports and is not counted.
STOCK = """
import json, os, sys, warnings
import nbgrader.apps.api as api
from traitlets.config import PyFileConfigLoader
warnings.simplefilter("ignore")
root, topic, *students = sys.argv[1:]
os.chdir(root)
stock = api.Autograde
config = PyFileConfigLoader("nbgrader_config.py", path=root).load_config()
api.Autograde = stock
del config.Autograde["autograde_preprocessors"], config.Autograde["sanitize_preprocessors"]
os.environ["OUTOFCORE_HIDDEN_CHECKS"] = os.path.join(root, "solutions", topic, "hidden_checks.py")
nbgrader = api.NbGraderAPI(config=config)
found = []
for student in students:
    before = os.times()
    said = nbgrader.autograde(topic, student)
    after = os.times()
    if not said["success"]:
        sys.exit(said.get("error", "") + said.get("log", ""))
    found.append(sum(after[:4]) - sum(before[:4]))
cells = {}
with api.Gradebook(nbgrader.coursedir.db_url, nbgrader.coursedir.course_id) as book:
    for student in students:
        grades = book.find_submission_notebook(topic, topic, student).grades
        cells[student] = {grade.name: grade.auto_score for grade in grades}
json.dump({"cpu_seconds": found, "cells": cells}, sys.stdout)
"""


def make_course(root, topic=TOPIC, *, source="."):
    """Copy one topic of the course in the folder `source` to `root`, released and ready."""
    source, root = Path(source).resolve(), Path(root)
    root.mkdir(parents=True, exist_ok=True)
    classroom.find_course(source, topic)
    shutil.copy(source / "nbgrader_config.py", root)
    for folder in ("solutions", "exercises"):
        shutil.copytree(source / folder / topic, root / folder / topic)
    course = journal.Course(root.resolve(), topic)
    _gradebook(course)  # lets it know the assignment
    return course


def hand_in(course, student, answers=None):
    """Hand in the released notebook with other answers: {grade_id: source}; None: the solution."""
    folder = "exercises" if answers is not None else "solutions"
    target = course.submitted / student / course.assignment
    shutil.copytree(course.root / folder / course.assignment, target, ignore=LEFT_OUT)
    path = target / course.notebook_name
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id")
        if answers is None and cell.metadata.get("nbgrader", {}).get("solution"):
            cell.source += f"\n# {student}"  # no two hand-ins are the same
        elif answers is not None and name in answers:
            cell.source = answers[name]
    nbformat.write(notebook, path)


def grade_stock(course, students):
    """Return {"cpu_seconds": one for each student, "cells": {student: {cell: points}}}."""
    command = [sys.executable, "-c", STOCK, str(course.root), course.assignment, *students]
    settings = {**os.environ, "JUPYTER_CONFIG_DIR": str(course.root / "no-user-config")}
    done = subprocess.run(command, capture_output=True, text=True, env=settings, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"stock nbgrader failed: {done.stderr[-2000:]}")
    return json.loads(done.stdout)


def grade_ours(course, students):
    """Return the same as `grade_stock`, from the sandbox and the same gradebook commits."""
    limits, found, cells = Limits(), [], {}
    recipe, writer = journal.recipe(course, limits=limits, sandbox=True), _gradebook(course)
    _work.server(limits, True)  # one for the whole class
    for student in students:
        folder = course.submitted / student / course.assignment
        job = _work.Job(course, student, folder, recipe, limits)
        start, start_here = time.process_time(), time.thread_time()
        row = _work.grade_one(job)
        boxes = row["cpu_seconds"] - (time.thread_time() - start_here)
        result = journal.Journal(course.journal).get(row["key"])
        writer.commit(student, result)
        found.append(time.process_time() - start + max(boxes, 0.0))
        cells[student] = {task["name"]: task["earned"] for task in result["tasks"]}
    return {"cpu_seconds": found, "cells": cells}


def grade_vs_nbgrader(name, samples):
    """Grade honest hand-ins, commits included; the peer is nbgrader's API on the same ones."""
    students = [f"student{i}" for i in range(HAND_INS + 1)]

    def fresh(grade):
        with tempfile.TemporaryDirectory() as folder:
            course = make_course(folder)
            for student in students:
                hand_in(course, student)
            return sum(grade(course, students)["cpu_seconds"][1:])

    return paired(
        name,
        "hand-ins/CPU s",
        HAND_INS,
        lambda: fresh(grade_ours),
        lambda: fresh(grade_stock),
        samples=samples,
        note=f"{HAND_INS} solutions of {TOPIC}, sandboxed and committed, per second of CPU; peer: "
        "nbgrader's own API in one process, on the same hand-ins",
    )


def grade_two_workers(name, samples):
    """Grade a class with two workers that are up, commits included; the peer is one worker.

    Each worker has graded a hand-in of another class before: what starts once is not counted.
    """

    def fresh(workers):
        with tempfile.TemporaryDirectory() as folder, _workers(workers) as scheduler:
            warm, course = (make_course(Path(folder) / name) for name in ("warm", "class"))
            for i in range(2 * workers):
                hand_in(warm, f"student{i}")
            for i in range(CLASS):
                hand_in(course, f"student{i}")
            classroom.grade_class(TOPIC, root=warm.root, scheduler=scheduler)
            start = time.perf_counter()
            result = classroom.grade_class(TOPIC, root=course.root, scheduler=scheduler)
            seconds = time.perf_counter() - start
            assert result.outcomes == {"graded": CLASS}, result.outcomes
            return seconds

    return paired(
        name,
        "hand-ins/s",
        CLASS,
        lambda: fresh(2),
        lambda: fresh(1),
        samples=samples,
        note=f"{CLASS} solutions of {TOPIC} with 2 dask workers and one writer of the gradebook "
        f"on {os.cpu_count()} cores; peer: 1 worker and the writer",
    )


@contextlib.contextmanager
def _workers(count):
    """Return a context that yields the address of a scheduler with `count` workers."""
    from distributed import LocalCluster

    with LocalCluster(
        n_workers=count,
        threads_per_worker=1,
        dashboard_address=None,
        scheduler_kwargs={"dashboard_address": "127.0.0.1:0"},
    ) as cluster:
        yield cluster.scheduler_address


def _gradebook(course):
    from outofcore.grading._gradebook import GradebookWriter

    with contextlib.redirect_stderr(None):
        return GradebookWriter(course)


ROWS = {"grade-vs-nbgrader": grade_vs_nbgrader, "grade-two-workers": grade_two_workers}
