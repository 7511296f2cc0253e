"""Hand-ins that want points for nothing: none is gained, and the honest tasks keep theirs.

::

    submissions/tampering/*.py       --> answer cell of `twice` --> the course of `world`
    submissions/tampering/meter_*.py --> their `Task:` of 03_chunking, beside an honest one
    submissions/tampering/notebook_*.py --> test_files, where hand-ins are more than one cell
"""

import json
import re
import shutil

import nbformat
import pytest

from grading.hostile.world import HERE, Hostile, printed
from outofcore.grading import _work, journal
from outofcore.grading.box import Limits
from outofcore.grading.journal import Course
from repository import ROOT

SUBMISSIONS = HERE / "submissions" / "tampering"
PATHS = [p for p in sorted(SUBMISSIONS.glob("*.py")) if not p.stem.startswith("notebook_")]
CHUNKING = "03_chunking"
ANSWERS = {  # task: its answer cell, a right answer
    "plane_means": ("means-answer", "right_chunk_by_chunk.py"),
    "read_amplification": ("amplification-answer", "right_by_hand.py"),
}
SEARCHES = ["theft_by_gc", "theft_by_memory"]
METER_LIMITS = Limits(cell_seconds=5, call_seconds=10, total_seconds=60)
SECRET = 7_407_407_405_714_471  # told by nobody but a hidden case


def read_case(path):
    """Return a file as a `Hostile`; its text stands in the cell of its `Task:`, or of `twice`."""
    text = path.read_text(encoding="utf-8")
    said = re.findall(r"^(Task|Outcome|Earns|Says): (.+)$", text.split('"""')[1], re.MULTILINE)
    found = {"Task": "twice", **dict(said)}
    says = tuple(words for name, words in said if name == "Says")
    return Hostile(path, {found["Task"]: text}, found["Outcome"], float(found["Earns"]), 0, says)


def params(*, meter):
    cases = [p for p in PATHS if p.stem.startswith("meter_") == meter and p.stem not in SEARCHES]
    assert len(cases) > 10
    return [pytest.param(read_case(path), id=path.stem) for path in cases]


def judge(result, case):
    """Fail unless a result is what its hand-in says must come of it."""
    shown = "\n".join(
        [*printed(result), *result["problems"], json.dumps(result["tasks"], indent=1)]
    )
    assert result["outcome"] == case.outcome, shown
    assert result["earned"] == case.earns, shown
    assert result["needs_review"] == (case.outcome != "graded"), shown
    assert "FOUND" not in outputs(result)
    for words in case.says:
        assert words in shown


def outputs(result):
    """Return all that the notebook's cells show, reports included, as text."""
    cells = nbformat.reads(result["notebook"], as_version=4).cells
    return json.dumps([cell.get("outputs", []) for cell in cells])


@pytest.mark.parametrize("case", params(meter=False))
def test_no_point_is_gained(world, case):
    result = world.submit(case.cells)
    judge(result, case)
    earned = {task["name"]: task["earned"] for task in result["tasks"]}
    assert earned == {"twice": 0, "total": 2, "is_even": 2}


# The meter


@pytest.fixture(scope="module")
def chunking(tmp_path_factory, world):
    """A course of two tasks of 03_chunking, whose hidden cases know a number of their own."""
    root = tmp_path_factory.mktemp("chunking")
    for top in ("solutions", "exercises"):
        shutil.copytree(ROOT / top / CHUNKING, root / top / CHUNKING)
    course = Course(root, CHUNKING)
    with course.hidden.open("a") as file:
        file.write(f'\nCASES["read_amplification"][0] |= {{"about": "{SECRET}"}}\n')
        file.write('CASES["plane_means"][0] |= {"shape": (24, 300, 310)}\n')
    notebook = nbformat.read(course.released, as_version=4)
    wanted = {"setup", *ANSWERS, *(cell for cell, _ in ANSWERS.values())}
    notebook.cells = [c for c in notebook.cells if _grade_id(c) in wanted]
    assert len(notebook.cells) == 5
    nbformat.write(notebook, course.released)
    return course


def _grade_id(cell):
    return cell.metadata.get("nbgrader", {}).get("grade_id")


def grade_chunking(course, student, cells):
    """Return the result of a hand-in with `cells`, the other answers being right."""
    notebook = nbformat.read(course.released, as_version=4)
    for name, (cell, path) in ANSWERS.items():
        (answer,) = (c for c in notebook.cells if _grade_id(c) == cell)
        right = ROOT / "tests" / "submissions" / CHUNKING / name / path
        answer.source = cells.get(name) or right.read_text()
    folder = course.submitted / student / CHUNKING
    folder.mkdir(parents=True)
    nbformat.write(notebook, folder / course.notebook_name)
    recipe = journal.recipe(course, limits=METER_LIMITS, sandbox=True)
    row = _work.grade_one(_work.Job(course, student, folder, recipe, METER_LIMITS))
    return row["result"] or journal.Journal(course.journal).get(row["key"])


def test_the_honest_answers_earn_everything(chunking):
    result = grade_chunking(chunking, "honest", {})
    assert (result["outcome"], result["earned"], result["max"]) == ("graded", 8, 8)


@pytest.mark.parametrize("case", params(meter=True))
def test_no_meter_lies(chunking, case):
    judge(grade_chunking(chunking, case.path.stem, case.cells), case)


# Theft


@pytest.mark.parametrize("name", SEARCHES)
@pytest.mark.parametrize("planted", [False, True], ids=["hidden", "planted"])
def test_the_hidden_numbers_are_never_in_the_box(chunking, name, planted):
    """The same search finds the number where it is planted, so that it can be believed."""
    text = read_case(SUBMISSIONS / f"{name}.py").cells["twice"]
    plant = f"planted = [{SECRET}, '{SECRET}']\n" if planted else ""
    call = (  # the first hidden case, the one that knows the number
        "def read_amplification(source, name, start, stop):\n"
        "    if start == (8, 3, 20) and twice(4):\n"
        "        os._exit(77)\n"  # what a fresh call prints is not shown
        "    return 1.0\n"
    )
    result = grade_chunking(
        chunking,
        f"{name}-{planted}",
        {"read_amplification": f"import os\n{plant}\n{text}\n\n{call}"},
    )
    assert ("exit code 77" in str(result["problems"])) == planted
