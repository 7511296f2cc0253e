"""CSV for an LMS: the documented columns, no formula, and whoever needs review left out."""

import csv
import io

import pytest

from outofcore.grading.export import LAYOUTS, as_csv, defuse

ROWS = [
    {
        "student": "ada",
        "outcome": "graded",
        "earned": 17.5,
        "needs_review": False,
        "feedback": "count: 4 of 4",
        "first_name": "Ada",
        "last_name": "Løve, Lady",
        "email": "Ada@Example.org",
        "lms_user_id": "1815",
    },
    {
        "student": "=2+3",
        "outcome": "graded",
        "earned": 0.0,
        "needs_review": False,
        "feedback": "@SUM(A1)",
        "first_name": '=HYPERLINK("http://x")',
        "last_name": "-1",
        "email": "+1@x",
        "lms_user_id": None,
    },
    {"student": "bob", "outcome": "timed-out", "earned": 3, "needs_review": True, "feedback": ""},
]


def table(**options):
    return list(csv.reader(io.StringIO(as_csv(ROWS, "03_chunking", 20, **options))))


def test_moodle_columns():
    head, ada, *_ = table(layout="moodle")
    named = dict(zip(head, ada, strict=True))
    assert named["Email address"] == "Ada@Example.org"  # Moodle compares it case by case
    assert named["ID number"] == "1815"
    assert named["Username"] == "ada"
    assert named["Assignment: 03_chunking (Real)"] == "17.5"
    assert named["Feedback"] == "count: 4 of 4"


def test_canvas_columns_and_its_first_row():
    head, points, ada, *_ = table(layout="canvas")
    fixed = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section"]
    assert head == [*fixed, "03_chunking"]
    assert points == ["    Points Possible", "", "", "", "", "20"]
    assert ada == ["Løve, Lady, Ada", "1815", "", "ada", "", "17.5"]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_who_needs_review_is_left_out_unless_asked_for(layout):
    """An empty cell could delete what the LMS has; a student who is not there keeps it."""
    without, included = table(layout=layout), table(layout=layout, include_review=True)
    assert not any("bob" in row for row in without)
    assert any("bob" in row and "3" in row for row in included)
    assert len(included) == len(without) + 1


def test_the_plain_table_holds_and_marks_everyone():
    head, *rows = table()
    bob = dict(zip(head, rows[2], strict=True))
    assert (bob["Outcome"], bob["Review"], bob["Points"], bob["Of"]) == (
        "timed-out",
        "yes",
        "3",
        "20",
    )


@pytest.mark.parametrize("layout", [None, *LAYOUTS])
def test_no_cell_is_a_formula(layout):
    for row in table(layout=layout, include_review=True):
        for cell in row:
            assert not cell.lstrip().startswith(("=", "+", "-", "@"))


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("=1", "'=1"),
        ("\t=1", "' =1"),
        ("\r\n@x", "'  @x"),
        ("a-b", "a-b"),
        (None, ""),
        ("O'Neil", "O'Neil"),
    ],
)
def test_defuse(text, safe):
    assert defuse(text) == safe


def test_an_unknown_layout_is_named():
    with pytest.raises(ValueError, match="there are moodle, canvas"):
        as_csv(ROWS, "x", 1, layout="excel")
