"""The notebook that runs is ours with the students' answers; for the honest it is nbgrader's."""

import copy
import os
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output, new_raw_cell
from nbgrader.api import Gradebook
from nbgrader.preprocessors import (
    CheckCellMetadata,
    ClearOutput,
    DeduplicateIds,
    OverwriteCells,
    OverwriteKernelspec,
    SaveCells,
)

from outofcore.grading.rebuild import rebuild
from repository import ROOT

TOPIC = "03_chunking"
ANSWER, CHECK, CONTRACT = "count-answer", "count_touched_chunks", "count-contract"
RIGHT = (
    ROOT / "tests" / "submissions" / TOPIC / "count_touched_chunks" / "right_ranges.py"
).read_text()


@pytest.fixture(scope="module")
def released():
    """The notebook as students get it."""
    return nbformat.read(ROOT / "exercises" / TOPIC / f"{TOPIC}.ipynb", as_version=4)


@pytest.fixture
def submitted(released):
    """An honest hand-in: one answer, run, with outputs."""
    notebook = copy.deepcopy(released)
    cell_of(notebook, ANSWER).source = RIGHT
    for number, cell in enumerate(notebook.cells):
        if cell.cell_type == "code":
            cell.execution_count = number
            cell.outputs = [new_output("stream", text="10 of 10 points")]
    return notebook


def cell_of(notebook, grade_id):
    """Return the first cell of that name."""
    return next(
        c for c in notebook.cells if c.metadata.get("nbgrader", {}).get("grade_id") == grade_id
    )


def index_of(notebook, grade_id):
    return notebook.cells.index(cell_of(notebook, grade_id))


def shape_of(notebook):
    """Return what decides what runs and counts, cell by cell."""
    cells = []
    for cell in notebook.cells:
        meta = cell.metadata.get("nbgrader", {})
        meta = {
            k: meta.get(k)
            for k in ("grade_id", "grade", "solution", "locked", "points", "checksum")
        }
        cells.append((cell.cell_type, cell.source, meta, cell.get("outputs")))
    return cells


def names_of(notebook):
    """Return the grade_ids in order; None for a student's own cell."""
    return [c.metadata.get("nbgrader", {}).get("grade_id") for c in notebook.cells]


# ---------------------------------------------------------------- honest students


def as_it_is(notebook):
    """An answer, run from top to bottom."""


def cleared(notebook):
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None


def own_cells(notebook):
    at = index_of(notebook, ANSWER)
    notebook.cells.insert(at, new_markdown_cell("my idea"))
    notebook.cells.insert(at, new_code_cell("def helper():\n    return 1"))
    notebook.cells.append(new_code_cell("helper()"))
    notebook.cells.insert(0, new_raw_cell("raw"))


def empty_answers(notebook):
    for cell in notebook.cells:
        if cell.metadata.nbgrader.solution:
            cell.source = ""


def other_metadata(notebook):
    """What editors and kernels write into a notebook."""
    notebook.metadata["widgets"] = {}
    notebook.metadata["language_info"] = {"name": "python", "version": "3.13.0"}
    for cell in notebook.cells:
        cell.metadata["execution"] = {"iopub.execute_input": "2026-01-01"}
        cell.metadata["collapsed"] = True


HONEST = [as_it_is, cleared, own_cells, empty_answers, other_metadata]


@pytest.fixture(scope="module")
def sanitize(released, tmp_path_factory):
    """nbgrader's own sanitising of a submitted notebook, against a gradebook of the release."""
    url = f"sqlite:///{tmp_path_factory.mktemp('book')}/gradebook.db"
    about = {"notebook": TOPIC, "assignment": TOPIC, "student": "ada", "db_url": url}
    with pytest.MonkeyPatch.context() as patch:  # nbgrader starts `alembic` by its bare name
        patch.setenv("PATH", str(Path(sys.executable).parent), prepend=os.pathsep)
        with Gradebook(url) as book:
            book.add_assignment(TOPIC)
    SaveCells().preprocess(copy.deepcopy(released), {"nbgrader": about})

    def run(notebook):
        steps = [
            ClearOutput,
            DeduplicateIds,
            OverwriteKernelspec,
            OverwriteCells,
            CheckCellMetadata,
        ]
        for step in steps:
            notebook, _ = step().preprocess(notebook, {"nbgrader": about})
        return notebook

    return run


