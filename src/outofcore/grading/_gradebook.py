"""The one writer of nbgrader's gradebook: commits finished results through nbgrader itself."""

import contextlib
import glob
import re
import shutil
import signal
import threading
import time
import warnings
from pathlib import Path

import nbgrader.api
from nbgrader.api import (
    Assignment,
    Grade,
    Gradebook,
    MissingEntry,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
)
from nbgrader.apps.api import NbGraderAPI
from sqlalchemy import func
from sqlalchemy.exc import OperationalError, SAWarning
from traitlets.config import PyFileConfigLoader

from outofcore.grading.journal import FULL, NOT_REUSED

LOCKED, DISK_FULL = "database is locked", ("No space left on device", "disk is full")


class GradebookLocked(RuntimeError):
    """The gradebook stayed locked: what is graded waits in the journal for the next run."""


class CommitFailed(RuntimeError):
    """nbgrader could not commit this one result."""


class GradebookWriter:
    """Commits results, each idempotently. `say` gets a sentence when something has to wait.

    Committing runs nbgrader's own autograding, the same as the formgrader's button, for a hand-in
    whose result is in the journal: `execute.GradingExecute` finds it there, and nothing runs.
    """

    def __init__(self, course, *, sandbox=True, say=None, patience_seconds=60):
        self.course = course
        self._say = say or (lambda words: None)
        self._patience, self._engines = patience_seconds, {}
        self._api = NbGraderAPI(config=read_config(course.root))
        self._directory = self._api.coursedir
        self._url = self._directory.db_url
        self._api.config.GradingExecute.sandbox = sandbox  # it is a part of the journal's key
        self._api.config.Exporter.optimistic_validation = True  # once, not after every step
        self._patiently(self._know_the_assignment)

    def scores(self):
        """Return {student: automatic points} of what the gradebook holds of the assignment."""
        return self._patiently(self._scores)

    def commit(self, student, result):
        """Put a result, which the journal has, into the gradebook; manual grades are untouched.

        A result that needs review marks every one of its grades as to be graded by hand.

        Raises
        ------
        GradebookLocked
            When another program kept the gradebook locked all the time.
        CommitFailed
            When nbgrader could not take this result.
        OSError
            When the disk is full.
        """
        with _interrupts_wait():
            self._patiently(lambda: self._commit(student, result))

    def _commit(self, student, result):
        with _one_transaction(self._engines):
            self._write(student, result)

    def _write(self, student, result):
        if result["outcome"] == NOT_REUSED:  # not in the journal: whatever is there stays
            self._mark_for_review(student)
            return
        said = self._api.autograde(self.course.assignment, glob.escape(student))
        if not said["success"]:
            _raise_as(said.get("error", "") + said.get("log", ""))

    def _mark_for_review(self, student):
        """Mark every grade of a student's submission as to be looked at; scores stay."""
        with Gradebook(self._url, self._directory.course_id) as book:
            book.update_or_create_student(student)
            submission = book.update_or_create_submission(self.course.assignment, student)
            for notebook in submission.notebooks:
                for grade in notebook.grades:
                    grade.needs_manual_grade = True
            book.db.commit()

    def _scores(self):
        with Gradebook(self._url, self._directory.course_id) as book:
            rows = (
                book.db.query(Student.id, func.sum(Grade.auto_score))
                .select_from(Grade)
                .join(SubmittedNotebook, Grade.notebook_id == SubmittedNotebook.id)
                .join(
                    SubmittedAssignment, SubmittedNotebook.assignment_id == SubmittedAssignment.id
                )
                .join(Assignment, SubmittedAssignment.assignment_id == Assignment.id)
                .join(Student, SubmittedAssignment.student_id == Student.id)
                .filter(Assignment.name == self.course.assignment)
                .group_by(Student.id)
            )
            return {student: points or 0.0 for student, points in rows}

    def _know_the_assignment(self):
        """Let the gradebook know the assignment's cells and points, where it does not yet."""
        book = Gradebook(self._url, self._directory.course_id)
        with book, contextlib.suppress(MissingEntry):
            if book.find_assignment(self.course.assignment).notebooks:
                return
        before, spare = self._directory.release_directory, self.course.journal / "release"
        self._directory.release_directory = str(spare.relative_to(self.course.root))
        try:
            said = self._api.generate_assignment(self.course.assignment, force=True, create=True)
        finally:
            self._directory.release_directory = before
            shutil.rmtree(spare, ignore_errors=True)
        if not said["success"]:
            _raise_as(said.get("error", "") + said.get("log", ""))

    def _patiently(self, act):
        """Return `act()`, tried again and again while the gradebook is locked."""
        pause, ends = 0.5, time.monotonic() + self._patience
        while True:
            try:
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore", SAWarning)  # nbgrader's own, about autoflush
                    return act()
            except OperationalError as error:
                try:
                    _raise_as(str(error))
                except GradebookLocked as locked:
                    found = locked
            except GradebookLocked as locked:
                found = locked
            if time.monotonic() + pause > ends:
                raise found
            self._say(f"the gradebook is locked by another program; trying again in {pause:g} s")
            time.sleep(pause)
            pause = min(2 * pause, 8)


