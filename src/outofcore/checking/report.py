"""The report of one task: a score, a line per criterion, at most one picture."""

import html
from dataclasses import dataclass

REPORT_MIME = "application/vnd.outofcore.report+json"


@dataclass(frozen=True)
class Criterion:
    """One line of a report: what was asked, for how many points, and what was seen."""

    name: str
    points: float
    passed: bool
    message: str = ""


@dataclass(frozen=True)
class Report:
    """The outcome of one task.

    In a notebook it shows as a table with a picture. Its plain-text form is the bare score, because
    that is where nbgrader looks for partial credit (nbgrader.utils.determine_grade).

    >>> report = Report("count", (Criterion("whole chunks", 2, True),
    ...                           Criterion("ragged edge", 1, False, "you said 4, it is 5")))
    >>> report.earned, report.max
    (2, 3)
    >>> print(report)
    count: 2 of 3 points
      [x] whole chunks (2)
      [ ] ragged edge (1): you said 4, it is 5
    """

    task: str
    criteria: tuple[Criterion, ...]
    notes: tuple[str, ...] = ()
    picture: object | None = None

    @property
    def earned(self):
        """Return the points of the criteria that passed."""
        return sum(c.points for c in self.criteria if c.passed)

    @property
    def max(self):
        """Return the points of all criteria."""
        return sum(c.points for c in self.criteria)

    def as_dict(self):
        """Return the report as plain data, in the form that `outofcore check --json` prints."""
        criteria = [
            {"name": c.name, "passed": c.passed, "message": c.message} for c in self.criteria
        ]
        return {"name": self.task, "earned": self.earned, "max": self.max, "criteria": criteria}

    def __str__(self):
        lines = [f"{self.task}: {self.earned:g} of {self.max:g} points"]
        for c in self.criteria:
            message = f": {c.message}" if c.message else ""
            lines.append(f"  [{'x' if c.passed else ' '}] {c.name} ({c.points:g}){message}")
        return "\n".join(lines + [f"  {note}" for note in self.notes])

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {
            "text/plain": str(float(self.earned)),
            "text/html": self.as_html(),
            REPORT_MIME: self.as_dict(),
        }

    def as_html(self):
        """Return the report as an HTML fragment that needs no script and no style sheet."""
        rows = "".join(_row(c) for c in self.criteria)
        notes = "".join(f"<p style='margin:4px 0'>{_text(note)}</p>" for note in self.notes)
        return (
            f"<div style='border-left:6px solid {_colour(self.earned >= self.max)};"
            "padding:4px 12px;max-width:60em'>"
            f"<p style='margin:4px 0'><b>{_text(self.task)}</b>: "
            f"{self.earned:g} of {self.max:g} points</p>"
            f"<table style='border-collapse:collapse;margin:0'>{rows}</table>"
            f"{notes}{self._picture()}</div>"
        )

    def _picture(self):
        return "" if self.picture is None else f"<div>{self.picture.as_html(dpi=80)}</div>"


def _row(criterion):
    mark, word = ("✓", "passed") if criterion.passed else ("✗", "not yet")
    cell = "style='text-align:left;vertical-align:top;padding:2px 10px 2px 0'"
    return (
        f"<tr><td {cell}><span style='color:{_colour(criterion.passed)}' title='{word}'>"
        f"<b>{mark}</b></span></td>"
        f"<td {cell}>{_text(criterion.name)}&nbsp;({criterion.points:g})</td>"
        f"<td {cell}>{_text(criterion.message)}</td></tr>"
    )


def _colour(good):
    return "#0072B2" if good else "#D55E00"


def _text(text):
    return html.escape(str(text), quote=True).replace("\n", "<br/>")
