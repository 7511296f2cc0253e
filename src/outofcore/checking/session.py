"""`begin`: finds a topic's checks beside the notebook and returns the learner's `check`."""

import importlib.util
import os
import sys
from pathlib import Path

from outofcore.checking.student import LocalStudent
from outofcore.checking.tasks import Task, run_task

HIDDEN_VARIABLE = "OUTOFCORE_HIDDEN_CHECKS"


class CheckError(Exception):
    """A check that could not run at all. Shown as one line, without a traceback."""

    def _render_traceback_(self):
        return [f"{type(self).__name__}: {self}"]


def begin(topic, *, namespace=None, folder=None):
    """Return the `check` function of a topic.

    Parameters
    ----------
    topic : str
        The topic's stem, for instance "03_chunking".
    namespace : dict, optional
        Where the learner's functions are; the notebook's globals by default.
    folder : path, optional
        Where `checks.py` lies; the current folder by default, which in Jupyter is the notebook's.

    Raises
    ------
    CheckError
        When there is no `checks.py`; the message names the folder that was searched.
    """
    folder = Path.cwd() if folder is None else Path(folder)
    tasks = load_tasks(folder / "checks.py")
    hidden = os.environ.get(HIDDEN_VARIABLE)
    return Check(
        topic,
        tasks,
        sys.modules["__main__"].__dict__ if namespace is None else namespace,
        load_hidden_cases(hidden) if hidden else {},
    )


class Check:
    """The learner's `check`: call it with a task's name to get that task's report."""

    def __init__(self, topic, tasks, namespace, hidden_cases):
        self.topic = topic
        self.tasks = tasks
        self._namespace = namespace
        self._hidden_cases = hidden_cases
        self._reports = {}

    def __call__(self, name):
        """Run the checks of task `name` and return its `Report`."""
        if name not in self.tasks:
            raise CheckError(f"no task {name!r} in {self.topic}; there are {', '.join(self.tasks)}")
        try:
            with LocalStudent(self._namespace) as student:
                report = run_task(
                    self.tasks[name], student, hidden_cases=self._hidden_cases.get(name, ())
                )
        except Exception as error:
            raise CheckError(
                f"the check of {name!r} itself broke ({type(error).__name__}: {error}). "
                "The fault is in the course, not in your answer; please report it"
            ) from error
        self._reports[name] = report
        return report

    def summary(self):
        """Print the points of every task checked so far, and what is still open."""
        for name, task in self.tasks.items():
            report = self._reports.get(name)
            state = f"{report.earned:4g} of {report.max:g}" if report else f"   - of {task.max:g}"
            print(f"{state}  {name}{'' if report else '  (not checked yet)'}")
        earned = sum(report.earned for report in self._reports.values())
        print(f"{earned:4g} of {sum(t.max for t in self.tasks.values()):g}  {self.topic}")


def load_tasks(path):
    """Return the tasks that a `checks.py` declares, by name, in the order of the file."""
    module = _load(path, "checks")
    return {value.name: value for value in vars(module).values() if isinstance(value, Task)}


def load_hidden_cases(path):
    """Return the cases of a `hidden_checks.py`: its `CASES`, lists by task name."""
    return _load(path, "hidden_checks").CASES


def _load(path, name):
    path = Path(path)
    if not path.is_file():
        raise CheckError(
            f"no {path.name} in {path.parent}; start the notebook from its own folder, "
            "where the exercise's files lie together"
        )
    spec = importlib.util.spec_from_file_location(f"outofcore_{name}", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
