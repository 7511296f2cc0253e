"""The ledger against the lectures: each claim is measured where it says, and comes out so."""

from collections import Counter

import pytest

from outofcore.checking.claims import findings_of, read_ledger
from repository import ROOT, name_of, notebooks

LECTURES = [path for path in notebooks() if path.parent == ROOT / "course"]
LEDGER = read_ledger(ROOT / "course" / "claims.toml")


def test_every_claim_belongs_to_a_lecture():
    lectures = {path.stem for path in LECTURES}
    assert [entry.id for entry in LEDGER.values() if entry.lecture not in lectures] == []


@pytest.mark.parametrize("path", LECTURES, ids=name_of)
def test_claims_are_measured_where_the_ledger_says(path, execute):
    found = Counter((cell, finding["id"]) for cell, finding in findings_of(execute(path, "small")))
    listed = Counter((e.cell, e.id) for e in LEDGER.values() if e.lecture == path.stem)
    assert found - listed == Counter(), "measured, but not (or elsewhere) in the ledger"
    assert listed - found == Counter(), "in the ledger, but never measured in that cell"


@pytest.mark.parametrize("path", LECTURES, ids=name_of)
@pytest.mark.parametrize("size", ["small", "lecture"])
def test_claims_come_out_as_the_ledger_says(path, size, execute):
    for cell, finding in findings_of(execute(path, size)):
        entry = LEDGER[finding["id"]]
        assert finding["verdict"] is not None, f"{entry.id} could not be measured in {cell}"
        assert finding["agrees"] is not False, (
            f"{entry.id} in {cell}: {finding['measured']} makes it {finding['verdict']}, "
            f"but the ledger says {entry.verdict}"
        )