@pytest.mark.parametrize("work", HONEST, ids=lambda work: work.__name__)
def test_honest_notebooks_run_the_cells_that_nbgrader_would_run(
    submitted, released, sanitize, work
):
    work(submitted)
    rebuilt = rebuild(nbformat.writes(submitted).encode(), released)
    assert (rebuilt.problems, rebuilt.notes) == ((), ())
    assert shape_of(rebuilt.notebook) == shape_of(sanitize(submitted))
    assert rebuilt.notebook.metadata == released.metadata
    nbformat.validate(rebuilt.notebook)


def test_the_source_is_not_changed_and_rebuilding_again_changes_nothing(submitted, released):
    before = copy.deepcopy(released)
    own_cells(submitted)
    once = rebuild(submitted, released)
    assert released == before
    assert rebuild(once.notebook, released) == once


def edit_whitespace(notebook):
    cell_of(notebook, CHECK).source += "  \n"
    contract = cell_of(notebook, CONTRACT)
    contract.source = "\n".join(line + " " for line in contract.source.split("\n")) + "\n\n"


def metadata_in_other_words(notebook):
    """What nbgrader and other editors make of metadata without a change of meaning."""
    meta = cell_of(notebook, CHECK).metadata.nbgrader
    meta["points"] = float(meta["points"])
    del meta["task"]
    cell_of(notebook, ANSWER).metadata.nbgrader["points"] = 0


@pytest.mark.parametrize("change", [edit_whitespace, metadata_in_other_words])
def test_what_means_the_same_is_no_edit(submitted, released, change):
    change(submitted)
    rebuilt = rebuild(submitted, released)
    assert rebuilt.problems == ()
    assert cell_of(rebuilt.notebook, CHECK) == cell_of(released, CHECK)


# ---------------------------------------------------------------- accidents: words, no mark


def copied_answer(notebook):
    cell = copy.deepcopy(cell_of(notebook, ANSWER))
    cell.source = cell.id = "copied"
    notebook.cells.insert(index_of(notebook, CHECK), cell)


def deleted_answer(notebook):
    notebook.cells.remove(cell_of(notebook, ANSWER))
    notebook.cells.insert(index_of(notebook, CHECK), new_code_cell(RIGHT))


def moved_answer(notebook):
    cell = cell_of(notebook, ANSWER)
    notebook.cells.remove(cell)
    notebook.cells.append(cell)


@pytest.mark.parametrize(
    ("accident", "words", "sources"),
    [
        (copied_answer, "is there 2 times", [RIGHT, "copied"]),
        (deleted_answer, "was deleted", [RIGHT, ""]),
        (moved_answer, "were moved", [RIGHT]),
    ],
)
def test_an_accident_with_an_answer_cell_is_noted(submitted, released, accident, words, sources):
    accident(submitted)
    rebuilt = rebuild(submitted, released)
    assert rebuilt.problems == ()
    assert words in rebuilt.notes[0]
    between = slice(index_of(rebuilt.notebook, CONTRACT) + 1, index_of(rebuilt.notebook, CHECK))
    assert [cell.source for cell in rebuilt.notebook.cells[between]] == sources


# ---------------------------------------------------------------- edits of what is ours


def edited_check(notebook):
    cell_of(notebook, CHECK).source = "10.0"


def edited_text(notebook):
    cell_of(notebook, CONTRACT).source += "\nThe tutor said this one is optional."


def more_points(notebook):
    cell_of(notebook, CHECK).metadata.nbgrader.points = 400


def odd_points(notebook):
    cell_of(notebook, CHECK).metadata.nbgrader.points = {"4": [4]}


