"""Honest hand-ins get the points that stock nbgrader gives them, cell by cell.

Every right and every wrong answer of the exercise sets, one of each task to a notebook.
"""

import pytest

from outofcore.grading.bench import grade_ours, grade_stock, hand_in, make_course
from repository import ROOT

TOPIC = "03_chunking"
CELLS = {  # task: its answer cell
    "count_touched_chunks": "count-answer",
    "read_amplification": "amplification-answer",
    "choose_chunks": "layout-answer",
    "plane_means": "means-answer",
    "predict_fetches": "fetches-answer",
}
ANSWERS = {
    task: sorted((ROOT / "tests" / "submissions" / TOPIC / task).glob("*.py")) for task in CELLS
}
STUDENTS = [f"student{i:02}" for i in range(max(map(len, ANSWERS.values())))]


def answers_of(i):
    """Return answer number i of each task, from the start again where there are fewer."""
    return {
        CELLS[task]: paths[i % len(paths)].read_text(encoding="utf-8")
        for task, paths in ANSWERS.items()
    }


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    made = make_course(tmp_path_factory.mktemp("course"), TOPIC, source=ROOT)
    for i, student in enumerate(STUDENTS):
        hand_in(made, student, answers_of(i))
    return made


def test_every_cell_has_the_points_that_stock_nbgrader_gives(course):
    assert set(CELLS) == {p.name for p in (ROOT / "tests" / "submissions" / TOPIC).iterdir()}
    stock = grade_stock(course, STUDENTS)["cells"]
    ours = grade_ours(course, STUDENTS)["cells"]
    answers = {name for cells in stock.values() for name in cells}
    assert answers == set(CELLS)
    assert ours == stock
    assert sum(map(sum, (cells.values() for cells in stock.values()))) > 0
