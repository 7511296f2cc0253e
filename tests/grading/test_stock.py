"""Honest hand-ins get the points that stock nbgrader gives them, cell by cell.

Every right and every wrong answer of the exercise sets, one of each task to a notebook.
"""

import nbformat
import pytest

from outofcore.grading.bench import grade_ours, grade_stock, hand_in, make_course
from repository import ROOT, topics

CLASS = 8


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


def parts():
    """Return (topic, the numbers of some of its notebooks): so many that it takes a minute."""
    found = []
    for topic in topics():
        tasks = (ROOT / "tests" / "submissions" / topic).iterdir()
        most = max(len(list(task.glob("*.py"))) for task in tasks)
        found += [(topic, range(i, min(i + CLASS, most))) for i in range(0, most, CLASS)]
    return found


@pytest.fixture(scope="module", params=parts(), ids=lambda p: f"{p[0]}: {p[1][0]} to {p[1][-1]}")
def graded(request, tmp_path_factory):
    """Return the points of stock nbgrader and ours: {student: {cell: points}} each."""
    topic, numbers = request.param
    cells, folder = answer_cells(topic), ROOT / "tests" / "submissions" / topic
    assert set(cells) == {path.name for path in folder.iterdir()}
    answers = {task: sorted((folder / task).glob("*.py")) for task in cells}
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
