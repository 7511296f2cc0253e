"""Runs a rebuilt notebook in a box and reaches every verdict outside of it.

::

    notebook           here                                    box
      setup         ------------------------------------->   run
      answer        ------------------------------------->   run
      check("f")    task.judge(SandboxedStudent) -- f(x) ->   call f
                    report <- expect(value) <----- value --
      check.summary()   written from the reports

Each check has a box of its own, in which the cells so far have run again, and which is gone
afterwards: what a function keeps of the fresh inputs, no later cell can print.
"""

import copy
import functools
import itertools
import re
import tempfile
import time
import weakref
from dataclasses import dataclass, field
from pathlib import Path

from nbformat.v4 import new_output

from outofcore.checking import load_hidden_cases, load_tasks, run_task
from outofcore.checking.report import REPORT_MIME
from outofcore.grading._session import Session
from outofcore.grading.student import Inputs, SandboxedStudent

SUMMARY = "check.summary()"

OUTCOMES = (
    "graded",
    "timed-out",
    "out-of-memory",
    "output-limit",
    "kernel-died",
    "corrupt",
    "tampered",
    "rejected-files",
    "missing",
    "grader-error",
)


@dataclass
class Graded:
    """What grading one notebook gave.

    Attributes
    ----------
    notebook : nbformat.NotebookNode
        The notebook with its outputs.
    outcome : str
        One of `OUTCOMES`.
    tasks : list of dict
        `Report.as_dict()` of every task, in the order of the notebook.
    problems : list of str
        What happened, for the instructor.
    cpu_seconds : float
        CPU time of the grader and of the boxes.
    """

    notebook: object
    outcome: str = "graded"
    tasks: list = field(default_factory=list)
    problems: list = field(default_factory=list)
    cpu_seconds: float = 0.0

    @property
    def earned(self):
        """Return the points of all tasks."""
        return sum(task["earned"] for task in self.tasks)

    @property
    def max(self):
        """Return the points there were to earn."""
        return sum(task["max"] for task in self.tasks)

    @property
    def needs_review(self):
        """Tell whether an instructor should look at it."""
        return self.outcome != "graded"

    def as_dict(self):
        """Return everything but the notebook, as plain data."""
        return {
            "outcome": self.outcome,
            "earned": self.earned,
            "max": self.max,
            "needs_review": self.needs_review,
            "tasks": self.tasks,
            "problems": self.problems,
            "cpu_seconds": self.cpu_seconds,
        }


def grade_notebook(notebook, *, checks: Path, hidden: Path | None = None, server, limits, files):
    """Return the `Graded` notebook: run top to bottom, its checks judged in this process.

    Parameters
    ----------
    notebook : nbformat.NotebookNode
        Rebuilt from the course's source; not changed.
    checks, hidden : path
        The topic's `checks.py` and `hidden_checks.py`.
    server : outofcore.grading.box.BoxServer or outofcore.grading.plain.PlainServer
    limits : outofcore.grading.box.Limits
    files : dict of str to bytes
        What lies beside the notebook; `checks.py` is always the one given above.

    Notes
    -----
    Cells are told apart by nbgrader's metadata, which is the course's own after the rebuild:

    ==================================  =====================================================
    graded, no solution                 `check("name")` is judged here; any other: grader-error
    `check.summary()`, locked           written here, from the reports
    any other code cell                 run in the box
    ==================================  =====================================================
    """
    started = time.thread_time()
    tasks, cases = load_checks(checks, hidden)
    notebook = copy.deepcopy(notebook)
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    boxed = [cell for cell in cells if kind_of(cell) == "boxed"]
    files = {**files, "checks.py": Path(checks).read_bytes()}
    sources = [cell.source for cell in boxed]
    setup = sum(1 for _ in itertools.takewhile(_is_ours, boxed))
    open_session = functools.partial(Session, server, limits, files, sources, setup=setup)
    with open_session() as session:
        grading = _Grading(session, open_session, tasks, cases, limits, checks)
        for number, cell in enumerate(cells, 1):
            cell.execution_count = number
            cell.outputs = grading.outputs_of(cell, number)
    graded = Graded(notebook, session.outcome, grading.results, session.problems)
    graded.cpu_seconds = time.thread_time() - started + session.boxes_cpu_seconds
    return graded


def kind_of(cell):
    """Return what is done with a code cell: "check", "summary" or "boxed"."""
    meta = cell.metadata.get("nbgrader", {})
    if meta.get("grade") and not meta.get("solution"):
        return "check"
    if _is_ours(cell) and cell.source.strip() == SUMMARY:
        return "summary"
    return "boxed"


def _is_ours(cell):
    """Tell whether a cell is locked: its text is the course's."""
    meta = cell.metadata.get("nbgrader", {})
    return bool(meta.get("locked")) and not meta.get("solution")


