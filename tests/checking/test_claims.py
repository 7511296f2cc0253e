"""The ledger read, claims judged and shown, and every wrong use refused in words."""

import json

import numpy as np
import pytest
from nbformat import v4

from outofcore.checking.claims import (
    CLAIM_MIME,
    Claim,
    claim,
    find_ledger,
    findings_of,
    judge,
    read_ledger,
)
from repository import ROOT

LEDGER = """
[sources.talk]
title = "A <talk>"
by = "Somebody"

[[claim]]
id = "ten-images"
source = "talk"
claim = "A plate makes ten & a bit images."
claimed = "== 10"
unit = "images"
verdict = "wrong"
lecture = "00_talk"
cell = "bill"
instead = "It makes 12."

[[claim]]
id = "it-opens"
source = "talk"
claim = "The file opens."
claimed = "true"
verdict = "holds"
lecture = "00_talk"
cell = "open"
"""


def entry(claimed="== 10", verdict="holds", **more):
    return Claim("a-claim", "talk", "It is so.", claimed, verdict, "00_talk", "cell", **more)


@pytest.fixture
def ledger(tmp_path):
    path = tmp_path / "claims.toml"
    path.write_text(LEDGER)
    return path


@pytest.fixture
def shown(monkeypatch):
    """What a cell has displayed."""
    seen = []
    monkeypatch.setattr("IPython.display.display", seen.append)
    return seen


@pytest.mark.parametrize(
    ("claimed", "agreeing", "other"),
    [
        ("== 10", 10, 11),
        ("==10", 10.0, 10.5),
        ("<= 10", 10, 10.001),
        (">= 10", 10, 9),
        ("< 10", 9.999, 10),  # the bound itself is out
        ("> 10", 11, 10),
        ("5 to 7.5", 7.5, 7.6),  # both ends belong to the range
        ("5 to 7.5", 5, 4),
        ("-2 to -1", -1, 1),  # a minus sign
        ("> 1.5e3", 1501, 1500),
        ("== 57_411_584", 57_411_584, 57_411_585),  # no rounding, however large
        ("true", True, False),
        ("true", np.True_, np.False_),
        ("== 10", np.int32(10), np.float64(9)),
        ("== 10", np.array(10), np.array(9)),  # an array without axes
    ],
)
def test_one_measurement_holds_or_is_wrong(claimed, agreeing, other):
    assert judge(entry(claimed), agreeing).verdict == "holds"
    assert judge(entry(claimed, "wrong"), other).verdict == "wrong"


def test_what_was_right_once_is_outdated_and_only_where_the_ledger_says_so():
    assert judge(entry(verdict="outdated"), 11).verdict == "outdated"
    assert judge(entry(verdict="outdated"), 10).verdict == "holds"
    assert judge(entry(verdict="holds"), 11).verdict == "wrong"


def test_cases_decide_together():
    assert judge(entry(verdict="depends"), {"small": 10, "large": 11}).verdict == "depends"
    assert judge(entry(), {"small": 10, "large": 10}).verdict == "holds"
    assert judge(entry(), {"small": 9, "large": 11}).verdict == "wrong"


@pytest.mark.parametrize(
    ("verdict", "machine", "measured", "agrees"),
    [
        ("holds", False, 10, True),
        ("holds", False, 11, False),
        ("holds", True, 11, None),  # the machine's business
        ("holds", False, None, None),  # could not be measured
    ],
)
def test_agreement_with_the_ledger(verdict, machine, measured, agrees):
    assert judge(entry(verdict=verdict, machine=machine), measured).agrees is agrees


def test_what_cannot_be_measured_has_no_verdict():
    finding = judge(entry(verdict="depends"), None)
    assert finding.verdict is None
    assert "this system cannot measure it" in str(finding)
    assert "this system cannot measure it" in finding._repr_mimebundle_()["text/html"]


