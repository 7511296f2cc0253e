"""Rows of the benchmark table: arithmetic on known durations, and every real row once."""

import itertools
import json

import pytest
from typer.testing import CliRunner

from outofcore.bench import pyramids, storage
from outofcore.bench.pairs import paired
from outofcore.bench.rows import ROWS, run
from outofcore.cli import app


def durations(*seconds):
    """Return a function that claims to have taken each of `seconds` in turn."""
    turns = itertools.cycle(seconds)
    return lambda: float(next(turns))


def test_the_ratio_is_the_median_of_pairs():
    # the first pair is the warm-up; then 4/2, 1/1 and 9/3 seconds of subject over limit
    subject, limit = durations(100, 4, 1, 9), durations(1, 2, 1, 3)
    row = paired("name", "GB/s", 12, subject, limit, samples=3, note="")
    assert row.samples == [2 / 4, 1 / 1, 3 / 9]
    assert row.ratio == 0.5
    assert (row.value, row.limit) == (12 / 4, 12 / 2)


def test_subject_and_limit_take_turns():
    order = []
    paired("n", "u", 1, lambda: order.append("s"), lambda: order.append("l"), samples=2, note="")
    assert "".join(order) == "slslsl"


@pytest.fixture
def small(monkeypatch):
    """Make the arrays of the rows small; the command takes gigabytes."""
    shape = (64, 256, 256)
    for module, size in itertools.product((pyramids, storage), ("SHAPE", "SHAPE_OF_PEERS")):
        monkeypatch.setattr(module, size, shape, raising=False)
    monkeypatch.setattr(pyramids, "STEPS", [(2, 2, 2)])
    monkeypatch.setattr(storage, "PEER_SAMPLES", 1)


@pytest.mark.parametrize("name", ROWS)
def test_every_row_can_be_measured(name, small):
    result = run([name], samples=1)
    (row,) = result["rows"]
    assert list(row) == [
        "name", "value", "unit", "limit", "ratio", "samples", "peak_bytes", "note"
    ]  # fmt: skip
    assert row["name"] == name
    assert row["ratio"] > 0
    assert row["note"]
    assert result["machine"]


def test_an_unknown_row_lists_those_there_are():
    with pytest.raises(ValueError, match="no benchmark speed; there are generate-volume"):
        run(["speed"])


def test_the_command_prints_json():
    done = CliRunner().invoke(app, ["bench", "generate-volume", "--samples", "1", "--json", "-"])
    assert done.exit_code == 0
    assert json.loads(done.stdout)["rows"][0]["name"] == "generate-volume"


def test_the_command_names_what_it_does_not_know():
    done = CliRunner().invoke(app, ["bench", "speed"])
    assert done.exit_code == 2
    assert "no benchmark speed" in done.stderr
