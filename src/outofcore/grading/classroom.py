"""`grade_class`: every hand-in of an assignment, in parallel, into nbgrader's gradebook.

    hand-ins -> look, key -> journal has it? -> no: dask workers -> journal
                                  | yes                               |
                                  +------> one writer <---------------+----> gradebook.db

Whatever happens on the way (Ctrl-C, a kill, a full disk, a locked gradebook), the same command
run again does what is left, and the gradebook is that of an undisturbed run.
"""

import os
from collections import Counter
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from outofcore.grading import journal
from outofcore.grading._handins import bring_in, find_hand_ins
from outofcore.grading._spread import WorkerLost, spread
from outofcore.grading._work import Job, WorkerUnfit, grade_one, look, summary, without_run
from outofcore.grading.box import Limits
from outofcore.grading.journal import FULL, NOT_REUSED, Course, Journal

__all__ = ["ClassResult", "Job", "UnknownAssignment", "WorkerUnfit", "grade_class", "grade_one"]


class UnknownAssignment(LookupError):
    """There is no such assignment, or it has not been released yet."""


@dataclass
class ClassResult:
    """What grading a class gave; the details are read from the journal when they are asked for.

    Attributes
    ----------
    course : Course
    rows : list of dict
        The summary of each hand-in, by student: "student", "key", "outcome", "earned", "max",
        "needs_review", "problems".
    graded_now : int
        How many were graded by this run; the others were in the journal.
    notes : list of str
        What went on besides: damaged journal files, hand-ins put aside, waits.
    """

    course: Course
    rows: list
    graded_now: int = 0
    notes: list = field(default_factory=list)

    @property
    def needs_review(self):
        """Tell whether an instructor should look at any of them."""
        return any(row["needs_review"] for row in self.rows)

    @property
    def outcomes(self):
        """Return how many hand-ins ended in each way."""
        return Counter(row["outcome"] for row in self.rows)

    def submissions(self):
        """Yield each hand-in as `outofcore grade --json` prints it, one at a time."""
        store = Journal(self.course.journal)
        for row in self.rows:
            result = row["result"] or store.get(row["key"])
            if result is None:
                raise RuntimeError(f"the journal has lost {row['student']}: run the same again")
            yield {
                "student": row["student"],
                "outcome": row["outcome"],
                "earned": row["earned"],
                "max": row["max"],
                "needs_review": row["needs_review"],
                "tasks": result["tasks"],
                "problems": result["problems"],
            }

    def as_dict(self):
        """Return the whole document of `outofcore grade --json`."""
        return {"assignment": self.course.assignment, "submissions": list(self.submissions())}


def grade_class(
    assignment,
    *,
    root=".",
    submitted=None,
    jobs=None,
    scheduler=None,
    sandbox=True,
    progress=None,
    say=None,
    grade=None,
    make_writer=None,
    patience_seconds=60,
):
    """Grade every hand-in of an assignment and commit the results to the gradebook.

    Parameters
    ----------
    assignment : str
        The topic's stem, for instance "03_chunking".
    root : path
        The course's folder, where nbgrader_config.py lies.
    submitted : path, optional
        A folder of hand-ins to collect first; by default those in _grading/submitted.
    jobs : int, optional
        How many processes grade; by default one for each core.
    scheduler : str, optional
        The address of a dask scheduler whose workers see the course under the same name.
    sandbox : bool
        False runs students' code unguarded, and every result says so.
    progress : callable, optional
        Called as `progress(done, total, row)` after each hand-in.
    say : callable, optional
        Called with a sentence when something waits or was put aside.
    grade : callable, optional
        `grade(job, submission)`, for tests; by default the box.
    make_writer : callable, optional
        `make_writer(course)` returns what commits; for tests.
    patience_seconds : float
        How long a locked gradebook is waited for.

    Returns
    -------
    ClassResult

    Raises
    ------
    UnknownAssignment
    SandboxRefused
        When this machine offers no sandbox.
    GradebookLocked
        After everything is graded, when the gradebook stayed locked.
    OSError
        When the disk is full, another grader is at work, or no scheduler answers.
    """
    course = find_course(root, assignment)
    notes = []

    def told(words):
        notes.append(words)
        if say is not None:
            say(words)

    with journal.locked(course.journal.parent):
        run = _Run(course, told, progress)
        try:
            if submitted is not None:
                bring_in(course, submitted, say=told)
            run.open_writer(make_writer, sandbox, patience_seconds)
            run.grade_all(
                partial(grade_one, grade=grade),
                limits=Limits(),
                sandbox=sandbox,
                jobs=jobs or os.cpu_count() or 1,
                scheduler=scheduler,
            )
        except OSError as error:
            if error.errno in FULL:
                raise OSError(
                    error.errno,
                    f"the disk of {course.root} is full; what is done stays in the journal: make "
                    "room and run the same again, it goes on from there",
                ) from error
            raise
    if run.locked is not None:
        raise run.locked
    rows = sorted(run.rows, key=lambda row: row["student"])
    return ClassResult(course, rows, run.graded_now, notes + run.store.notes)