@pytest.mark.parametrize(
    ("claimed", "measured", "message"),
    [
        ("== 10", "10", "measured by a number, but got '10'"),
        ("== 10", True, "measured by a number, but got True"),  # True == 1 must not count
        ("== 10", 1j, "measured by a number"),
        ("== 10", [10], "measured by a number"),
        ("== 10", np.arange(2), "measured by a number"),
        ("true", 1, "measured by True or False, but got 1"),
        ("== 10", {}, "a dict of measurements is"),
        ("== 10", {"": 1}, "a dict of measurements is"),
        ("== 10", {3: 10}, "a dict of measurements is"),
        ("== 10", {"a": {"b": 10}}, "measured by a number"),
        ("== 10", {"a": None}, "measured by a number"),
    ],
)
def test_a_measurement_of_another_type_is_refused(claimed, measured, message):
    with pytest.raises(TypeError, match=message):
        judge(entry(claimed), measured)


@pytest.mark.parametrize("measured", [float("nan"), float("inf"), {"a": 1, "b": np.nan}])
def test_what_is_no_number_is_refused(measured):
    with pytest.raises(ValueError, match="is not a measurement"):
        judge(entry(), measured)


@pytest.mark.parametrize("measured", [10, {"only": 10}])
def test_a_claim_that_depends_needs_two_cases(measured):
    with pytest.raises(ValueError, match="measure a dict of two or more"):
        judge(entry(verdict="depends"), measured)


def test_the_card_shows_and_carries_data(ledger, shown):
    assert claim("ten-images", measured=np.int64(12), ledger=ledger) is None
    bundle = shown[0]._repr_mimebundle_()
    assert bundle[CLAIM_MIME] == {
        "id": "ten-images",
        "measured": 12,
        "verdict": "wrong",
        "agrees": True,
    }
    json.dumps(bundle)  # plain data
    for text in (bundle["text/html"], bundle["text/plain"]):
        for part in ("12 images", "not as claimed", "verdict: wrong", "It makes 12.", "Somebody"):
            assert part in text
    assert "ten &amp; a bit" in bundle["text/html"]
    assert "A &lt;talk&gt;, Somebody" in bundle["text/html"]


def test_the_card_shows_every_case():
    text = str(judge(entry(verdict="depends"), {"one": 10, "two": 2.5}))
    assert "one: 10 (as claimed)" in text
    assert "two: 2.5 (not as claimed)" in text


@pytest.mark.parametrize(
    ("unit", "measured", "words"),
    [
        ("of the pages", 1, "100 % of the pages"),  # not "1 of the pages": that reads as one page
        ("of the file", 0.00029, "0.029 % of the file"),
        ("of the stack", 0.9996, "99.96 % of the stack"),  # not rounded up to all of it
        ("of the stack", 1.05, "105 % of the stack"),
        ("of the bytes", 12.345, "1,234 % of the bytes"),  # no exponent
        ("requests", 1, "1 request"),
        ("requests", 1.0, "1 request"),
        ("requests", 2, "2 requests"),
        ("bytes read per byte", 1.002, "1 byte read per byte"),
        ("fetches per chunk", 1, "1 fetch per chunk"),
        ("times the bytes", 1, "1 times the bytes"),
        ("MB", 1, "1 MB"),
        ("", 1, "1"),
    ],
)
def test_a_value_reads_well_with_its_unit(unit, measured, words):
    assert f"measured here: {words} (" in str(judge(entry(unit=unit), measured))


def test_a_yes_or_no_is_said_once():
    finding = judge(entry("true", "depends"), {"one": True, "two": False})
    assert "one: as claimed" in str(finding)
    assert "two: not as claimed" in str(finding)
    row = finding._repr_mimebundle_()["text/html"].split("<tr>")[1]
    assert row.count("<td") == 2


def test_a_contradiction_is_shown_and_does_not_raise():
    assert "the course says holds" in str(judge(entry(), 11))


def test_a_machines_verdict_is_called_so():
    assert "on this machine: wrong" in str(judge(entry(machine=True), 11))


