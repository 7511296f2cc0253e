"""What a class got right and wrong: success per task, criteria most often missed, outcomes.

Everything comes from the journal and the gradebook; nothing is graded again. What a criterion's
failure stands for is told by `solutions/TOPIC/misconceptions.json`, {task: {criterion: sentence}},
where the course has one, and otherwise by the message that the checks gave most often.
"""

import json
import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from outofcore.grading.journal import NOT_REUSED, Journal

NUMBERS = re.compile(r"\d(?:[\d,.]*\d)?(?:e[+-]?\d+)?")
MISSED_BEFORE = ("the same", "not tried; first mend the line above")  # of checking.tasks
SHOWN_MISSED = 12


@dataclass
class CriterionCount:
    """How often a criterion was judged and missed, and with which words."""

    task: str
    name: str
    judged: int = 0
    missed: int = 0
    words: Counter = field(default_factory=Counter)


@dataclass
class TaskCount:
    """What a class earned in one task."""

    name: str
    max: float
    judged: int = 0
    full: int = 0
    earned: float = 0.0

    @property
    def success(self):
        """Return the share of hand-ins with full marks."""
        return self.full / self.judged if self.judged else 0.0

    @property
    def mean(self):
        """Return the mean points."""
        return self.earned / self.judged if self.judged else 0.0


@dataclass
class ClassReport:
    """What `outofcore report` shows.

    Attributes
    ----------
    assignment : str
    max : float
        The points there were to earn.
    students : list of dict
        "student", "outcome", "earned" (manual grades included), "needs_review", "feedback", and the
        gradebook's "first_name", "last_name", "email", "lms_user_id".
    tasks : list of TaskCount
    criteria : list of CriterionCount
        Most often missed first.
    misconceptions : dict
        {task: {criterion: sentence}}.
    """

    assignment: str
    max: float
    students: list
    tasks: list
    criteria: list
    misconceptions: dict

    @property
    def outcomes(self):
        """Return how many hand-ins ended in each way."""
        return Counter(row["outcome"] for row in self.students)

    @property
    def scores(self):
        """Return the points of every hand-in that was run."""
        return [row["earned"] for row in self.students if row["outcome"] != "missing"]

    def most_missed(self):
        """Return the criteria that were missed at all, most often first."""
        return [c for c in self.criteria if c.missed]

    def stands_for(self, criterion):
        """Return in a sentence what missing a criterion stands for; "" when nobody knows."""
        said = self.misconceptions.get(criterion.task, {}).get(criterion.name)
        if said:
            return said
        words, times = next(iter(criterion.words.most_common(1)), ("", 0))
        return f"{words} ({times} times)" if times > 1 else words

    def as_dict(self):
        """Return the report as plain data, as `outofcore report --json` prints it."""
        return {
            "assignment": self.assignment,
            "max": self.max,
            "outcomes": dict(self.outcomes),
            "tasks": [
                {"name": t.name, "max": t.max, "judged": t.judged, "full": t.full,
                 "success": t.success, "mean": t.mean}
                for t in self.tasks
            ],
            "criteria": [
                {"task": c.task, "name": c.name, "judged": c.judged, "missed": c.missed,
                 "stands_for": self.stands_for(c)}
                for c in self.criteria
            ],
            "scores": sorted(self.scores),
        }  # fmt: skip


def class_report(course):
    """Return the `ClassReport` of an assignment that was graded.

    Raises
    ------
    LookupError
        When nothing of it was graded yet.
    """
    store, tasks, criteria = Journal(course.journal), {}, {}
    book = _gradebook_rows(course)
    students, total = [], 0.0
    for student, (key, _) in store.commits().items():
        result = store.get(key)
        if result is None or student not in book:
            continue
        row = {"student": student, "outcome": result["outcome"], **book.pop(student)}
        row["feedback"] = _feedback(result)
        students.append(row)
        total = max(total, result["max"])
        _count(result, tasks, criteria)
    for student, row in book.items():  # in the gradebook, but not by us, or not whole
        students.append({"student": student, "outcome": NOT_REUSED, "feedback": "", **row})
    if not students:
        raise LookupError(
            f"nothing of {course.assignment} has been graded yet: outofcore grade "
            f"{course.assignment}"
        )
    students += _missing(course, {row["student"] for row in students})
    return ClassReport(
        assignment=course.assignment,
        max=total,
        students=sorted(students, key=lambda row: row["student"]),
        tasks=list(tasks.values()),
        criteria=sorted(criteria.values(), key=lambda c: -c.missed / max(c.judged, 1)),
        misconceptions=read_misconceptions(course),
    )


def read_misconceptions(course):
    """Return {task: {criterion: sentence}} of the course's own list; empty without one.

    Raises
    ------
    ValueError
        When the list is not what it should be.
    """
    path = course.checks.with_name("misconceptions.json")
    if not path.is_file():
        return {}
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return {str(task): dict(criteria) for task, criteria in found.items()}
    except (ValueError, AttributeError, TypeError) as error:
        raise ValueError(f"{path} is no list of misconceptions by task: {error}") from None


def _count(result, tasks, criteria):
    """Add one hand-in's tasks and criteria; one that was never run says nothing about them."""
    for task in result["tasks"]:
        names = [c["name"] for c in task["criteria"]]
        if names == ["the notebook could be graded"]:
            continue
        count = tasks.setdefault(task["name"], TaskCount(task["name"], task["max"]))
        count.judged += 1
        count.full += task["earned"] >= task["max"]
        count.earned += task["earned"]
        for found in task["criteria"]:
            key = task["name"], found["name"]
            criterion = criteria.setdefault(key, CriterionCount(*key))
            criterion.judged += 1
            if not found["passed"]:
                criterion.missed += 1
                if found["message"] and found["message"] not in MISSED_BEFORE:
                    criterion.words[without_numbers(found["message"])] += 1


def without_numbers(message):
    """Return a message with every number as #, so that equal mistakes read the same.

    >>> without_numbers("you said 1,024, there are 6 chunks")
    'you said #, there are # chunks'
    """
    return NUMBERS.sub("#", message)[:200]


def _feedback(result):
    """Return one line a student may read in an LMS: points per task."""
    return "; ".join(f"{t['name']}: {t['earned']:g} of {t['max']:g}" for t in result["tasks"])


def _missing(course, known):
    from outofcore.grading._handins import find_hand_ins

    return [
        {"student": h.student, "outcome": "missing", "earned": 0.0, "needs_review": True,
         "feedback": ""}
        for h in find_hand_ins(course)
        if h.student not in known
    ]  # fmt: skip


def _gradebook_rows(course):
    """Return {student: names, final points, whether a person should look} of the gradebook."""
    from nbgrader.api import Gradebook, MissingEntry

    from outofcore.grading._gradebook import read_config

    config, rows = read_config(course.root).CourseDirectory, defaultdict(dict)
    with Gradebook(config.db_url, config.course_id) as book:
        try:
            submissions = book.assignment_submissions(course.assignment)
        except MissingEntry:
            return {}
        for submission in submissions:
            student = submission.student
            rows[student.id] = {
                "earned": submission.score,
                "needs_review": submission.needs_manual_grade,
                "first_name": student.first_name,
                "last_name": student.last_name,
                "email": student.email,
                "lms_user_id": student.lms_user_id,
            }
    return dict(rows)
