"""`outofcore grade`: a whole class, in parallel, in the sandbox, into nbgrader's gradebook."""

import json
import os
import sys
from pathlib import Path
from typing import Annotated

import typer

INTERRUPTED = 130  # what shells give a command that Ctrl-C ended
WORDS = {
    "timed-out": "code did not end in time; the points of the other tasks stand",
    "out-of-memory": "code took more memory than allowed; the points of the other tasks stand",
    "output-limit": "code printed without end; what was earned stands",
    "kernel-died": "code ended its own Python process; the points of the other tasks stand",
    "corrupt": "the notebook cannot be read; ask for it again",
    "tampered": "cells or machinery that are not the student's were changed; nothing was gained",
    "rejected-files": "some files were not accepted; the rest was graded",
    "missing": "no notebook of this assignment was handed in",
    "grader-error": "the fault is in the course or the grader; mend it and grade again",
}
UNGUARDED = """\
WARNING: --no-sandbox runs students' code as you, unguarded: it can read and change all your files,
the gradebook, the solutions and the network. Every result is marked as graded without a sandbox."""


def grade(
    assignment: Annotated[str, typer.Argument(help="The topic's stem, such as 03_chunking.")],
    submitted: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            help="Collect from here first: STUDENT/ASSIGNMENT/, STUDENT/ or STUDENT.zip.",
        ),
    ] = None,
    jobs: Annotated[
        int, typer.Option(min=1, metavar="N", help="Processes that grade; by default one per core.")
    ] = os.cpu_count() or 1,
    scheduler: Annotated[
        str | None,
        typer.Option(metavar="ADDRESS", help="Spread over the workers of this dask scheduler."),
    ] = None,
    json_file: Annotated[
        str, typer.Option("--json", metavar="FILE", help='Write the result as JSON; "-" prints it.')
    ] = "",
    no_sandbox: Annotated[
        bool, typer.Option("--no-sandbox", help="Run students' code unguarded. Typed each time.")
    ] = False,
):
    """Grade every hand-in of an assignment and commit the points to the gradebook.

    Start it in the course's folder. What is graded already is kept: after Ctrl-C, a crash or a new
    hand-in, run the same again. Exit code 0 means all graded, 1 that some need review, 2 that
    grading could not run.
    """
    from outofcore.grading.classroom import UnknownAssignment, grade_class

    if no_sandbox:
        typer.secho(UNGUARDED, err=True, fg=typer.colors.RED, bold=True)
    try:
        with Bar() as bar:
            result = grade_class(
                assignment,
                submitted=submitted,
                jobs=jobs,
                scheduler=scheduler,
                sandbox=not no_sandbox,
                progress=bar.progress,
                say=bar.say,
            )
    except KeyboardInterrupt:
        typer.echo(f"stopped. {bar.done} are done and stay; the same command goes on", err=True)
        raise typer.Exit(INTERRUPTED) from None
    except (UnknownAssignment, OSError, RuntimeError, ValueError) as error:
        typer.echo(f"outofcore grade: {error}", err=True)
        raise typer.Exit(2) from None
    if json_file:
        write_json(result, json_file)
    if json_file != "-":
        typer.echo(as_text(result))
    raise typer.Exit(1 if result.needs_review else 0)


class Bar:
    """The progress bar: rate and time left; silent when nobody watches."""

    def __enter__(self):
        from tqdm import tqdm

        self.done = 0
        self._bar = tqdm(desc="graded", unit="hand-in", file=sys.stderr, disable=None)
        return self

    def __exit__(self, *_):
        self._bar.close()

    def progress(self, done, total, row):
        """Advance by one hand-in."""
        self.done = done
        self._bar.total = total
        self._bar.update(done - self._bar.n)

    def say(self, words):
        """Print a sentence above the bar."""
        self._bar.write(f"note: {words}", file=sys.stderr)


def write_json(result, target):
    """Write the class as one JSON document, hand-in by hand-in; "-" is standard output."""
    from outofcore.paths import write_beside

    if target == "-":
        _write_document(result, sys.stdout)
        return
    with (
        write_beside(Path(target), overwrite=True) as temporary,
        open(temporary, "w", encoding="utf-8") as file,
    ):
        _write_document(result, file)


def _write_document(result, file):
    file.write(f'{{"assignment": {json.dumps(result.course.assignment)}, "submissions": [')
    for number, submission in enumerate(result.submissions()):
        file.write(",\n" if number else "\n")
        file.write(json.dumps(submission))
    file.write("\n]}\n")


def as_text(result):
    """Return a class's result as a table and its summary, for a terminal."""
    rows, lines = result.rows, []
    if not rows:
        return (
            f"no hand-ins in {result.course.submitted}; nbgrader collects them there, or name "
            "their folder: --submitted DIR"
        )
    student = max(7, *(len(_shown(row["student"])) for row in rows))
    outcome = max(len(row["outcome"]) for row in rows)
    for row in rows:
        points = f"{row['earned']:5g} of {row['max']:g}"
        remark = review(row)
        lines.append(f"{_shown(row['student']):{student}}  {row['outcome']:{outcome}}  {points}  "
                     f"{remark}".rstrip())  # fmt: skip
    lines += [""] + [f"{kind}: {WORDS[kind]}" for kind in WORDS if result.outcomes[kind]]
    unsure = sum(row["needs_review"] for row in rows)
    lines.append(
        f"{len(rows)} hand-ins: {len(rows) - unsure} graded, {unsure} to review; "
        f"{result.graded_now} were graded now, {len(rows) - result.graded_now} already before"
    )
    lines += [f"note: {words}" for words in result.notes]
    return "\n".join(lines)


def review(row, width=70):
    """Return in one line what to look at in a result, "" when there is nothing."""
    words = "; ".join(row["problems"])
    words = " ".join(_shown(words).split())
    return words if len(words) <= width else f"{words[: width - 1]}…"


def _shown(text):
    """Return text without control characters: it may come from a student's file."""
    return "".join(c if c.isprintable() else " " for c in str(text))
