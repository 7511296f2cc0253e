"""Hand-ins that end their process, or will not let it end: a death costs one check.

The last tests grade some of each kind with workers and into the gradebook, beside honest students,
and attack a real topic.
"""

import contextlib
import ctypes
import json
import os
import shutil
from pathlib import Path

import nbformat
import pytest
from nbgrader.api import Gradebook
from nbgrader.apps.api import NbGraderAPI

from grading.hostile.world import (
    HERE,
    LIMITS,
    NAME,
    check_hostile,
    children,
    hand_in,
    hostile,
    hostiles,
)
from outofcore.grading import _work, bench, classroom, journal
from outofcore.grading._gradebook import read_config
from repository import ROOT

PR_SET_CHILD_SUBREAPER = 36
ONE_OF_EACH = (
    "host/read_files",
    "resources/loop_in_call",
    "resources/memory_of_children",
    "resources/endless_print",
    "process/segfault",
)
TOPIC = "03_chunking"
ATTACKS = {  # a student's answer to the first task of 03_chunking: outcome, points of 20
    "solution": (None, "graded", 20),
    "crash": ("import ctypes; ctypes.string_at(0)", "kernel-died", 16),
    "memory": ("block = bytearray(100 * 10**9)", "out-of-memory", 16),
}


@pytest.mark.parametrize("case", hostiles("process"))
def test_the_process_may_end_the_class_goes_on(world, case):
    check_hostile(world, case)


@contextlib.contextmanager
def nothing_left():
    """Have the orphans of workers come to this process; none may be left."""
    libc = ctypes.CDLL(None)
    before = set(children(os.getpid()))
    libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    try:
        yield
        for pid in set(children(os.getpid())) - before:
            command = Path(f"/proc/{pid}/cmdline").read_bytes()
            assert b"bwrap" not in command
            assert b"_zygote" not in command
    finally:
        libc.prctl(PR_SET_CHILD_SUBREAPER, 0, 0, 0, 0)


@pytest.fixture
def short_limits(monkeypatch):
    monkeypatch.setattr(classroom, "Limits", lambda: LIMITS)


def marks(root, assignment):
    """Return {student: points} of a gradebook."""
    with Gradebook(f"sqlite:///{root}/_grading/gradebook.db") as book:
        return {s.student.id: s.score for s in book.assignment_submissions(assignment)}


@pytest.mark.usefixtures("short_limits")
def test_a_class_with_one_of_each(world):
    """Grade with workers and commit: each has the outcome it has alone, and no secret goes out."""
    course = world.course
    cases = {p.replace("/", "-"): hostile(HERE / "submissions" / f"{p}.py") for p in ONE_OF_EACH}
    files = {
        "tools.py": (HERE / "submissions" / "tools.py").read_text(),
        "world.json": json.dumps(world.facts),
    }
    for student, case in cases.items():
        hand_in(course, student, case.cells, files)
    hand_in(course, "honest", {"twice": "def twice(number):\n    return number + number"})
    expected = {student: (case.outcome, case.earns) for student, case in cases.items()}
    expected |= {"honest": ("graded", 6), "classmate": ("graded", 6)}
    with world.dressed(), nothing_left():
        result = classroom.grade_class(NAME, root=course.root, jobs=2)
        rows = {row["student"]: (row["outcome"], row["earned"]) for row in result.rows}
        assert {name: rows[name] for name in expected} == expected
        given = marks(course.root, NAME)
        assert {name: given[name] for name in expected} == {n: e for n, (_, e) in expected.items()}
        world.keeps_secrets(json.dumps(result.as_dict()))
        api = NbGraderAPI(config=read_config(course.root))
        for student in ("honest", "host-read_files"):
            said = api.generate_feedback(NAME, student)
            assert said["success"], said
    for folder in ("feedback", "autograded", "journal"):
        for path in (course.root / "_grading" / folder).rglob("*"):
            if path.is_file() and path.name not in ("secret.json", "diary.txt"):
                world.keeps_secrets(path.read_text(errors="replace"))
    world.nobody_called()
    for student in [*cases, "honest"]:
        shutil.rmtree(course.submitted / student)


def test_a_real_topic(world, tmp_path):
    """An attack in one task of 03_chunking costs the four points of that task."""
    course = bench.make_course(tmp_path, TOPIC, source=ROOT)
    solution = nbformat.read(ROOT / "solutions" / TOPIC / course.notebook_name, as_version=4)
    answers = {
        cell.metadata.nbgrader.grade_id: cell.source
        for cell in solution.cells
        if cell.metadata.get("nbgrader", {}).get("solution")
    }
    recipe = journal.recipe(course, limits=LIMITS, sandbox=True)
    for student, (attack, outcome, earns) in ATTACKS.items():
        bench.hand_in(course, student, {**answers, **({"count-answer": attack} if attack else {})})
        folder = course.submitted / student / TOPIC
        row = _work.grade_one(_work.Job(course, student, folder, recipe, LIMITS))
        assert (row["outcome"], row["earned"]) == (outcome, earns), row["problems"]
        world.nothing_runs()
