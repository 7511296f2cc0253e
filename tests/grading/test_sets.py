"""The committed exercise sets through stock nbgrader with the repository's configuration."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbgrader.api import Gradebook

from repository import ROOT

TOPIC = "03_chunking"
ANSWERS = ROOT / "tests" / "submissions" / TOPIC
HALF = {  # cell: the answer in it
    "count-answer": "count_touched_chunks/wrong_hard_coded.py",
    "amplification-answer": "read_amplification/right_by_hand.py",
    "means-answer": "plane_means/wrong_plane_by_plane.py",
}


def nbgrader(course, *arguments):
    """Run an nbgrader command in the folder `course`."""
    done = subprocess.run(
        [Path(sys.executable).parent / "nbgrader", *arguments],
        cwd=course,
        env={**os.environ, "JUPYTER_CONFIG_DIR": str(course / "no-user-config")},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-3000:]


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A copy of the course with three submissions, graded and with feedback."""
    course = tmp_path_factory.mktemp("course")
    shutil.copy(ROOT / "nbgrader_config.py", course)
    shutil.copytree(ROOT / "solutions" / TOPIC, course / "solutions" / TOPIC)
    nbgrader(course, "generate_assignment", "--force", "--create", TOPIC)
    for student, folder in (("none", "exercises"), ("half", "exercises"), ("full", "solutions")):
        target = course / "_grading" / "submitted" / student / TOPIC
        shutil.copytree(course / folder / TOPIC, target)
    path = course / "_grading" / "submitted" / "half" / TOPIC / f"{TOPIC}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        if cell.id in HALF:
            cell.source = (ANSWERS / HALF[cell.id]).read_text()
    nbformat.write(notebook, path)
    nbgrader(course, "autograde", TOPIC)
    nbgrader(course, "generate_feedback", TOPIC)
    return course


def test_scores_in_the_gradebook(course):
    """The answer that only knows the visible examples gets nothing: the hidden ones count."""
    with Gradebook(f"sqlite:///{course}/_grading/gradebook.db") as gradebook:
        scores = {s.student.id: s.score for s in gradebook.assignment_submissions(TOPIC)}
    assert scores == {"none": 0, "half": 6, "full": 20}


def test_feedback_explains_and_hides(course):
    page = (course / "_grading" / "feedback" / "half" / TOPIC / f"{TOPIC}.html").read_text()
    assert "but not on a fresh one" in page
    assert "up to 7 of the same one" in page
    hidden = (ROOT / "solutions" / TOPIC / "hidden_checks.py").read_text()
    for number in ("(101, 43, 29)", "(65536, 16384"):
        assert number not in page
    assert "(101, 43, 29)" in hidden
    for folder in ("autograded", "feedback"):
        assert not list((course / "_grading" / folder).rglob("*hidden*"))
