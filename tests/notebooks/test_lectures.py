"""Lectures run to their end, say what the style asks for, and measure what the ledger claims."""

import re
from collections import Counter

import nbformat
import pytest

from outofcore.checking.claims import findings_of, read_ledger
from repository import ROOT, name_of, notebooks

LECTURES = [path for path in notebooks() if path.parent == ROOT / "course"]
every_lecture = pytest.mark.parametrize("path", LECTURES, ids=name_of)
LEDGER = read_ledger(ROOT / "course" / "claims.toml")
LONGEST_CELL = 17  # lines; ten and the definition of a function or a table


def test_there_are_lectures():
    assert LECTURES


@every_lecture
def test_a_lecture_runs_to_its_end(path, executed):
    """Its own asserts hold."""
    for cell in executed(path).cells:
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


def test_every_claim_belongs_to_a_lecture():
    lectures = {path.stem for path in LECTURES}
    assert [entry.id for entry in LEDGER.values() if entry.lecture not in lectures] == []


@every_lecture
def test_claims_are_measured_where_the_ledger_says(path, executed):
    found = Counter((cell, finding["id"]) for cell, finding in findings_of(executed(path)))
    listed = Counter((e.cell, e.id) for e in LEDGER.values() if e.lecture == path.stem)
    assert found - listed == Counter(), "measured, but not (or elsewhere) in the ledger"
    assert listed - found == Counter(), "in the ledger, but never measured in that cell"


@every_lecture
def test_claims_come_out_as_the_ledger_says(path, executed):
    for cell, finding in findings_of(executed(path)):
        entry = LEDGER[finding["id"]]
        assert finding["verdict"] is not None, f"{entry.id} could not be measured in {cell}"
        assert finding["agrees"] is not False, (
            f"{entry.id} in {cell}: {finding['measured']} makes it {finding['verdict']}, "
            f"but the ledger says {entry.verdict}"
        )
