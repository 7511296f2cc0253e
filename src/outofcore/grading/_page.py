"""The report of a class as a picture and as one self-contained HTML page."""

import html
import itertools
import math

from matplotlib.figure import Figure

from outofcore.grading.report import SHOWN_MISSED
from outofcore.plotting import BLUE, GREY, ORANGE, Picture

BINS = 10
STYLE = """
:root { color-scheme: light }
body { font: 16px/1.5 system-ui, sans-serif; color: #1a1a1a; background: #fff;
       max-width: 62rem; margin: 2rem auto; padding: 0 1rem }
h1 { margin-bottom: 0 } h2 { margin-top: 2.2rem }
table { border-collapse: collapse; width: 100% }
caption { text-align: left; color: #444; padding-bottom: .5rem }
th, td { text-align: left; vertical-align: top; padding: .35rem .8rem .35rem 0;
         border-bottom: 1px solid #ddd }
th { border-bottom: 2px solid #888 } td.number, th.number { text-align: right; white-space: nowrap;
     font-variant-numeric: tabular-nums } tbody th { border-bottom: 1px solid #ddd;
     font-weight: 600 }
.bar { display: inline-block; width: 8rem; height: .8rem; background: #e6e6e6; margin-right: .6rem }
.bar span { display: block; height: 100%; background: #0072B2 }
.missed .bar span { background: #E69F00 } .counted { white-space: nowrap }
table.narrow { width: auto } table.narrow td, table.narrow th { padding-right: 2.5rem }
.lead { color: #444; margin-top: .2rem } img { height: auto }
"""


def class_picture(report):
    """Return the histogram of scores, and the mean of each task, as a `Picture`."""
    figure = Figure(figsize=(9, 3.6), layout="constrained")
    left, right = figure.subplots(1, 2, width_ratios=[1.15, 1])
    counts, edges = histogram(report.scores, report.max)
    widths = [b - a for a, b in itertools.pairwise(edges)]
    left.bar(edges[:-1], counts, width=widths, align="edge", color=BLUE, edgecolor="white")
    left.set(
        xlim=(0, report.max or 1),
        xticks=edges,
        xticklabels=[f"{edge:g}" for edge in edges],
        xlabel=f"points of {report.max:g}",
        ylabel="hand-ins",
        title=f"Scores of {len(report.scores)} hand-ins",
    )
    left.yaxis.get_major_locator().set_params(integer=True)
    if report.scores:
        middle = median(report.scores)
        left.axvline(middle, color=ORANGE, linewidth=2.5, linestyle="--")
        left.annotate(
            f"median {middle:g}",
            (middle, 1),
            xycoords=("data", "axes fraction"),
            xytext=(-5 if middle > report.max / 2 else 5, -4),
            textcoords="offset points",
            ha="right" if middle > report.max / 2 else "left",
            va="top",
            bbox={"boxstyle": "square,pad=0.15", "color": "white", "alpha": 0.85},
        )
    _draw_tasks(right, report.tasks)
    for axes in (left, right):
        axes.spines[["top", "right"]].set_visible(False)
    return Picture(figure, describe(report))


def _draw_tasks(axes, tasks):
    """Draw the mean of each task as a bar in a bar of its full points."""
    rows = range(len(tasks))
    axes.barh(rows, [1] * len(tasks), color="white", edgecolor=GREY, hatch="///", linewidth=0.8)
    axes.barh(rows, [t.mean / t.max if t.max else 0 for t in tasks], color=BLUE)
    for row, task in enumerate(tasks):
        axes.text(1.03, row, f"{task.mean:.1f} of {task.max:g}", va="center")
    axes.set(
        yticks=rows,
        yticklabels=[t.name for t in tasks],
        xlim=(0, 1.32),
        xlabel="mean share of the points",
        title="Tasks",
    )
    axes.set_xticks([0, 0.25, 0.5, 0.75, 1], ["0 %", "25 %", "50 %", "75 %", "100 %"])
    axes.invert_yaxis()


def histogram(scores, top, bins=BINS):
    """Return the counts and the edges of equal bins from 0 to `top`; each edge opens its bin.

    >>> histogram([0, 1, 5, 10, 10], 10, bins=5)
    ([2, 0, 1, 0, 2], [0.0, 2.0, 4.0, 6.0, 8.0, 10.0])
    """
    top = top or 1
    edges = [top * i / bins for i in range(bins + 1)]
    counts = [0] * bins
    for score in scores:
        counts[min(max(math.floor(score / top * bins), 0), bins - 1)] += 1
    return counts, edges


