"""A class of sixty: each changed hand-in of submissions/, one of every other kind, honest students.

::

    hand_in(folder, name)        files/*.py, tampering/notebook_*.py: a right hand-in, changed
    the text of an answer cell   one file of every other folder
                                 --> grade_class: workers, boxes, journal, nbgrader's gradebook
"""

import contextlib
import json
import runpy
import sys
from functools import cache
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from grading.hostile import world as worlds
from grading.hostile.world import HERE, NAME, Hostile, hand_in, hostile, make_course
from outofcore.grading import _autograde, classroom, journal

SUBMISSIONS = HERE / "submissions"
CHANGED = [
    *sorted((SUBMISSIONS / "files").glob("*.py")),
    *sorted((SUBMISSIONS / "tampering").glob("notebook_*.py")),
]
OTHER_KINDS = [
    "host/read_files",
    "resources/loop_in_cell",
    "process/segfault_in_cell",
    "tampering/patched_builtins",
    "tampering/channel_garbage",
    "tampering/hard_coded",
]
SIZE = 60


@contextlib.contextmanager
def short_limits():
    """Grade with the limits of the hostile suite, as long as it lasts."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(classroom, "Limits", lambda: worlds.LIMITS)
        patch.setattr(_autograde, "Limits", lambda: worlds.LIMITS)
        yield


def grade(root, **options):
    """Return the `ClassResult` of the class in a course's folder."""
    with short_limits():
        return classroom.grade_class(NAME, root=root, jobs=2, **options)


def grade_here(root, **options):
    """Grade as `grade` does, in this process and its boxes: workers take seconds to start."""

    def spread(jobs, work, **_):
        for job in jobs:
            try:
                yield job, work(job)
            except Exception as error:
                yield job, error

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(classroom, "spread", spread)
        return grade(root, **options)


def read_changed(path):
    """Return a file with a `hand_in` as a `Hostile` without cells."""
    return hostile_of(path, {})


def hostile_of(path, cells):
    case = hostile(path)
    return Hostile(path, cells, case.outcome, case.earns, case.refused, case.says)


def put_changed(course, path):
    """Hand in right answers and let a file of submissions/ change the folder."""
    folder = hand_in(course, path.stem)
    runpy.run_path(str(path))["hand_in"](folder, course.notebook_name)


def put_cells(course, path, facts):
    """Hand in a file of submissions/ that is the text of an answer cell; return what it expects."""
    case = hostile(path)
    if path.parent.name == "tampering":
        case = hostile_of(path, {"twice": path.read_text(encoding="utf-8")})
    tools = (SUBMISSIONS / "tools.py").read_text()
    hand_in(course, path.stem, case.cells, {"tools.py": tools, "world.json": json.dumps(facts)})
    return case


@cache
def graded_class(root, world):
    """Return the course of a class of sixty, its expectations by student, and the result."""
    course = make_course(root / "course")
    expected = {}
    for path in CHANGED:
        put_changed(course, path)
        expected[path.stem] = read_changed(path)
    for name in OTHER_KINDS:
        path = SUBMISSIONS / f"{name}.py"
        expected[path.stem] = put_cells(course, path, world.facts)
    for number in range(SIZE - len(expected)):
        name = f"honest{number:02}"
        hand_in(course, name, {"is_even": f"{worlds.ANSWERS['is_even']}  # {name}"})
        expected[name] = None
    return course, expected, grade(course.root)


def gradebook(root):
    """Return {student: {task: (automatic points, manual points, needs a look)}}."""
    found = {}
    with Gradebook(f"sqlite:///{root}/_grading/gradebook.db") as book:
        for submission in book.assignment_submissions(NAME):
            (notebook,) = submission.notebooks
            found[submission.student.id] = {
                g.name: (g.auto_score, g.manual_score, g.needs_manual_grade)
                for g in notebook.grades
            }
    return found


def result_of(course, row):
    """Return what the journal has of a row."""
    return row["result"] or journal.Journal(course.journal).get(row["key"])


if __name__ == "__main__":
    print(len(grade(Path(sys.argv[1])).rows))
