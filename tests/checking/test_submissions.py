"""Every graded task against right answers written another way and wrong ones.

A right answer gets full marks. A wrong one fails exactly the criteria that its docstring names
(`Fails:`), and the report says what went wrong in the words it names (`Says:`). The cases are those
of grading: the open ones and the hidden ones. In the sandbox it is judged in the same words: tried
with every right answer and a third of the wrong ones, with `--all-answers` on all.
"""

import ast
import re
from pathlib import Path

import numpy as np
import pytest

from outofcore.checking import LocalStudent, load_hidden_cases, load_tasks, run_task
from outofcore.grading._session import Session
from outofcore.grading.box import BoxServer, Limits
from outofcore.grading.student import SandboxedStudent

ROOT = Path(__file__).parents[2]
ANSWERS = sorted((ROOT / "tests" / "submissions").glob("*/*/*.py"))
BOXED = {  # those that are judged in the sandbox too, each time
    *(path for path in ANSWERS if path.stem.startswith("right")),
    *[path for path in ANSWERS if path.stem.startswith("wrong")][::3],
}
TOPICS = sorted(path.parent for path in (ROOT / "solutions").glob("*/checks.py"))
LIMITS = Limits(cell_seconds=30, call_seconds=30, total_seconds=200)


def checks_of(path):
    """Return the task that the answer at `path` is for, and its hidden cases."""
    folder, name = ROOT / "solutions" / path.parts[-3], path.parts[-2]
    hidden = load_hidden_cases(folder / "hidden_checks.py").get(name, ())
    return load_tasks(folder / "checks.py")[name], hidden


def grade(path):
    """Return the report of the answer in the file at `path`, as at grading."""
    task, hidden = checks_of(path)
    namespace = {}
    exec(compile(path.read_text(), path, "exec"), namespace)
    with LocalStudent(namespace) as student:
        return run_task(task, student, hidden_cases=hidden)


def grade_in_box(path, server):
    """Return the report of the same answer in a sandbox, and how its session went."""
    task, hidden = checks_of(path)
    cells = ["import h5py\nimport numpy as np", path.read_text()]
    with Session(server, LIMITS, {}, cells, setup=1) as session:
        for number in range(len(cells)):
            session.run_cell(number, f"c{number}")
        with SandboxedStudent(session, call_seconds=LIMITS.call_seconds) as student:
            return run_task(task, student, hidden_cases=hidden), session


def stated(path, word):
    """Return what the docstring of an answer says after `word:`, or an empty string."""
    doc = ast.get_docstring(ast.parse(path.read_text()))
    found = re.search(rf"^{word}: (.*)$", doc, re.MULTILINE)
    return found.group(1) if found else ""


def label(path):
    return "/".join(path.with_suffix("").parts[-3:])


def without_memory(text):
    """Return a message with its figures of memory held, which differ a little, taken out."""
    return re.sub(r"held[^;]*|[\d.]+ [KMG]iB held|[\d.]+ (bytes|[KMG]iB) (?=held)", "held", text)


def assert_same_words(one, other):
    """Compare two reports: the words, and the numbers to a thousandth (counts up to 1000 exactly).

    h5py's lzf begins with a table that it does not clear: its sizes vary by a few bytes. Absolute
    paths differ by the folder in which the answer ran.
    """
    one, other = (re.sub(r"'/[^']*/(?=[^/']+')", "'/", without_memory(t)) for t in (one, other))
    number = r"\d[\d,]*(?:\.\d+)?"
    assert re.sub(number, "#", one) == re.sub(number, "#", other)
    values = [[float(n.replace(",", "")) for n in re.findall(number, t)] for t in (one, other)]
    np.testing.assert_allclose(*values, rtol=1e-3, atol=0)


@pytest.fixture(scope="module")
def box():
    with BoxServer(limits=LIMITS) as server:
        yield server


@pytest.mark.parametrize("path", ANSWERS, ids=label)
def test_an_answer_gets_what_it_deserves_for_its_own_reason(path, box, pytestconfig):
    report = grade(path)
    if path.stem.startswith("right"):
        assert report.earned == report.max, str(report)
    else:
        failed = {c.name for c in report.criteria if not c.passed}
        assert failed == set(stated(path, "Fails").split("; ")), str(report)
        assert stated(path, "Says") in str(report)
    if path in BOXED or pytestconfig.getoption("--all-answers"):
        assert_the_sandbox_says_the_same(path, report, box)


def assert_the_sandbox_says_the_same(path, report, box):
    boxed, session = grade_in_box(path, box)
    assert [c.passed for c in boxed.criteria] == [c.passed for c in report.criteria], str(boxed)
    assert_same_words(str(boxed), str(report))
    assert session.outcome == "graded", session.problems


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
