"""`outofcore report`: what a class got right and wrong, for the instructor and for the LMS."""

import json
import sys
from enum import Enum
from pathlib import Path
from typing import Annotated

import typer


class Lms(Enum):
    """Whose columns the CSV file gets."""

    MOODLE = "moodle"
    CANVAS = "canvas"


def report(
    assignment: Annotated[str, typer.Argument(help="The topic's stem, such as 03_chunking.")],
    html: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write a page that needs no network.")
    ] = None,
    png: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the scores and tasks as a picture.")
    ] = None,
    csv: Annotated[Path | None, typer.Option(metavar="FILE", help="Write the points.")] = None,
    lms: Annotated[
        Lms | None, typer.Option(help="Give the CSV file the columns that this LMS imports.")
    ] = None,
    include_review: Annotated[
        bool,
        typer.Option(
            "--include-review",
            help="Let the LMS's file hold those that still need review; by default it leaves "
            "them out.",
        ),
    ] = False,
    json_file: Annotated[
        str, typer.Option("--json", metavar="FILE", help='Write the report; "-" prints it.')
    ] = "",
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace files that exist.")
    ] = False,
):
    """Report on an assignment that was graded: tasks, misconceptions, outcomes, scores.

    Start it in the course's folder, after `outofcore grade`. Files that exist stay as they are
    unless --overwrite says so. Exit code 2 means that there is nothing to report.
    """
    from outofcore.grading.classroom import find_course
    from outofcore.grading.report import class_report

    if lms is not None and csv is None:
        raise typer.BadParameter(f"--lms {lms.value} needs the file's name: --csv FILE")
    try:
        found = class_report(find_course(".", assignment))
        if html is not None:
            from outofcore.grading._page import as_page

            write(html, as_page(found).encode(), overwrite)
        if png is not None:
            from outofcore.grading._page import class_picture

            write(png, class_picture(found).png(dpi=150), overwrite)
        if csv is not None:
            write_csv(csv, found, lms, include_review, overwrite)
        if json_file and json_file != "-":
            write(Path(json_file), as_json(found).encode(), overwrite)
    except (LookupError, OSError, ValueError) as error:
        typer.echo(f"outofcore report: {error}", err=True)
        raise typer.Exit(2) from None
    if json_file == "-":
        sys.stdout.write(as_json(found))
    else:
        typer.echo(as_text(found))


def write(path, data, overwrite):
    """Write a file whole or not at all, and say where it lies."""
    from outofcore.paths import write_beside

    if path.exists() and not overwrite:
        raise FileExistsError(f"{path} exists; add --overwrite to replace it")
    with write_beside(path, overwrite=overwrite) as temporary:
        temporary.write_bytes(data)
    typer.echo(f"wrote {path}", err=True)


def write_csv(path, found, lms, include_review, overwrite):
    """Write the points for a spreadsheet or an LMS, and say who is not in it."""
    from outofcore.grading.export import as_csv

    layout = lms.value if lms else None
    text = as_csv(
        found.students, found.assignment, found.max, layout=layout, include_review=include_review
    )
    # The mark tells Excel that it is UTF-8; an LMS would take it for a part of the first heading.
    write(path, text.encode("utf-8" if lms else "utf-8-sig"), overwrite)
    unsure = sum(row["needs_review"] for row in found.students)
    if lms and unsure and not include_review:
        typer.echo(
            f"{unsure} that need review are not in it, so the LMS keeps what it has for them: "
            "review them in the formgrader, or add --include-review",
            err=True,
        )
    elif lms and unsure:
        typer.echo(f"{unsure} in it still need review", err=True)


def as_json(found):
    """Return the report as a JSON document."""
    return json.dumps(found.as_dict(), indent=1) + "\n"


def as_text(found, width=100):
    """Return the report for a terminal."""
    from outofcore.grading.report import SHOWN_MISSED

    counts = ", ".join(f"{count} {name}" for name, count in found.outcomes.most_common())
    lines = [f"{found.assignment}: {len(found.students)} students ({counts})", ""]
    name = max((len(t.name) for t in found.tasks), default=0)
    for task in found.tasks:
        lines.append(
            f"{task.name:{name}}  {bar(task.mean / task.max)}  mean {task.mean:4.2f} of "
            f"{task.max:g}; full marks {task.full} of {task.judged}"
        )
    missed = found.most_missed()[:SHOWN_MISSED]
    if missed:
        lines += ["", "most often missed:"]
    for criterion in missed:
        lines.append(f"{criterion.missed:4d} of {criterion.judged}  {criterion.name} "
                     f"({criterion.task})")  # fmt: skip
        words = found.stands_for(criterion)
        if words:
            lines.append(f"{'':{len(str(criterion.judged)) + 10}}{words}"[:width])
    return "\n".join(lines)


def bar(share, length=20):
    """Return a share as a bar of text.

    >>> bar(0.5, length=4)
    '##..'
    """
    filled = round(share * length)
    return "#" * filled + "." * (length - filled)
