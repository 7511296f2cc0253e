"""CSV files that an LMS imports as grades: Moodle's and Canvas's column layouts.

Sources: Moodle docs, "Grade import" (users by email address, ID number or user name, mapped on
import; feedback imported without a grade deletes the grade); Canvas guides, "How do I import grades
in the Gradebook?" (Student, ID, SIS User ID, SIS Login ID, Section, then the assignments; the first
row is "Points Possible"). Neither changes a student who is not in the file.
"""

import csv
import io

FORMULA = ("=", "+", "-", "@", "\t", "\r")
LAYOUTS = ("moodle", "canvas")
FEEDBACK_CHARACTERS = 500


def defuse(text):
    """Return text that no spreadsheet takes for a formula: a leading quote tells it so.

    >>> defuse("=1+1"), defuse("Ada"), defuse(" @x")
    ("'=1+1", 'Ada', "' @x")
    """
    text = "".join(c if c.isprintable() else " " for c in str(text or ""))
    return f"'{text}" if text.lstrip().startswith(FORMULA) else text


def as_csv(rows, assignment, points, *, layout=None, include_review=False):
    """Return the grades as the text of a CSV file.

    Parameters
    ----------
    rows : list of dict
        "student", "earned", "outcome", "needs_review", "feedback", and from the gradebook, where
        they are known, "first_name", "last_name", "email", "lms_user_id".
    assignment : str
        The title of the grade's column.
    points : float
        The points there were to earn.
    layout : str, optional
        "moodle" or "canvas"; by default a plain table for a spreadsheet.
    include_review : bool
        Whether those that an instructor should still look at are in a file for an LMS. By default
        they are left out, and the LMS keeps what it has. The plain table holds and marks them.
    """
    if layout not in (None, *LAYOUTS):
        raise ValueError(f"there is no layout {layout!r}; there are {', '.join(LAYOUTS)}")
    make = {"moodle": _moodle, "canvas": _canvas, None: _plain}[layout]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    if layout is not None and not include_review:
        rows = [row for row in rows if not row["needs_review"]]
    writer.writerows(make(rows, assignment, points))
    return text.getvalue()


def _moodle(rows, assignment, points):
    yield ["Username", "ID number", "Email address", "First name", "Last name",
           f"Assignment: {assignment} (Real)", "Feedback"]  # fmt: skip
    for row in rows:
        yield [
            defuse(row["student"]),
            defuse(row.get("lms_user_id")),
            defuse(row.get("email")),
            defuse(row.get("first_name")),
            defuse(row.get("last_name")),
            f"{row['earned']:g}",
            defuse(_feedback(row)),
        ]


def _canvas(rows, assignment, points):
    yield ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", assignment]
    yield ["    Points Possible", "", "", "", "", f"{points:g}"]
    for row in rows:
        name = ", ".join(part for part in (row.get("last_name"), row.get("first_name")) if part)
        yield [
            defuse(name or row["student"]),
            defuse(row.get("lms_user_id")),
            "",
            defuse(row["student"]),
            "",
            f"{row['earned']:g}",
        ]


def _plain(rows, assignment, points):
    yield ["Student", "First name", "Last name", "Email", "Outcome", "Review", "Points",
           "Of", "Feedback"]  # fmt: skip
    for row in rows:
        yield [
            defuse(row["student"]),
            defuse(row.get("first_name")),
            defuse(row.get("last_name")),
            defuse(row.get("email")),
            row["outcome"],
            "yes" if row["needs_review"] else "",
            f"{row['earned']:g}",
            f"{points:g}",
            defuse(_feedback(row)),
        ]


def _feedback(row):
    return (row.get("feedback") or "")[:FEEDBACK_CHARACTERS]
