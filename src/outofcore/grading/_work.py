"""One hand-in on a worker: look at it, grade it unless the journal has it, write the journal."""

import atexit
import traceback
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import nbformat
from nbformat.v4 import output_from_msg

from outofcore.checking.report import Criterion, Report
from outofcore.grading import journal
from outofcore.grading.collect import look_at_submission
from outofcore.grading.journal import FULL, NOT_REUSED, Course, Journal

UNGUARDED = "graded without a sandbox"
SHOWN_PROBLEMS = 5
SHOWN_CHARACTERS = 300


@dataclass(frozen=True)
class Job:
    """One hand-in to be graded, as plain data that travels to a worker.

    Attributes
    ----------
    course : Course
    student : str
    folder : Path
        Where the hand-in lies; it need not exist.
    recipe : str
        `journal.recipe` of the grader.
    environment : str
        `journal.environment` of the grader; "" where the worker is a child of it.
    limits : object
        The limits of the sandbox.
    sandbox : bool
    """

    course: Course
    student: str
    folder: Path
    recipe: str
    limits: object
    environment: str = ""
    sandbox: bool = True


class WorkerUnfit(RuntimeError):
    """A worker that cannot grade this course: another folder, another version."""


def look(job):
    """Return the hand-in's `Submission` and the key of its result."""
    submission = look_at(job.course, job.folder)
    problems = [*submission.problems, submission.outcome]
    return submission, journal.submission_key(
        job.recipe, submission.notebook, submission.files, problems
    )


def look_at(course, folder):
    """Return the `Submission` in a folder, told apart from the files that we hand out."""
    ours, grade_ids = _handed_out(course)
    return look_at_submission(folder, course.notebook_name, ours=ours, grade_ids=grade_ids)


@cache
def _handed_out(course):
    folder = course.released.parent
    ours = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    cells = nbformat.read(course.released, as_version=4).cells
    marked = (cell.metadata.get("nbgrader", {}).get("grade_id") for cell in cells)
    return frozenset(ours), frozenset(name for name in marked if name)


def grade_one(job, grade=None):
    """Return the summary of a hand-in's result; the result itself goes to the journal.

    Parameters
    ----------
    job : Job
    grade : callable, optional
        Called as `grade(job, submission)`, returns the result. By default `grade_in_box`.

    Raises
    ------
    WorkerUnfit, SandboxRefused
        When no hand-in at all could be graded here.
    OSError
        When the disk is full.
    """
    check_worker(job)
    submission, key = look(job)
    store = Journal(job.course.journal)
    result = store.get(key)
    if result is None:
        result = _graded(job, submission, grade or grade_in_box)
        if result["outcome"] != NOT_REUSED:
            store.put(key, result)
    return summary(result, job.student, key)


def check_worker(job):
    """Raise WorkerUnfit unless this process sees the course and has the grader's environment."""
    if not job.course.checks.is_file():
        raise WorkerUnfit(
            f"a worker does not see {job.course.checks}: every worker needs the course's folder "
            "under the same name, for instance on a network disk"
        )
    if job.environment and job.environment != journal.environment():
        raise WorkerUnfit(
            "a worker has another version of outofcore or of its packages than the grader; "
            "install both from the same requirements.lock"
        )


def _graded(job, submission, grade):
    from outofcore.grading.box import SandboxRefused

    try:
        if submission.notebook is None or submission.outcome in ("missing", "corrupt"):
            return without_run(job.course, submission.outcome, submission.problems)
        return dict(grade(job, submission))
    except (SandboxRefused, WorkerUnfit):
        raise
    except Exception as error:
        if isinstance(error, OSError) and error.errno in FULL:
            raise
        where = "".join(traceback.format_exception(error)[-3:])
        problem = f"the grader itself failed: {type(error).__name__}: {error}"
        return without_run(job.course, NOT_REUSED, [problem], details=where)


def grade_in_box(job, submission):
    """Return the result of a hand-in: rebuilt from ours, run in the box, judged outside of it."""
    from outofcore.grading.rebuild import rebuild
    from outofcore.grading.run import grade_notebook

    try:
        source = nbformat.read(job.course.released, as_version=4)
        rebuilt = rebuild(submission.notebook, source)
    except ValueError as error:  # only when the notebook itself cannot be read
        return without_run(job.course, "corrupt", [*submission.problems, str(error)])
    graded = grade_notebook(
        rebuilt.notebook,
        checks=job.course.checks,
        hidden=job.course.hidden,
        server=server(job.limits, job.sandbox),
        limits=job.limits,
        files=submission.files,
    )
    result = graded.as_dict()
    result["problems"] = [
        *([] if job.sandbox else [UNGUARDED]),
        *submission.problems,
        *rebuilt.problems,
        *rebuilt.notes,
        *result["problems"],
    ]
    if result["outcome"] == "graded" and rebuilt.problems:
        result["outcome"] = "tampered"
    if result["outcome"] == "graded":
        result["outcome"] = submission.outcome
    result["needs_review"] = result["outcome"] != "graded"
    result["notebook"] = nbformat.writes(graded.notebook)
    return result


@cache
def server(limits, sandbox):
    """Return this process's server of boxes; it is started once and ends with the process."""
    if sandbox:
        from outofcore.grading.box import BoxServer as Server
    else:
        from outofcore.grading.plain import PlainServer as Server
    made = Server(limits=limits)
    atexit.register(made.close)
    return made


def without_run(course, outcome, problems, *, details=""):
    """Return the result of a hand-in that could not be run: no points, and every cell says why.

    The notebook is the released one. Each check cell shows a report of 0 points: nbgrader takes a
    check cell without an output for full marks.
    """
    notebook = nbformat.read(course.released, as_version=4)
    why = "; ".join(problems) if outcome != NOT_REUSED else "the grader itself failed"
    tasks = []
    for cell in notebook.cells:
        meta = cell.metadata.get("nbgrader", {})
        if cell.cell_type == "code" and meta.get("grade"):
            criterion = Criterion("the notebook could be graded", meta["points"], False, why)
            report = Report(meta["grade_id"], (criterion,))
            cell.outputs = [as_output(report)]
            tasks.append(report.as_dict())
    return {
        "outcome": outcome,
        "earned": 0.0,
        "max": float(sum(task["max"] for task in tasks)),
        "needs_review": True,
        "tasks": tasks,
        "problems": list(problems),
        "details": details,
        "notebook": nbformat.writes(notebook),
        "cpu_seconds": 0.0,
    }


def as_output(report):
    """Return a report as the output of the cell that shows it."""
    content = {"data": report._repr_mimebundle_(), "metadata": {}, "execution_count": None}
    return output_from_msg({"header": {"msg_type": "execute_result"}, "content": content})


def summary(result, student, key):
    """Return what the grader keeps of a result: a few hundred bytes."""
    problems = [str(p)[:SHOWN_CHARACTERS] for p in result["problems"][:SHOWN_PROBLEMS]]
    return {
        "student": student,
        "key": key,
        "outcome": result["outcome"],
        "earned": result["earned"],
        "max": result["max"],
        "needs_review": bool(result["needs_review"]),
        "problems": problems,
        "cpu_seconds": result.get("cpu_seconds", 0.0),
        "result": result if result["outcome"] == NOT_REUSED else None,  # not in the journal
    }
