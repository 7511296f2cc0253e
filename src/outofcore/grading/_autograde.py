"""`GuardedAutograde`: nbgrader's Autograde, kept away from the folder that students filled.

nbgrader 0.9.6 copies whatever lies beside a notebook with shutil.copy, which follows links and
blocks on pipes, and leaves a hand-in without a notebook out of the gradebook. It offers no setting
in front of that (`pre_convert_hook` swallows errors, cannot redirect the copying and does not run
for a hand-in without notebooks), so the class is replaced, by `guard_nbgrader`.
"""

import contextlib
import glob
import re
import shutil
import tempfile
from pathlib import Path

import nbformat
from nbgrader.apps import api, autogradeapp
from nbgrader.converters import Autograde, NbGraderException
from nbgrader.utils import parse_utc

from outofcore.grading import _work
from outofcore.grading.box import Limits, SandboxRefused
from outofcore.grading.journal import Course, Journal, recipe
from outofcore.grading.rebuild import rebuild

RECORD_BYTES = 1000


def guard_nbgrader():
    """Make the command, the formgrader's button and NbGraderAPI use `GuardedAutograde`."""
    autogradeapp.Autograde = api.Autograde = GuardedAutograde


class GuardedAutograde(Autograde):
    """Autograde over a staging folder that only we write.

    Each hand-in is looked at, and rebuilt from our notebook, right before nbgrader reads it. One
    that is missing or broken is staged as our empty notebook, so that it gets its row.
    """

    def start(self):
        """Grade everything that matches, from a staging folder that is gone afterwards."""
        parent = Path(self.coursedir.root) / "_grading"
        parent.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="staging-", dir=parent) as folder:
            self._staging, self._recipes = folder, {}
            super().start()

    @property
    def _input_directory(self):
        return self._staging if self._sanitizing else self.coursedir.autograded_directory

    def init_notebooks(self):
        """Plan one notebook per hand-in, whether it was handed in or not."""
        where = self.coursedir
        pattern = (where.submitted_directory, where.student_id, where.assignment_id)
        parts = (where.submitted_directory, "(?P<student>.*)", "(?P<assignment>.*)")
        names = re.compile(where.format_path(*parts, escape=True))
        self.assignments, self.notebooks = {}, []
        for folder in glob.glob(where.format_path(*pattern)):
            found = names.fullmatch(folder)
            staged = self._format_source(found["assignment"], found["student"])
            self.assignments[staged] = [str(Path(staged) / f"{found['assignment']}.ipynb")]
        if not self.assignments:
            raise self._refusal(f"no hand-in matches '{where.format_path(*pattern)}'")

    def convert_notebooks(self):
        """Grade all, or nothing when there is no sandbox and something has to run."""
        jobs = [self.job(Path(f).name, Path(f).parent.name) for f in sorted(self.assignments)]
        try:
            if self._executes() and any(map(_must_run, jobs)):
                _work.server(jobs[0].limits, jobs[0].sandbox)
        except SandboxRefused as error:
            raise self._refusal(str(error)) from error
        super().convert_notebooks()

    def init_destination(self, assignment_id, student_id):
        """Stage the hand-in, then do as nbgrader does."""
        self._stage(self.job(assignment_id, student_id))
        return super().init_destination(assignment_id, student_id)

    def job(self, assignment, student):
        """Return the `Job` that grades a hand-in; the class runner makes the same one."""
        from outofcore.grading.execute import GradingExecute

        course, limits = Course(Path(self.coursedir.root), assignment), Limits()
        sandbox = GradingExecute(parent=self).sandbox
        if not course.released.is_file():
            raise self._refusal(
                f"no {course.released}; run `nbgrader generate_assignment {assignment}` first"
            )
        if assignment not in self._recipes:
            self._recipes[assignment] = recipe(course, limits=limits, sandbox=sandbox)
        where = self.coursedir
        folder = where.format_path(where.submitted_directory, student, assignment)
        return _work.Job(
            course=course,
            student=student,
            folder=Path(folder),
            recipe=self._recipes[assignment],
            limits=limits,
            sandbox=sandbox,
        )

    def _stage(self, job):
        """Write our notebook with the student's answers, and the files that may be used."""
        for old in Path(self._staging).iterdir():
            shutil.rmtree(old)
        submission, _ = _work.look(job)
        notebook = nbformat.read(job.course.released, as_version=4)
        with contextlib.suppress(ValueError):
            if submission.notebook is not None:
                notebook = rebuild(submission.notebook, notebook).notebook
        folder = Path(self._format_source(job.course.assignment, job.student))
        folder.mkdir(parents=True)
        nbformat.write(notebook, folder / f"{job.course.assignment}.ipynb")
        for name, data in {**submission.files, **_good_records(submission.records)}.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(data)

    def _executes(self):
        return any("GradingExecute" in str(step) for step in self.autograde_preprocessors)

    def _refusal(self, words):
        self.log.error(words)
        return NbGraderException(words)


def _must_run(job):
    """Tell whether a hand-in needs the sandbox: no result yet, and something to run."""
    submission, key = _work.look(job)
    runs = submission.notebook is not None and submission.outcome not in ("missing", "corrupt")
    return runs and Journal(job.course.journal).get(key) is None


def _good_records(records):
    """Return nbgrader's own files; without a time stamp that nbgrader would stumble over."""
    # Not a long one: the parser takes hours for a megabyte of digits.
    kept = {name: data for name, data in records.items() if len(data) <= RECORD_BYTES}
    try:
        parse_utc(kept.get("timestamp.txt", b"2000-01-01").decode().strip())
    except (ValueError, OverflowError, TypeError):
        del kept["timestamp.txt"]
    return kept
