"""Tasks: criteria with points, the cases they are tried on, and the check that judges them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from outofcore.checking.report import Criterion, Report
from outofcore.checking.student import AnswerFailed

UNSEEN = "it holds on the inputs you can see, but not on a fresh one"


@dataclass(frozen=True)
class Task:
    """One graded task of a topic. Made by the decorator `task`."""

    name: str
    criteria: Mapping[str, float]
    cases: tuple[dict, ...]
    judge: Callable

    @property
    def max(self):
        """Return the points of the whole task."""
        return sum(self.criteria.values())


def task(*, criteria, cases):
    """Return a decorator that turns a check function into a `Task` of the function's name.

    Parameters
    ----------
    criteria : dict of str to number
        The points of each criterion, in the order of the report.
    cases : list of dict
        Keyword arguments of the check, one run each. `about` says in words what the case tries.

    Notes
    -----
    The function is called as `judge(student, expect, **case)`. A criterion is earned when every
    case that judged it passed it; one that no case reached is not earned. When the learner's
    function fails in a case, that costs the case's own `criterion` where it names one, and every
    criterion where it does not.
    """

    def declare(judge):
        return Task(judge.__name__, dict(criteria), tuple(cases), judge)

    return declare


@dataclass
class Expect:
    """What one case of a check found; called with a criterion, a verdict and the words for it."""

    allowed: Mapping[str, float]
    found: dict = field(default_factory=dict)
    pictures: dict = field(default_factory=dict)

    def __call__(self, criterion, passed, message="", *, picture=None):
        """Record a verdict; a failure is never overwritten by a later success.

        `picture` is a function of no arguments that returns a `plotting.Picture`: it is drawn only
        when it will be shown.
        """
        if criterion not in self.allowed:
            raise KeyError(f"criterion {criterion!r} is not among {list(self.allowed)}")
        if self.found.get(criterion, (True, ""))[0]:  # not failed before
            self.found[criterion] = (bool(passed), message)
            if picture is not None and not passed:
                self.pictures[criterion] = picture
        return bool(passed)

    def whole_number(self, criterion, got, expected, *, about, picture=None):
        """Expect a whole number; a float or another type is named for what it is."""
        if isinstance(got, float | np.floating):
            message = f"returned {got!r}, a float; a count is whole: divide with //"
            return self(criterion, False, message)
        if isinstance(got, bool | np.bool_) or not isinstance(got, int | np.integer):
            return self(criterion, False, f"returned {_kind(got)}; expected a whole number")
        message = (
            f"{int(got):,} {about}"
            if got == expected
            else (f"you said {int(got):,}, there are {expected:,} {about}")
        )
        return self(criterion, int(got) == expected, message, picture=picture)

    def number(self, criterion, got, expected, *, about, rtol=1e-9):
        """Expect a real number within a relative tolerance."""
        if isinstance(got, bool | np.bool_) or not isinstance(got, int | float | np.number):
            return self(criterion, False, f"returned {_kind(got)}; expected a number")
        try:
            close = bool(abs(got - expected) <= rtol * abs(expected))
        except (TypeError, OverflowError):  # a time span; a whole number beyond any float
            return self(criterion, False, f"returned {_kind(got)}; expected a number")
        message = (
            f"{got:.6g} {about}"
            if close
            else (f"you said {got:.10g}, it is {expected:.10g} {about}")
        )
        return self(criterion, close, message)

    def array(self, criterion, got, expected, *, about, rtol=0.0):
        """Expect an array of the same shape whose elements agree within a relative tolerance."""
        if not isinstance(got, np.ndarray | list | tuple):
            return self(criterion, False, f"returned {_kind(got)}; expected an array of {about}")
        try:
            got = np.asarray(got)
        except ValueError:
            return self(criterion, False, f"returned rows of different lengths, not {about}")
        if got.shape != expected.shape:
            message = f"the shape is {got.shape}, expected {expected.shape} for the {about}"
            return self(criterion, False, message)
        if got.dtype.kind not in "iuf":
            return self(criterion, False, f"the dtype is {got.dtype}; expected numbers")
        wrong = ~(np.abs(got - expected) <= rtol * np.abs(expected))
        if not wrong.any():
            return self(criterion, True, f"all {got.size:,} {about} are right")
        first = tuple(int(i) for i in np.argwhere(wrong)[0])
        message = (
            f"{int(wrong.sum()):,} of {got.size:,} {about} differ; the first is at "
            f"{list(first)}: you have {got[first]:.10g}, it is {expected[first]:.10g}"
        )
        return self(criterion, False, message)


def run_task(task, student, *, hidden_cases=()):
    """Run every case of `task` against `student` and return a `Report`.

    Hidden cases judge the same criteria. Their inputs and values stay hidden: a failure says only
    what kind of case it was (`about`) and that it was a fresh one, and what the code prints
    meanwhile is not shown.
    """
    found, pictures, stopped = {}, {}, "not tried; first mend the line above"
    outputs = ()
    for hidden, case in [(False, c) for c in task.cases] + [(True, c) for c in hidden_cases]:
        expect = Expect(task.criteria)
        failed = _run_case(task, student, expect, case)
        if not hidden:
            outputs = tuple(student.outputs)
        if failed:
            stopped = failed
            for name in [case["criterion"]] if "criterion" in case else task.criteria:
                expect(name, False, failed)
        for name, (passed, message) in expect.found.items():
            if not found.get(name, (True, ""))[0] or (hidden and passed and name in found):
                continue
            found[name] = (passed, _unseen(case) if hidden and not passed else message)
            if not hidden and name in expect.pictures:
                pictures[name] = expect.pictures[name]
    found = {name: found.get(name, (False, stopped)) for name in task.criteria}
    return _report(task, found, pictures, outputs)


def _unseen(case):
    """Return what may be said of a failed hidden case."""
    return f"{UNSEEN} ({case['about']})" if case.get("about") else UNSEEN


def _run_case(task, student, expect, case):
    """Run one case; return the words for why it stopped early, or None."""
    try:
        task.judge(student, expect, **{k: v for k, v in case.items() if k != "about"})
    except AnswerFailed as error:
        return str(error)
    return None


def _report(task, found, pictures, outputs):
    criteria, said = [], set()
    for name, points in task.criteria.items():
        passed, message = found[name]
        shown = "the same" if message in said and not passed else message
        said.add(message)
        criteria.append(Criterion(name, points, passed, shown))
    first = next(iter(pictures.values()), None)
    picture = first() if first else None
    notes = tuple(f"your code printed: {text}" for text in outputs)
    return Report(task.name, tuple(criteria), notes, picture)


def _kind(value):
    return f"{value!r:.40} of type {type(value).__name__}"