def read_config(root):
    """Return the configuration in nbgrader_config.py of the course's root."""
    path = Path(root) / "nbgrader_config.py"
    if not path.is_file():
        raise FileNotFoundError(f"no nbgrader_config.py in {root}; start in the course's folder")
    return PyFileConfigLoader(path.name, path=str(root)).load_config()


def _raise_as(text):
    """Raise what nbgrader's log means."""
    if LOCKED in text:
        raise GradebookLocked(
            "the gradebook is locked by another program (the formgrader, a backup, a viewer of the "
            "database); close it and run the same again: what is graded stays in the journal"
        )
    if any(words in text for words in DISK_FULL):
        raise OSError(FULL[0], "the disk of the gradebook is full")
    reasons = re.findall(r"^ *((?!nbgrader)[\w.]*(?:Error|Exception)\b.*)", text, re.MULTILINE)
    lines = reasons or [line for line in text.splitlines() if line.strip()] or ["no reason given"]
    raise CommitFailed(f"nbgrader could not commit it: {lines[-1]}")


@contextlib.contextmanager
def _one_transaction(engines):
    """Return a context in which all of nbgrader's gradebooks are one, committed at the end.

    nbgrader opens seven for each hand-in, creates the tables in each where they are missing, and
    commits nine times: twice the work, and a kill in the middle leaves half a hand-in. What fails
    in the context leaves the database as it was.

    Parameters
    ----------
    engines : dict
        The engines in use, by address: SQLAlchemy compiles statements anew for each.
    """
    make, init, close = nbgrader.api.create_engine, Gradebook.__init__, Gradebook.close
    opened = {}

    def shared_engine(url, **options):
        if url not in engines:
            engines[url] = make(url, **options)
        return engines[url]

    def open_or_share(self, db_url, *args, **options):
        if db_url in opened:
            self.__dict__.update(opened[db_url].__dict__)
            return
        init(self, db_url, *args, **options)
        opened[db_url] = self
        session = self.db()
        session.commit = lambda: (session.flush(), session.expire_all())

    nbgrader.api.create_engine = shared_engine
    Gradebook.__init__, Gradebook.close = open_or_share, lambda self: None
    try:
        yield
        for book in opened.values():
            type(book.db()).commit(book.db())
    finally:
        nbgrader.api.create_engine = make
        Gradebook.__init__, Gradebook.close = init, close
        for book in opened.values():
            book.close()


@contextlib.contextmanager
def _interrupts_wait():
    """Return a context in which Ctrl-C waits for the end: nbgrader swallows it half-way."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    wanted = []
    before = signal.signal(signal.SIGINT, lambda number, frame: wanted.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if wanted:
        raise KeyboardInterrupt
