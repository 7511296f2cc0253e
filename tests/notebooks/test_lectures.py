"""Lectures run from top to bottom, within their limits, and say what the lecture style asks for."""

import re

import nbformat
import pytest

from repository import ROOT, name_of, notebooks

LECTURES = [path for path in notebooks() if path.parent == ROOT / "course"]
every_lecture = pytest.mark.parametrize("path", LECTURES, ids=name_of)
LONGEST_CELL = 17  # lines; ten and the definition of a function or a table


def test_there_are_lectures():
    assert LECTURES


@every_lecture
@pytest.mark.parametrize("size", ["small", "lecture"])
def test_a_lecture_runs_to_its_end(path, size, execute):
    """Its own asserts hold, on small data and on the size it was written for."""
    for cell in execute(path, size).cells:
        for output in cell.get("outputs", []):
            assert output.get("name") != "stderr", f"{cell.id} warns: {output.text}"
            if "image/png" in output.get("data", {}):
                alt = output.metadata.get("image/png", {}).get("alt")
                assert alt, f"{cell.id} shows a picture without alt text"


@every_lecture
def test_a_lecture_has_its_parts(path):
    notebook = nbformat.read(path, as_version=4)
    text = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    for part in ("After this lecture you can", "**You need**", "**Time**", "## Key points",
                 "## Quiz", "## Ask yourself", "## What next"):  # fmt: skip
        assert part in text, part
    code = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code")
    asked = set(re.findall(r'predictions\.lock\("([^"]+)"', code))
    assert len(asked) >= 3
    assert "predictions.calibration()" in code


@every_lecture
def test_a_lecture_moves_in_small_steps(path):
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "code" and cell.id != "imports":
            lines = [line for line in cell.source.splitlines() if line.strip()]
            assert len(lines) <= LONGEST_CELL, f"{cell.id} has {len(lines)} lines"
