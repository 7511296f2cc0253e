"""What a learner's notebook calls: `begin`, `check("task")`, predictions, `claim`.

A topic's `checks.py` declares tasks with `task`; each check is plain code over a `student` object
and says what it expects through an `expect` object. The same checks run in the learner's notebook
and, behind another `student`, in a sandbox.
"""

from outofcore.checking.claims import claim
from outofcore.checking.predictions import Predictions
from outofcore.checking.session import CheckError, begin, load_hidden_cases, load_tasks
from outofcore.checking.student import (
    AnswerFailed,
    LocalStudent,
    Run,
    Scratch,
    Source,
    Store,
    show_call,
)
from outofcore.checking.tasks import Task, run_task, task

__all__ = [
    "AnswerFailed",
    "CheckError",
    "LocalStudent",
    "Predictions",
    "Run",
    "Scratch",
    "Source",
    "Store",
    "Task",
    "begin",
    "claim",
    "load_hidden_cases",
    "load_tasks",
    "run_task",
    "show_call",
    "task",
]