def test_an_unknown_id_names_its_neighbours(ledger, shown):
    with pytest.raises(ValueError, match=r"no claim 'ten-image' .* mean ten-images"):
        claim("ten-image", measured=1, ledger=ledger)
    with pytest.raises(ValueError, match=r"it goes into claims\.toml"):
        claim("xyz", measured=1, ledger=ledger)
    assert shown == []


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('cell = "open"', "", "it-opens.* lacks cell"),
        ('cell = "open"', 'cell = ""', "lacks cell"),
        ('instead = "It makes 12."', "", "ten-images.* lacks instead"),
        ('cell = "open"', 'cell = "open"\ncolour = "red"', "has the unknown colour"),
        ('cell = "open"', 'cell = "open"\nmachine = "yes"', "in machine"),
        ('claimed = "== 10"', "claimed = 10", "in claimed"),
        ('verdict = "holds"', 'verdict = "true"', "verdict 'true' is none of"),
        ('verdict = "wrong"', 'verdict = "maybe"', "verdict 'maybe' is none of"),
        ('id = "it-opens"', 'id = "ten-images"', "two claims have the id 'ten-images'"),
        ('id = "it-opens"', 'id = "It_Opens"', "an id is words of small letters"),
        ('source = "talk"', 'source = "book"', "source 'book' is none of talk"),
        ('claimed = "== 10"', 'claimed = "about 10"', "cannot be tested"),
        ('claimed = "== 10"', 'claimed = "10 to 5"', "cannot be tested"),
        ('claimed = "true"', 'claimed = "True"', "cannot be tested"),
        ("[[claim]]", "[[claim]", "is not TOML"),
    ],
)
def test_a_faulty_ledger_says_where(ledger, old, new, message):
    assert old in LEDGER
    ledger.write_text(LEDGER.replace(old, new))
    with pytest.raises(ValueError, match=message):
        read_ledger(ledger)


@pytest.mark.parametrize("start", ["", "course", "course/images", "exercises/topic"])
def test_the_ledger_is_found_from_any_folder(tmp_path, monkeypatch, start):
    ledger = tmp_path / "course" / "claims.toml"
    (tmp_path / start).mkdir(parents=True, exist_ok=True)
    ledger.parent.mkdir(exist_ok=True)
    ledger.write_text(LEDGER)
    monkeypatch.chdir(tmp_path / start)
    assert find_ledger() == ledger


def test_from_an_unrelated_folder_it_is_that_of_the_checkout(tmp_path):
    assert find_ledger(tmp_path) == ROOT / "course" / "claims.toml"


def test_without_a_ledger_the_folder_is_named(tmp_path, monkeypatch):
    installed = tmp_path / "a" / "b" / "c" / "d" / "claims.py"  # a package without a checkout
    monkeypatch.setattr("outofcore.checking.claims.__file__", str(installed))
    with pytest.raises(FileNotFoundError, match=r"no claims\.toml in .*elsewhere"):
        find_ledger(tmp_path / "elsewhere")


def test_findings_are_collected_in_order():
    data = {CLAIM_MIME: {"id": "ten-images", "measured": 12, "verdict": "wrong", "agrees": True}}
    cell = v4.new_code_cell("claim(...)", id="bill")
    cell.outputs = [
        v4.new_output("stream", text="12"),
        v4.new_output("display_data", data=data),
    ]
    notebook = v4.new_notebook(cells=[v4.new_markdown_cell("text"), cell])
    assert findings_of(notebook) == [("bill", data[CLAIM_MIME])]


def test_the_courses_ledger_can_be_read():
    """What its claims come to is tested with the lectures: tests/notebooks."""
    entries = read_ledger(ROOT / "course" / "claims.toml").values()
    assert len(entries) >= 60
    assert {e.verdict for e in entries} == {"holds", "depends", "outdated", "wrong"}
    assert max(len(e.claim) for e in entries) < 200  # one sentence each
