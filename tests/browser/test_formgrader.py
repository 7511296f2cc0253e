"""nbgrader's formgrader in a browser: its Autograde button grades in the sandbox.

The formgrader runs as an instructor has it: JupyterLab started in the course's folder.
"""

import pytest

from outofcore.grading.bench import grade_ours, hand_in, make_course
from repository import ROOT

TOPIC = "03_chunking"
RIGHT = (ROOT / "tests/submissions" / TOPIC / "count_touched_chunks/right_ranges.py").read_text()
EXITS = "def read_amplification(source, name, start, stop):\n    import os\n    os._exit(0)"
HAND_INS = {
    "full": None,
    "part": {"count-answer": RIGHT},
    "exits": {"count-answer": RIGHT, "amplification-answer": EXITS},
}
BUTTON = "td.autograde a"


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    made = make_course(tmp_path_factory.mktemp("course"), TOPIC, source=ROOT)
    for student, answers in HAND_INS.items():
        hand_in(made, student, answers)
    return made


@pytest.fixture(scope="module")
def expected(course, tmp_path_factory):
    """Return {student: points} that the command line gives the same hand-ins."""
    other = make_course(tmp_path_factory.mktemp("other"), TOPIC, source=ROOT)
    for student, answers in HAND_INS.items():
        hand_in(other, student, answers)
    cells = grade_ours(other, list(HAND_INS))["cells"]
    return {student: sum(points.values()) for student, points in cells.items()}


@pytest.fixture(scope="module")
def pages(course, formgrader):
    with formgrader(course.root) as open_page:
        yield open_page


def test_the_autograde_button_gives_the_scores_of_the_command(pages, expected, screenshot):
    assert expected == {"full": 20, "part": 4, "exits": 4}
    page = pages(f"manage_submissions/{TOPIC}")
    for student in HAND_INS:
        page.locator("tbody tr", has_text=student).locator(BUTTON).click()
        page.locator(".modal.in", has_text=f"for student '{student}'").wait_for()
        assert page.locator(".modal.in .modal-title").inner_text() == "Success"
        page.reload()
        page.wait_for_load_state("networkidle")
    screenshot(page, "formgrader-graded")
    for student, points in expected.items():
        row = page.locator("tbody tr", has_text=student)
        assert f"{points:g} / 20" in row.inner_text(), row.inner_text()
    assert "needs manual grading" in page.locator("tbody tr", has_text="exits").inner_text()
    page.close()


def test_a_marked_hand_in_opens_with_the_note_on_top(pages, expected, screenshot):
    page = pages(f"gradebook/{TOPIC}/{TOPIC}")
    assert page.locator("tbody tr").count() == len(HAND_INS)
    links = page.locator("tbody tr a").evaluate_all("links => links.map(link => link.href)")
    texts = {}
    for link in dict.fromkeys(links):
        page.goto(link)
        page.wait_for_load_state("networkidle")
        texts[link] = page.locator("body").inner_text()
    (marked,) = [link for link, text in texts.items() if "note is for the instructor" in text]
    assert "kernel-died" in texts[marked]
    assert "ended the Python process" in texts[marked]
    page.goto(marked)
    page.wait_for_load_state("networkidle")
    screenshot(page, "formgrader-note")
    page.close()
