"""Committed notebooks are stripped, valid, and have cell ids a person can refer to."""

import json
import re

import nbformat
import pytest
from nbgrader.nbgraderformat import MetadataValidator

from repository import name_of, notebooks

PATHS = notebooks()
SLUG = re.compile(r"[a-z][a-z0-9]*([-_][a-z0-9]+)*")

every_notebook = pytest.mark.parametrize("path", PATHS, ids=name_of)


def is_readable(cell_id):
    """Return whether `cell_id` is made of words: not the random hex that Jupyter makes up.

    >>> is_readable("cache-too-small"), is_readable("3f2a9c41"), is_readable("b0f3a9c1")
    (True, False, False)
    """
    if not SLUG.fullmatch(cell_id):
        return False
    digits_only_hex = re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4,12})*", cell_id)
    return bool(re.search(r"[a-z]{3}", cell_id)) and not (
        digits_only_hex and re.search(r"\d", cell_id)
    )


def nbgrader_cells(notebook):
    return [cell for cell in notebook.cells if "nbgrader" in cell.metadata]


def test_there_are_notebooks():
    assert PATHS, "no notebook in the repository: these tests would pass without testing anything"


@every_notebook
def test_no_outputs_and_no_counts(path):
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    dirty = [
        cell.get("id")
        for cell in cells
        if cell["cell_type"] == "code" and (cell["outputs"] or cell["execution_count"] is not None)
    ]
    assert dirty == [], "`make format` strips them"


@every_notebook
def test_format_is_valid(path):
    notebook = nbformat.read(path, as_version=nbformat.NO_CONVERT)
    assert (notebook.nbformat, notebook.nbformat_minor) >= (4, 5), "cell ids came with 4.5"
    nbformat.validate(notebook)


@every_notebook
def test_cell_ids_are_unique_readable_words(path):
    ids = [cell["id"] for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]]
    assert len(set(ids)) == len(ids)
    assert [cell_id for cell_id in ids if not is_readable(cell_id)] == []


@every_notebook
def test_nbgrader_metadata_is_valid(path):
    notebook = nbformat.read(path, as_version=4)
    MetadataValidator().validate_nb(notebook)
    names = [cell.metadata.nbgrader.grade_id for cell in nbgrader_cells(notebook)]
    assert len(set(names)) == len(names)


@every_notebook
def test_every_task_has_points_and_a_locked_check(path):
    if path.parts[-3] not in ("solutions", "exercises"):
        assert nbgrader_cells(nbformat.read(path, as_version=4)) == []
        return
    cells = [c.metadata.nbgrader for c in nbgrader_cells(nbformat.read(path, as_version=4))]
    assert any(cell.solution for cell in cells)
    graded = [cell for cell in cells if cell.grade and not cell.solution]
    assert graded
    assert all(cell.locked and cell.points > 0 for cell in graded)


@pytest.mark.parametrize("cell_id", ["4c1d", "3f2a9c41", "b0f3a9c1-77aa", "Title", "x--y", "ab"])
def test_made_up_ids_are_recognised(cell_id):
    assert not is_readable(cell_id)
