"""Every graded task against right answers written another way and wrong ones.

A right answer gets full marks. A wrong one fails exactly the criteria that its docstring names
(`Fails:`), and the report says what went wrong in the words it names (`Says:`). The cases are those
of grading: the open ones and the hidden ones.
"""

import ast
import re
from pathlib import Path

import pytest

from outofcore.checking import LocalStudent, load_hidden_cases, load_tasks, run_task

ROOT = Path(__file__).parents[2]
ANSWERS = sorted((ROOT / "tests" / "submissions").glob("*/*/*.py"))
TOPICS = sorted(path.parent for path in (ROOT / "solutions").glob("*/checks.py"))


def grade(path):
    """Return the report of the answer in the file at `path`, as at grading."""
    topic, name = path.parts[-3], path.parts[-2]
    namespace = {}
    exec(compile(path.read_text(), path, "exec"), namespace)
    folder = ROOT / "solutions" / topic
    hidden = load_hidden_cases(folder / "hidden_checks.py").get(name, ())
    with LocalStudent(namespace) as student:
        return run_task(load_tasks(folder / "checks.py")[name], student, hidden_cases=hidden)


def stated(path, word):
    """Return what the docstring of an answer says after `word:`, or an empty string."""
    doc = ast.get_docstring(ast.parse(path.read_text()))
    found = re.search(rf"^{word}: (.*)$", doc, re.MULTILINE)
    return found.group(1) if found else ""


def label(path):
    return "/".join(path.with_suffix("").parts[-2:])


@pytest.mark.parametrize("path", [p for p in ANSWERS if p.stem.startswith("right")], ids=label)
def test_right_answers_get_full_marks(path):
    report = grade(path)
    assert report.earned == report.max, str(report)


@pytest.mark.parametrize("path", [p for p in ANSWERS if p.stem.startswith("wrong")], ids=label)
def test_wrong_answers_fail_for_their_own_reason(path):
    report = grade(path)
    failed = {c.name for c in report.criteria if not c.passed}
    assert failed == set(stated(path, "Fails").split("; ")), str(report)
    assert stated(path, "Says") in str(report)


@pytest.mark.parametrize("folder", TOPICS, ids=lambda folder: folder.name)
def test_every_task_has_two_right_and_five_wrong_answers(folder):
    for name in load_tasks(folder / "checks.py"):
        stems = [p.stem for p in ANSWERS if p.parts[-3:-1] == (folder.name, name)]
        assert sum(stem.startswith("right") for stem in stems) >= 2, name
        assert sum(stem.startswith("wrong") for stem in stems) >= 5, name


@pytest.mark.parametrize("folder", TOPICS, ids=lambda folder: folder.name)
def test_hidden_cases_belong_to_tasks_and_criteria_that_exist(folder):
    tasks = load_tasks(folder / "checks.py")
    hidden = load_hidden_cases(folder / "hidden_checks.py")
    assert set(hidden) == set(tasks)
    for name, cases in hidden.items():
        for case in cases:
            assert case["about"]
            assert case.get("criterion", next(iter(tasks[name].criteria))) in tasks[name].criteria


@pytest.mark.parametrize("folder", TOPICS, ids=lambda folder: folder.name)
def test_a_hidden_failure_does_not_show_the_hidden_input(folder):
    """An answer that fails every hidden case is told their kind, and none of their numbers."""
    hidden = load_hidden_cases(folder / "hidden_checks.py")
    for path in (p for p in ANSWERS if p.parts[-3] == folder.name and "hard_coded" in p.stem):
        text = str(grade(path))
        unseen = [line.partition("): ")[2] for line in text.splitlines() if "fresh one" in line]
        assert unseen, text
        assert all(unseen), text
        for case in hidden[path.parts[-2]]:
            for value in case.values():
                assert isinstance(value, str) or str(value) not in "\n".join(unseen)
