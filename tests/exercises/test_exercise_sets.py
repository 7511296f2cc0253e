"""An exercise set as its users meet it: the solution, the untouched version, and broken notebooks."""

import json
import shutil

import nbformat
import pytest

from outofcore.checking import load_tasks
from outofcore.checking.notebook import run_notebook
from repository import ROOT, topics

every_topic = pytest.mark.parametrize("topic", topics())


def copy_of(folder, topic, tmp_path):
    """Return the notebook of a copy of an exercise set."""
    target = shutil.copytree(ROOT / folder / topic, tmp_path / topic)
    return target / f"{topic}.ipynb"


def edit(path, **sources):
    """Replace the sources of cells, named by their ids with underscores for dashes."""
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        if cell.id.replace("-", "_") in sources:
            cell.source = sources.pop(cell.id.replace("-", "_"))
    assert not sources, f"no such cells: {list(sources)}"
    nbformat.write(notebook, path)


@every_topic
def test_points_of_cells_and_checks_agree(topic):
    notebook = nbformat.read(ROOT / "solutions" / topic / f"{topic}.ipynb", as_version=4)
    tasks = load_tasks(ROOT / "solutions" / topic / "checks.py")
    graded = {
        cell.metadata.nbgrader.grade_id: cell
        for cell in notebook.cells
        if cell.metadata.get("nbgrader", {}).get("grade")
    }
    assert list(graded) == list(tasks)
    for name, cell in graded.items():
        assert cell.source == f'check("{name}")'
        assert cell.metadata.nbgrader.points == tasks[name].max
    assert sum(task.max for task in tasks.values()) == 20


@every_topic
def test_the_solution_gets_full_marks(topic, tmp_path):
    result = run_notebook(copy_of("solutions", topic, tmp_path))
    assert result["problems"] == []
    assert result["earned"] == result["max"] == 20


@every_topic
def test_the_untouched_version_gets_nothing_and_a_reason(topic, tmp_path):
    result = run_notebook(copy_of("exercises", topic, tmp_path))
    assert (result["earned"], result["max"]) == (0, 20)
    for task in result["tasks"]:
        assert "is still empty" in task["criteria"][0]["message"]


def test_every_kind_of_broken_answer_leaves_the_other_tasks_alone(tmp_path):
    """One notebook with a different accident in each answer but the last one."""
    path = copy_of("solutions", "03_chunking", tmp_path)
    edit(
        path,
        count_answer="",  # left empty
        amplification_answer="print('x' * 10_000_000)\nraise ValueError('half done')",
        layout_answer="while True:\n    pass",  # never returns
        means_answer="import os\nos._exit(1)",  # takes the kernel with it
    )
    result = run_notebook(path, cell_seconds=15)
    tasks = {task["name"]: task for task in result["tasks"]}
    assert tasks["predict_fetches"]["earned"] == 4
    assert result["earned"] == 4
    for name in ("count_touched_chunks", "read_amplification", "choose_chunks", "plane_means"):
        assert "is not defined" in tasks[name]["criteria"][0]["message"]
    told = "\n".join(result["problems"])
    assert "amplification-answer: ValueError: half done" in told
    assert "layout-answer: did not finish within 15 s" in told
    assert "means-answer: ended the Python process" in told


def test_the_notebook_itself_is_not_changed(tmp_path):
    path = copy_of("exercises", "03_chunking", tmp_path)
    before = path.read_bytes()
    run_notebook(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "is not a notebook that Jupyter can read"),
        ("{", "is not a notebook that Jupyter can read"),
        ('{"cells": 3}', "is not a notebook that Jupyter can read"),
        (json.dumps(nbformat.v4.new_notebook()), "holds no graded cell"),
    ],
)
def test_a_foreign_file_is_named(tmp_path, content, words):
    path = tmp_path / "a.ipynb"
    path.write_text(content)
    with pytest.raises(ValueError, match=words):
        run_notebook(path)


def test_a_missing_notebook_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match="no notebook at"):
        run_notebook(tmp_path / "a.ipynb")
