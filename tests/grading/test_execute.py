"""nbgrader with the repository's configuration, on a throw-away assignment, source to feedback.

The hidden checks must reach the kernel and nothing else: neither exercises/ nor feedback/.
"""

import contextlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from outofcore.grading.execute import HIDDEN_VARIABLE, GradingExecute, hidden_checks
from repository import ROOT

MARK = "only-in-the-hidden-checks"
CHECKS = f"""
import os, runpy

def expected():
    hidden = os.environ.get("{HIDDEN_VARIABLE}")
    return runpy.run_path(hidden)["ANSWER"] if hidden else 7
"""
SOLVED = "def answer():\n    ### BEGIN SOLUTION\n    return 42\n    ### END SOLUTION"
HARD_CODED = "def answer():\n    return 7  # what the open check expects"


def nbgrader_metadata(**fields):
    fixed = {"schema_version": 3, "cell_type": "code", "task": False}
    return {"nbgrader": {**fixed, **fields}}


def write_source(folder):
    """Write the assignment `demo`: 3 points, and the hidden checks ask for another answer."""
    answer = nbgrader_metadata(grade_id="answer", solution=True, grade=False, locked=False)
    check = nbgrader_metadata(grade_id="check", solution=False, grade=True, locked=True, points=3)
    test = "from checks import expected\nassert answer() == expected()"
    notebook = new_notebook(
        cells=[
            new_code_cell(SOLVED, id="answer", metadata=answer),
            new_code_cell(test, id="check", metadata=check),
        ],
        metadata={
            "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}
        },
    )
    folder.mkdir(parents=True)
    nbformat.write(notebook, folder / "demo.ipynb")
    (folder / "checks.py").write_text(CHECKS)
    (folder / "hidden_checks.py").write_text(f"ANSWER = 42  # {MARK}\n")


def submit(course, student, source):
    """Hand in the released notebook with `source` in the answer cell."""
    folder = course / "_grading" / "submitted" / student / "demo"
    shutil.copytree(course / "exercises" / "demo", folder)
    notebook = nbformat.read(folder / "demo.ipynb", as_version=4)
    notebook.cells[0].source = source
    nbformat.write(notebook, folder / "demo.ipynb")
    return folder


def nbgrader(course, *arguments):
    environment = {**os.environ, "JUPYTER_CONFIG_DIR": str(course / "no-user-config")}
    run = subprocess.run(
        [Path(sys.executable).parent / "nbgrader", *arguments],
        cwd=course,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stderr


def files_with(folder, text):
    return [p for p in folder.rglob("*") if p.is_file() and text.encode() in p.read_bytes()]


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A course after release, three submissions, autograding and feedback."""
    course = tmp_path_factory.mktemp("course")
    shutil.copy(ROOT / "nbgrader_config.py", course)
    write_source(course / "solutions" / "demo")
    nbgrader(course, "generate_assignment", "demo")
    submit(course, "right", SOLVED)
    submit(course, "hard-coded", HARD_CODED)
    forged = submit(course, "forged", HARD_CODED)
    (forged / "hidden_checks.py").write_text("ANSWER = 7\n")
    nbgrader(course, "autograde", "demo")
    nbgrader(course, "generate_feedback", "demo")
    return course


def test_release_has_the_stub_and_the_open_checks_only(course):
    released = course / "exercises" / "demo"
    assert sorted(path.name for path in released.iterdir()) == ["checks.py", "demo.ipynb"]
    source = nbformat.read(released / "demo.ipynb", as_version=4).cells[0].source
    assert source.endswith("# your code here\n    raise NotImplementedError()  # student")


def test_scores_come_from_the_hidden_checks(course):
    script = (
        "import sys\nfrom nbgrader.api import Gradebook\n"
        "with Gradebook(sys.argv[1], 'outofcore') as book:\n"
        "    for s in book.assignment_submissions('demo'): print(s.student.id, s.score)\n"
    )
    database = f"sqlite:///{course / '_grading' / 'gradebook.db'}"
    run = subprocess.run(
        [sys.executable, "-c", script, database], check=True, capture_output=True, text=True
    )
    scores = dict(line.split() for line in run.stdout.splitlines())
    assert scores == {"right": "3.0", "hard-coded": "0.0", "forged": "0.0"}


def test_hidden_checks_stay_where_they_are(course):
    source = course / "solutions" / "demo" / "hidden_checks.py"
    assert files_with(course, MARK) == [source]
    copies = [p for p in course.rglob("hidden_checks.py") if "submitted" not in p.parts]
    assert copies == [source]


def test_every_student_has_feedback(course):
    pages = sorted((course / "_grading" / "feedback").rglob("*.html"))
    assert [page.parts[-3] for page in pages] == ["forged", "hard-coded", "right"]


@pytest.mark.parametrize("before", [None, "/elsewhere/hidden_checks.py"])
def test_the_environment_is_restored_even_after_an_error(before, monkeypatch, tmp_path):
    monkeypatch.delenv(HIDDEN_VARIABLE, raising=False)
    if before is not None:
        monkeypatch.setenv(HIDDEN_VARIABLE, before)
    with contextlib.suppress(ZeroDivisionError), hidden_checks(tmp_path):
        assert os.environ[HIDDEN_VARIABLE] == str(tmp_path)
        1 / 0  # noqa: B018
    assert os.environ.get(HIDDEN_VARIABLE) == before


def test_without_hidden_checks_the_variable_is_unset(monkeypatch):
    monkeypatch.setenv(HIDDEN_VARIABLE, "/left/over/from/another/topic.py")
    with hidden_checks(None):
        assert HIDDEN_VARIABLE not in os.environ


def test_outside_nbgrader_it_says_what_is_missing():
    with pytest.raises(RuntimeError, match="only inside nbgrader's Autograde"):
        GradingExecute().hidden_checks_path("demo")