def load_checks(checks, hidden=None):
    """Return the tasks and the hidden cases of a topic; files that are unchanged are read once."""
    return _loaded(_stamp(checks), load_tasks), _loaded(_stamp(hidden), load_hidden_cases)


def _stamp(path):
    if path is None:
        return None
    status = Path(path).stat()
    return str(path), status.st_mtime_ns, status.st_size


@functools.lru_cache(maxsize=32)
def _loaded(stamp, load):
    return load(stamp[0]) if stamp else {}


@functools.lru_cache(maxsize=4)
def _inputs(stamp):
    """Return the input files of one version of a topic's checks, kept while this process lives."""
    folder = tempfile.TemporaryDirectory(prefix="outofcore-inputs-")
    inputs = Inputs(folder.name)
    weakref.finalize(inputs, folder.cleanup)
    return inputs


class _Grading:
    """The cells of one notebook, in order, and what its checks have said."""

    def __init__(self, session, open_session, tasks, cases, limits, checks):
        self.results = []
        self._session, self._open_session = session, open_session
        self._tasks, self._cases = tasks, cases
        self._limits, self._topic = limits, Path(checks).resolve().parent.name
        self._inputs = _inputs(_stamp(checks))
        self._reports, self._boxed = {}, 0

    def outputs_of(self, cell, number):
        """Run or judge a code cell and return its outputs."""
        kind = kind_of(cell)
        if kind == "check":
            return self._judge(cell, number)
        if kind == "summary":
            return [new_output("stream", name="stdout", text=self._summary())]
        index, self._boxed = self._boxed, self._boxed + 1
        result = self._session.run_cell(index, _label(cell))
        for output in result.outputs:
            if output.output_type == "execute_result":
                output.execution_count = number
        problem = [_error("CellStopped", f"this cell {result.problem}")] if result.problem else []
        return result.outputs + problem

    def _judge(self, cell, number):
        """Run the check that a cell asks for; a fault in it is the course's, not the learner's."""
        self._session.at(_label(cell))
        match = re.fullmatch(r"""check\((["'])(\w+)\1\)""", cell.source.strip())
        if not match:
            words = 'only check("name") can be judged safely; this cell was not run'
            return self._broken(cell, words)
        name = match.group(2)
        if name not in self._tasks:
            return self._broken(cell, f"no task {name!r}; there are {', '.join(self._tasks)}")
        try:
            report = self._report(name)
            bundle = _printable(report._repr_mimebundle_())
        except Exception as error:
            words = (
                f"the check of {name!r} itself broke ({type(error).__name__}: {str(error)[:300]})"
            )
            return self._broken(cell, f"{words}. The fault is in the course, not in your answer")
        self._reports[name] = report
        self.results.append(bundle[REPORT_MIME])
        return [new_output("execute_result", data=bundle, execution_count=number)]

    def _report(self, name):
        seconds, hidden = self._limits.call_seconds, self._cases.get(name, ())
        with self._open_session() as session:
            session.follow(self._session)
            student = SandboxedStudent(session, call_seconds=seconds, inputs=self._inputs)
            try:
                with student:
                    return run_task(self._tasks[name], student, hidden_cases=hidden)
            finally:
                session.close()
                self._session.take_over(session)

    def _broken(self, cell, words):
        words = _printable(words)
        self._session.note("grader-error", f"cell {_label(cell)}: {words}")
        meta = cell.metadata.nbgrader
        criterion = {"name": "the check ran", "passed": False, "message": words}
        points = {"name": meta.grade_id, "earned": 0, "max": meta.get("points", 0)}
        self.results.append({**points, "criteria": [criterion]})
        return [_error("CheckError", words)]

    def _summary(self):
        """Return what `check.summary()` prints in the learner's notebook."""
        lines = []
        for name, task in self._tasks.items():
            report = self._reports.get(name)
            state = f"{report.earned:4g} of {report.max:g}" if report else f"   - of {task.max:g}"
            lines.append(f"{state}  {name}{'' if report else '  (not checked yet)'}")
        earned = sum(report.earned for report in self._reports.values())
        lines.append(f"{earned:4g} of {sum(t.max for t in self._tasks.values()):g}  {self._topic}")
        return "\n".join(lines) + "\n"


def _label(cell):
    return cell.metadata.get("nbgrader", {}).get("grade_id") or cell.get("id", "without a name")


def _error(name, text):
    return new_output("error", ename=name, evalue=text, traceback=[f"{name}: {text}"])


def _printable(value):
    """Return text, or plain data with text in it, that any file can hold."""
    if isinstance(value, str):
        return value.encode(errors="replace").decode()
    if isinstance(value, dict):
        return {key: _printable(item) for key, item in value.items()}
    return [_printable(item) for item in value] if isinstance(value, list) else value