def find_course(root, assignment):
    """Return the `Course` of an assignment; UnknownAssignment lists those there are."""
    root = Path(root).resolve()
    there = sorted(path.parent.name for path in root.glob("solutions/*/checks.py"))
    course = Course(root, assignment)
    if assignment not in there:
        words = ", ".join(there) or f"none: {root} is not the course's folder"
        raise UnknownAssignment(f"no assignment {assignment!r} in solutions/; there are {words}")
    if not course.released.is_file():
        raise UnknownAssignment(
            f"{assignment} has not been released: {course.released} is missing; "
            f"run `nbgrader generate_assignment {assignment}` or `make exercises`"
        )
    return course


class _Run:
    """One run over a class: what is known so far. Everything here happens in the main process."""

    def __init__(self, course, say, progress):
        self.course, self._say, self._progress = course, say, progress
        self.store = Journal(course.journal)
        self.rows, self.graded_now, self.locked, self._total = [], 0, None, 0

    def open_writer(self, make_writer, sandbox, patience_seconds):
        """Open the gradebook, and see what of our commits it still holds."""
        if make_writer is None:
            from outofcore.grading._gradebook import GradebookWriter

            make_writer = partial(GradebookWriter, say=self._say, patience_seconds=patience_seconds)
        self._writer = make_writer(self.course)
        scores = self._writer.scores()
        self._committed = {
            student: key
            for student, (key, earned) in self.store.commits().items()
            if student in scores and abs(scores[student] - earned) < 1e-6
        }

    def grade_all(self, work, *, limits, sandbox, jobs, scheduler):
        """Grade and commit every hand-in: first what the journal has, then the rest."""
        recipe = journal.recipe(self.course, limits=limits, sandbox=sandbox)
        hand_ins = find_hand_ins(self.course)
        self._total, twins = len(hand_ins), {}
        todo = []
        for hand_in in hand_ins:
            job = Job(
                course=self.course,
                student=hand_in.student,
                folder=hand_in.folder,
                recipe=recipe,
                environment=journal.environment() if scheduler else "",
                limits=limits,
                sandbox=sandbox,
            )
            _, key = look(job)
            result = self.store.get(key)
            if result is not None:
                self._finish(hand_in, summary(result, hand_in.student, key), result)
            elif key in twins:  # the same hand-in, byte for byte: it is graded once
                twins[key].append(hand_in)
            else:
                twins[key] = [hand_in]
                todo.append((key, job))
        queue = (job for _, job in todo)
        keys = {job.student: key for key, job in todo}
        for job, row in spread(queue, work, workers=min(jobs, len(todo)), scheduler=scheduler):
            row = self._row(job, keys[job.student], row)
            for hand_in in twins[keys[job.student]]:
                self.graded_now += 1
                self._finish(hand_in, {**row, "student": hand_in.student}, row["result"])

    def _row(self, job, key, row):
        """Return the summary a job ended with; raise what concerns the whole class."""
        if isinstance(row, WorkerLost):
            return summary(without_run(self.course, NOT_REUSED, [str(row)]), job.student, key)
        if isinstance(row, Exception):
            raise row
        if row["result"] is None and self.store.get(row["key"]) is None:
            raise WorkerUnfit(
                f"a worker graded {job.student}, but the result is not in {self.course.journal}: "
                "every worker needs the course's folder under the same name"
            )
        return row

    def _finish(self, hand_in, row, result):
        """Commit one result and keep its summary."""
        if hand_in.handed_in:
            row = self._commit(hand_in, row, result)
        self.rows.append(row)
        if self._progress is not None:
            self._progress(len(self.rows), self._total, row)

    def _commit(self, hand_in, row, result):
        from outofcore.grading._gradebook import CommitFailed, GradebookLocked

        key, student = row["key"], hand_in.student
        if self.locked is not None or self._committed.get(student) == key:
            return row
        result = result or self.store.get(key)
        try:
            self._writer.commit(student, result)
            if row["outcome"] != NOT_REUSED:
                self.store.record_commit(student, key, row["earned"])
        except GradebookLocked as error:
            self.locked = error  # the rest is graded all the same; the next run commits it
        except CommitFailed as error:
            problems = [str(error), *row["problems"]]
            return {**row, "outcome": NOT_REUSED, "needs_review": True, "problems": problems}
        return row