def median(values):
    """Return the middle of the values in order, or the mean of the two in the middle.

    >>> median([3, 1, 2]), median([4, 1, 2, 3])
    (2, 2.5)
    """
    ordered, half = sorted(values), len(values) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def describe(report):
    """Return in words what the picture shows."""
    counts, edges = histogram(report.scores, report.max)
    said = [
        f"{count} from {low:g} to {high:g}"
        for count, low, high in zip(counts, edges, edges[1:], strict=False)
        if count
    ]
    tasks = [f"{t.name} {t.mean:.1f} of {t.max:g}" for t in report.tasks]
    return f"Scores of {len(report.scores)} hand-ins: {', '.join(said)} points. Mean points: " + (
        f"{', '.join(tasks)}."
    )


def as_page(report):
    """Return the report as one HTML page that needs no network."""
    unsure = sum(row["needs_review"] for row in report.students)
    middle = f", median {median(report.scores):g} of {report.max:g} points" if report.scores else ""
    parts = [
        f"<h1>{_text(report.assignment)}</h1>",
        f"<p class='lead'>{len(report.students)} students{middle}; {unsure} to review.</p>",
        f"<p>{class_picture(report).as_html(dpi=160)}</p>",
        _tasks(report),
        _missed(report),
        _outcomes(report),
        _students(report),
    ]
    return (
        "<!doctype html>\n<html lang='en'><head><meta charset='utf-8'>"
        "<meta name='viewport' content='width=device-width, initial-scale=1'>"
        f"<title>{_text(report.assignment)}: the class</title><style>{STYLE}</style></head>"
        f"<body><main>{''.join(parts)}</main></body></html>\n"
    )


def _tasks(report):
    rows = [
        [t.name, _bar(t.success, f"{t.full} of {t.judged}"), f"{t.mean:.2f}", f"{t.max:g}"]
        for t in report.tasks
    ]
    head = ["Task", "Full marks", "Mean points", "Of"]
    return _table("Tasks", "How many got full marks, and the mean.", head, rows, numbers=(2, 3))


def _missed(report):
    rows = [
        [c.name, c.task, _bar(c.missed / c.judged, f"{c.missed} of {c.judged}"),
         report.stands_for(c)]
        for c in report.most_missed()[:SHOWN_MISSED]
    ]  # fmt: skip
    head = ["Criterion", "Task", "Missed by", "What it stands for"]
    caption = "The criteria most often missed. # stands for any number."
    return _table("Misconceptions", caption, head, rows, classes="missed")


def _outcomes(report):
    rows = [[name, f"{count}"] for name, count in report.outcomes.most_common()]
    caption = "How grading ended. Everything but “graded” waits for your eyes."
    return _table(
        "Outcomes", caption, ["Outcome", "Hand-ins"], rows, numbers=(1,), classes="narrow"
    )


def _students(report):
    rows = [
        [row["student"], row["outcome"], f"{row['earned']:g}", "yes" if row["needs_review"] else ""]
        for row in report.students
    ]
    head = ["Student", "Outcome", "Points", "To review"]
    caption = f"Points of {report.max:g}, manual grades included."
    return _table("Students", caption, head, rows, numbers=(2,), classes="narrow")


def _table(title, caption, head, rows, *, numbers=(), classes=""):
    """Return a section with a table; the first cell of a row names it."""
    if not rows:
        return f"<section><h2>{title}</h2><p>None.</p></section>"

    def cells(row):
        yield f"<th scope='row'>{_text(row[0])}</th>"
        for i, cell in enumerate(row[1:], 1):
            kind = " class='number'" if i in numbers else ""
            yield f"<td{kind}>{cell if isinstance(cell, Html) else _text(cell)}</td>"

    heads = "".join(
        f"<th scope='col'{' class=number' if i in numbers else ''}>{name}</th>"
        for i, name in enumerate(head)
    )
    body = "".join(f"<tr>{''.join(cells(row))}</tr>" for row in rows)
    return (
        f"<section><h2>{title}</h2><table class='{classes}'><caption>{caption}</caption>"
        f"<thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table></section>"
    )


class Html(str):
    """Text that is HTML already."""


def _bar(share, words):
    """Return a share as a bar and in words; the words stand for the bar."""
    return Html(
        "<span class='counted'><span class='bar' aria-hidden='true'>"
        f"<span style='width:{100 * share:.0f}%'></span></span>{_text(words)}</span>"
    )


def _text(text):
    return html.escape(str(text), quote=True)
