"""Honest hand-ins get the points that stock nbgrader gives them, cell by cell.

Stock nbgrader knows of an answer nothing but the points of its cell. So for each task there are
three: one that gets all points, one that gets the fewest, and one in between. `--all-answers` takes
every one.
"""

import ast
import re

import nbformat
import pytest

from outofcore.checking import load_tasks
from outofcore.grading.bench import grade_ours, grade_stock, hand_in, make_course
from repository import ROOT, topics

CLASS = 10
ANSWERS = ROOT / "tests" / "submissions"


def answer_cells(topic):
    """Return {task: the name of its answer cell}: the last one to write in before each check."""
    found, last = {}, None
    for cell in nbformat.read(ROOT / "solutions" / topic / f"{topic}.ipynb", as_version=4).cells:
        marks = cell.metadata.get("nbgrader", {})
        if marks.get("solution"):
            last = marks.grade_id
        elif marks.get("grade"):
            found[marks.grade_id] = last
    return found


def points(path, task):
    """Return what an answer gets, by the criteria that its docstring says it fails."""
    doc = ast.get_docstring(ast.parse(path.read_text("utf-8")))
    fails = re.search(r"^Fails: (.*)$", doc, re.MULTILINE)
    failed = fails.group(1).split("; ") if fails else []
    return sum(points for name, points in task.criteria.items() if name not in failed)


def answers(topic, *, everyone):
    """Return {task: the paths of its answers}: all of them, or the worst, the best and another."""
    tasks, found = load_tasks(ROOT / "solutions" / topic / "checks.py"), {}
    for name, task in tasks.items():
        paths = sorted((ANSWERS / topic / name).glob("*.py"))
        one_each = {points(path, task): path for path in reversed(paths)}
        marks = sorted(one_each)
        few = dict.fromkeys(
            one_each[mark] for mark in (marks[0], marks[len(marks) // 2], marks[-1])
        )
        found[name] = paths if everyone else list(few)
    return found


def pytest_generate_tests(metafunc):
    """Share a topic's notebooks out in parts that take about a minute each."""
    everyone, found = metafunc.config.getoption("--all-answers"), []
    for topic in topics():
        paths = answers(topic, everyone=everyone)
        most = max(map(len, paths.values()))
        found += [(topic, paths, range(i, min(i + CLASS, most))) for i in range(0, most, CLASS)]
    ids = [f"{topic}: {numbers[0]} to {numbers[-1]}" for topic, _, numbers in found]
    metafunc.parametrize("graded", found, ids=ids, indirect=True, scope="module")


@pytest.fixture(scope="module")
def graded(request, tmp_path_factory):
    """Return the points of stock nbgrader and ours: {student: {cell: points}} each."""
    topic, answers, numbers = request.param
    cells = answer_cells(topic)
    assert set(cells) == set(answers) == {path.name for path in (ANSWERS / topic).iterdir()}
    course = make_course(tmp_path_factory.mktemp("course"), topic, source=ROOT)
    students = [f"student{i:02}" for i in numbers]
    for i, student in zip(numbers, students, strict=True):  # an empty cell where there are fewer
        texts = {t: paths[i].read_text("utf-8") for t, paths in answers.items() if i < len(paths)}
        hand_in(course, student, {cells[task]: text for task, text in texts.items()})
    return set(cells), grade_stock(course, students)["cells"], grade_ours(course, students)["cells"]


def test_every_cell_has_the_points_that_stock_nbgrader_gives(graded):
    tasks, stock, ours = graded
    assert {name for cells in stock.values() for name in cells} == tasks
    assert ours == stock
    assert sum(map(sum, (cells.values() for cells in stock.values()))) > 0
