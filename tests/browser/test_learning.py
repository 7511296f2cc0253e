"""The lecture and the exercise in JupyterLab, in a browser, as a learner goes through them."""

import pytest

LECTURE = "course/03_chunking.ipynb"
EXERCISE = "exercises/03_chunking/03_chunking.ipynb"
SIZE_ONLY = """
import math

def count_touched_chunks(shape, chunks, start, stop):
    return math.prod(math.ceil((b - a) / c) for a, b, c in zip(start, stop, chunks))
"""
RIGHT = """
def count_touched_chunks(shape, chunks, start, stop):
    count = 1
    for c, a, b in zip(chunks, start, stop):
        count *= (b - 1) // c - a // c + 1 if b > a else 0
    return count
"""


@pytest.fixture
def exercise(lab):
    notebook = lab.notebook(EXERCISE)
    notebook.run_cell("setup")
    yield notebook
    notebook.page.close()


def test_the_lecture_runs_to_its_end(lab, pop_ups):
    notebook = lab.notebook(LECTURE)
    notebook.run_all()
    assert notebook.errors() == {}
    assert notebook.unrun_cells() == []
    assert pop_ups(notebook.page) == []
    notebook.screenshot("lecture-edges", "edges-picture")
    picture = notebook.page.locator(".jp-Notebook img[alt^='Chunk grid of']").first
    picture.wait_for()
    assert picture.evaluate("image => image.naturalWidth") > 500
    notebook.screenshot("lecture-quiz", "quiz-intro")
    notebook.page.locator(".Quiz").first.wait_for()
    notebook.page.close()


def test_a_wrong_answer_is_explained_with_a_picture(exercise):
    exercise.set_source("count-answer", SIZE_ONLY)
    exercise.run_cell("count-answer")
    exercise.run_cell("count_touched_chunks")
    report = exercise.page.locator(".jp-OutputArea-output table").first
    exercise.screenshot("exercise-wrong", "count-answer")
    report.wait_for()
    assert "there are 4 chunks" in report.inner_text()
    picture = exercise.page.locator(".jp-OutputArea-output img[alt^='Chunk grid']").first
    assert picture.evaluate("image => image.naturalWidth") > 300
    (output,) = exercise.outputs("count_touched_chunks")
    assert output["data"]["text/plain"] == "2.0"


def test_a_right_answer_gets_full_marks(exercise):
    exercise.set_source("count-answer", RIGHT)
    exercise.run_cell("count-answer")
    exercise.run_cell("count_touched_chunks")
    exercise.screenshot("exercise-right", "count-answer")
    assert "4 of 4 points" in exercise.page.locator(".jp-OutputArea-output").first.inner_text()


def test_a_misspelt_task_is_one_line(exercise):
    exercise.set_source("summary", 'check("cuont")')  # locked for the mouse, not for a test
    exercise.run_cell("summary")
    (output,) = exercise.outputs("summary")
    assert output["output_type"] == "error"
    assert output["traceback"] == [
        "CheckError: no task 'cuont' in 03_chunking; there are count_touched_chunks, "
        "read_amplification, choose_chunks, plane_means, predict_fetches"
    ]