def edited_checksum(notebook):
    cell_of(notebook, CHECK).metadata.nbgrader.checksum = "0" * 32


def unlocked(notebook):
    cell_of(notebook, CHECK).metadata.nbgrader.locked = False


def made_a_solution(notebook):
    cell_of(notebook, CHECK).metadata.nbgrader.solution = True


def graded_answer(notebook):
    cell_of(notebook, ANSWER).metadata.nbgrader.update(grade=True, points=50)


def deleted_check(notebook):
    notebook.cells.remove(cell_of(notebook, CHECK))


def duplicated_check(notebook):
    notebook.cells.append(copy.deepcopy(cell_of(notebook, CHECK)))


def forged_first(notebook):
    forged = copy.deepcopy(cell_of(notebook, CHECK))
    forged.source = "4.0"
    notebook.cells.insert(0, forged)


def retyped_check(notebook):
    notebook.cells[index_of(notebook, CHECK)] = new_markdown_cell(
        "4.0", metadata=cell_of(notebook, CHECK).metadata
    )


def check_first(notebook):
    cell = cell_of(notebook, CHECK)
    notebook.cells.remove(cell)
    notebook.cells.insert(0, cell)


def emptied(notebook):
    notebook.cells = []


EDITS = [
    edited_check, edited_text, more_points, odd_points, edited_checksum, unlocked, made_a_solution,
    graded_answer, deleted_check, duplicated_check, forged_first, retyped_check, check_first,
    emptied,
]  # fmt: skip


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.__name__)
def test_an_edit_of_ours_is_undone_and_named(submitted, released, edit):
    edit(submitted)
    rebuilt = rebuild(submitted, released)
    assert rebuilt.problems
    assert names_of(rebuilt.notebook) == names_of(released)
    for cell, ours in zip(rebuilt.notebook.cells, released.cells, strict=True):
        assert cell.metadata == ours.metadata
        assert cell.cell_type == ours.cell_type
        assert ours.metadata.nbgrader.solution or cell.source == ours.source
        assert not cell.get("outputs")
    if edit is not emptied:
        assert cell_of(rebuilt.notebook, ANSWER).source == RIGHT


def test_a_retyped_answer_is_code_again_and_a_copy_of_the_right_type_comes_first(
    submitted, released
):
    at = index_of(submitted, ANSWER)
    meta = cell_of(submitted, ANSWER).metadata
    submitted.cells.insert(at, new_markdown_cell("# not this one", metadata=meta))
    rebuilt = rebuild(submitted, released)
    assert cell_of(rebuilt.notebook, ANSWER).source == RIGHT
    assert "is there 2 times" in rebuilt.notes[0]
    del submitted.cells[at + 1]
    again = rebuild(submitted, released)
    assert cell_of(again.notebook, ANSWER).cell_type == "code"
    assert "was made a markdown cell" in again.notes[0]


def test_foreign_cells_lose_their_metadata_and_a_hostile_kernel_is_ours(submitted, released):
    meta = {"nbgrader": {"grade_id": "bonus", "grade": True, "points": 100, "solution": False}}
    submitted.cells.append(new_code_cell("100.0", metadata=meta, id=CHECK))
    submitted.cells.append(new_code_cell("2", metadata={"nbgrader": {"grade_id": ["x"]}}))
    submitted.cells[-1].id = '"><script>'
    submitted.metadata.kernelspec.name = "evil"
    rebuilt = rebuild(submitted, released)
    assert rebuilt.notebook.metadata == released.metadata
    assert [dict(cell.metadata) for cell in rebuilt.notebook.cells[-2:]] == [{}, {}]
    ids = [cell.id for cell in rebuilt.notebook.cells]
    assert len(set(ids)) == len(ids)
    nbformat.validate(rebuilt.notebook)


def test_what_is_no_notebook_raises(released):
    with pytest.raises(ValueError, match="broken JSON"):
        rebuild(b"{", released)
