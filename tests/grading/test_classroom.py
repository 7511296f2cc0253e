"""A class through `grade_class`, with a stand-in for the sandbox and nbgrader's real gradebook.

Whatever interrupts it, a rerun finishes, and the gradebook is that of an undisturbed run.
"""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import tracemalloc
import zipfile
from collections import Counter

import nbformat
import pytest
from nbgrader.api import Gradebook
from nbgrader.apps.api import NbGraderAPI
from nbgrader.preprocessors import AssignLatePenalties

from grading import standin
from outofcore.grading import classroom
from outofcore.grading._gradebook import GradebookLocked, GradebookWriter
from outofcore.grading.classroom import UnknownAssignment, grade_class
from outofcore.grading.journal import Course, Journal
from outofcore.grading.run import OUTCOMES

RUN = [sys.executable, standin.__file__]


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    course = tmp_path_factory.mktemp("course") / "course"
    standin.make_course(course)
    return course


@pytest.fixture
def course(template, tmp_path):
    """A fresh course with eight hand-ins, no two alike."""
    root = shutil.copytree(template, tmp_path / "course")
    fill(root)
    return root


@pytest.fixture(autouse=True)
def in_this_process(request, monkeypatch):
    """Spare most tests the seconds that processes take to start."""

    def spread(jobs, work, **_):
        for job in jobs:
            try:
                yield job, work(job)
            except Exception as error:
                yield job, error

    if "real_workers" not in request.fixturenames:
        monkeypatch.setattr(classroom, "spread", spread)


@pytest.fixture
def real_workers():
    """Ask for processes."""


def fill(root, count=8, **wishes):
    for number in range(count):
        standin.hand_in(root, f"s{number:03}", {"points": [number % 3, 2], **wishes})


def gradebook(root):
    """Return everything in the gradebook that a person could see, by student and task."""
    found = {}
    with Gradebook(f"sqlite:///{root}/_grading/gradebook.db") as book:
        for submission in book.assignment_submissions(standin.NAME):
            (notebook,) = submission.notebooks
            found[submission.student.id] = {
                g.name: (g.auto_score, g.manual_score, g.needs_manual_grade)
                for g in notebook.grades
            }
    return found


def graded(root):
    """Return how many times each hand-in was graded."""
    log = root / "graded.log"
    return Counter(log.read_text().split()) if log.exists() else Counter()


def points(row):
    return row["student"], row["outcome"], row["earned"]


def wait_for(condition):
    while not condition():
        time.sleep(0.02)


def test_a_second_run_grades_and_commits_nothing(course, monkeypatch):
    first = standin.grade_class(course)
    book = gradebook(course)
    monkeypatch.setattr(GradebookWriter, "commit", lambda *a, **k: pytest.fail("committed again"))
    second = standin.grade_class(course)
    assert (first.graded_now, second.graded_now) == (8, 0)
    assert first.as_dict() == second.as_dict()
    assert gradebook(course) == book
    assert set(graded(course).values()) == {1}
    assert book["s001"] == {"one": (1.0, None, False), "two": (2.0, None, False)}


def test_the_document_is_that_of_the_contract(course):
    document = json.loads(json.dumps(standin.grade_class(course).as_dict()))
    assert document["assignment"] == standin.NAME
    one = document["submissions"][1]
    expected = {"student": "s001", "outcome": "graded", "earned": 3, "max": 4}
    assert {name: one[name] for name in expected} == expected
    assert one["needs_review"] is False
    assert one["tasks"][0]["criteria"][1] == {
        "name": "second half",
        "passed": False,
        "message": "it is 7",
    }


def test_a_changed_hand_in_and_a_changed_check_are_graded_again(course):
    standin.grade_class(course)
    standin.hand_in(course, "s000", {"points": [2, 2]})
    assert standin.grade_class(course).graded_now == 1
    assert gradebook(course)["s000"]["one"][0] == 2
    (course / "solutions" / standin.NAME / "checks.py").write_text("# mended\n")
    assert standin.grade_class(course).graded_now == 8


def test_a_class_of_sixty_with_every_outcome(template, tmp_path):
    root = shutil.copytree(template, tmp_path / "course")
    run = [o for o in OUTCOMES if o not in ("corrupt", "missing", "grader-error")]
    fill(root, 60 - 9)
    for outcome in run[1:]:
        standin.hand_in(root, outcome, {"outcome": outcome, "points": [1, 0]})
    (standin.hand_in(root, "corrupt", {}) / "demo.ipynb").write_text("{")
    (root / "_grading" / "submitted" / "missing").mkdir()
    standin.hand_in(root, "grader-error", {"raise": "the check is wrong"})
    result = standin.grade_class(root)
    assert len(result.rows) == 60
    assert {r["student"]: r["outcome"] for r in result.rows if r["student"] in OUTCOMES} == {
        o: o for o in OUTCOMES[1:]
    }
    assert result.outcomes["graded"] == 51
    book = gradebook(root)
    assert set(book) == {r["student"] for r in result.rows} - {"missing"}
    for row in result.rows:
        if row["student"] in book:
            marks = book[row["student"]].values()
            assert {needs for _, _, needs in marks} == {row["needs_review"]}
            assert sum(auto or 0 for auto, _, _ in marks) == row["earned"]
    assert book["timed-out"]["one"] == (1.0, None, True)
    again = standin.grade_class(root)
    assert again.graded_now == 1  # a fault of the grader is tried again
    assert again.as_dict() == result.as_dict()


def test_a_corrupt_notebook_says_why_in_the_feedback(course):
    (standin.hand_in(course, "s000", {}) / "demo.ipynb").write_text("{")
    standin.grade_class(course)
    shown = nbformat.read(course / "_grading/autograded/s000/demo/demo.ipynb", 4)
    assert "broken JSON" in json.dumps(shown.cells)


def test_manual_grades_stay(course):
    standin.grade_class(course)
    with Gradebook(f"sqlite:///{course}/_grading/gradebook.db") as book:
        book.find_grade("one", standin.NAME, standin.NAME, "s001").manual_score = 1.75
        book.db.commit()
    standin.hand_in(course, "s001", {"points": [0, 1]})
    standin.grade_class(course)
    assert gradebook(course)["s001"] == {"one": (0.0, 1.75, True), "two": (1.0, None, False)}


def test_a_gradebook_that_lost_a_commit_gets_it_back(course):
    standin.grade_class(course)
    before = gradebook(course)
    (course / "_grading" / "gradebook.db").unlink()
    assert standin.grade_class(course).graded_now == 0
    assert gradebook(course) == before


def test_equal_hand_ins_are_graded_once(course):
    folder = course / "_grading" / "submitted"
    shutil.copytree(folder / "s001", folder / "twin")
    result = standin.grade_class(course)
    assert graded(course)["s001"] == 1
    rows = {row["student"]: row["earned"] for row in result.rows}
    assert rows["twin"] == rows["s001"] == 3
    assert gradebook(course)["twin"] == gradebook(course)["s001"]


def test_a_worker_that_is_killed_loses_nothing(course, real_workers):
    standin.hand_in(course, "s003", {"points": [1, 1], "kill": "once"})
    result = standin.grade_class(course)
    assert points(result.rows[3]) == ("s003", "graded", 2)
    assert result.outcomes == {"graded": 8}


def test_a_hand_in_that_always_kills_its_worker_ends_alone(course, real_workers):
    standin.hand_in(course, "s003", {"kill": "always"})
    result = standin.grade_class(course)
    assert points(result.rows[3]) == ("s003", "grader-error", 0)
    assert result.outcomes == {"graded": 7, "grader-error": 1}
    assert gradebook(course)["s003"]["one"][2] is True


@pytest.fixture(scope="module")
def undisturbed(template, tmp_path_factory):
    root = shutil.copytree(template, tmp_path_factory.mktemp("undisturbed") / "course")
    fill(root)
    standin.grade_class(root)
    return gradebook(root)


@pytest.mark.parametrize(
    "moment",
    [
        lambda root: sum(graded(root).values()) >= 1,  # the first is graded, perhaps journaled
        lambda root: (root / "_grading" / "autograded" / "s001").exists(),  # within a commit
        lambda root: len(Journal(root / "_grading/journal/demo").commits()) >= 4,
        lambda root: (root / "_grading" / "journal" / "lock").exists(),  # nothing graded yet
    ],
    ids=["graded", "committing", "half", "opened"],
)
@pytest.mark.parametrize("signal_number", [signal.SIGKILL, signal.SIGINT], ids=["kill", "ctrl-c"])
def test_a_grader_that_is_ended_goes_on_where_it_was(course, undisturbed, moment, signal_number):
    process = subprocess.Popen(
        [*RUN, course], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, process_group=0
    )
    wait_for(lambda: moment(course) or process.poll() is not None)
    if signal_number == signal.SIGINT:
        os.killpg(process.pid, signal_number)  # a terminal sends it to every process
    else:
        os.kill(process.pid, signal_number)
    process.communicate()
    result = standin.grade_class(course)
    assert len(result.rows) == 8
    assert gradebook(course) == undisturbed


def test_five_hundred_with_three_kills(template, tmp_path):
    """Nothing is lost and nothing that was finished is graded again."""
    root = shutil.copytree(template, tmp_path / "course")
    fill(root, 500)
    store, before, seen = Journal(root / "_grading/journal/demo"), 0, {}

    def finished():
        return {p.stem: p.stat().st_mtime_ns for p in store.folder.glob("results/*/*.json")}

    def count():
        return sum(graded(root).values())

    for target in (60, 170, 330):
        process = subprocess.Popen([*RUN, root, "--lines"], stderr=subprocess.DEVNULL)
        wait_for(lambda target=target: count() >= target)
        process.kill()
        process.wait()
        now = finished()
        assert before < len(now) < 500, process.returncode
        assert {key: now[key] for key in seen} == seen
        before, seen = len(now), now
    result = standin.grade_class(root, make_writer=standin.LineWriter)
    assert result.outcomes == {"graded": 500}
    # A kill may catch each of the two workers between grading and writing: those are done again.
    assert graded(root).total() <= 500 + 3 * 2
    assert {key: finished()[key] for key in seen} == seen
    commits = Counter(line.split()[0] for line in (root / "commits.log").read_text().splitlines())
    assert set(commits) == {row["student"] for row in result.rows}
    assert commits.total() <= 500 + 3
    assert standin.grade_class(root, make_writer=standin.LineWriter).graded_now == 0


def test_a_locked_gradebook_is_waited_for(course):
    standin.grade_class(course)
    standin.hand_in(course, "s000", {"points": [0, 0]})
    lock = sqlite3.connect(course / "_grading" / "gradebook.db", isolation_level=None)
    lock.execute("BEGIN EXCLUSIVE")
    said = []

    def release(words):
        said.append(words)
        lock.execute("ROLLBACK") if lock.in_transaction else None

    assert standin.grade_class(course, say=release).graded_now == 1
    lock.close()
    assert "locked by another program" in said[0]
    assert gradebook(course)["s000"]["one"][0] == 0


def test_a_gradebook_that_stays_locked_keeps_the_journal(course, undisturbed, monkeypatch):
    writer = GradebookWriter(Course(course.resolve(), standin.NAME), patience_seconds=0)
    lock = sqlite3.connect(course / "_grading" / "gradebook.db", isolation_level=None)

    def make_writer(course):
        lock.execute("BEGIN IMMEDIATE")  # others still may read
        return writer

    with pytest.raises(GradebookLocked, match="what is graded stays in the journal"):
        standin.grade_class(course, make_writer=make_writer)
    lock.execute("ROLLBACK")
    lock.close()
    assert graded(course).total() == 8
    assert standin.grade_class(course).graded_now == 0
    assert gradebook(course) == undisturbed


def test_a_full_disk_loses_nothing(template, tmp_path, undisturbed, real_workers):
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", disk]
    if os.geteuid() or not shutil.which("mount") or subprocess.run(mount).returncode:
        pytest.skip("only root can mount a small disk")
    try:
        root = shutil.copytree(template, disk / "course")
        fill(root, bytes=500_000)
        with pytest.raises(OSError, match="what is done stays in the journal"):
            standin.grade_class(root)
        subprocess.run(["mount", "-o", "remount,size=64m", disk], check=True)
        assert len(standin.grade_class(root).rows) == 8
        assert gradebook(root) == undisturbed
    finally:
        subprocess.run(["umount", "-l", disk], check=True)


def test_two_graders_at_once_are_refused(course):
    from outofcore.grading.journal import locked

    with (
        locked(course / "_grading" / "journal"),
        pytest.raises(BlockingIOError, match="another grader"),
    ):
        standin.grade_class(course)


def test_unknown_and_unreleased_assignments_are_named(course):
    with pytest.raises(UnknownAssignment, match="there are demo"):
        grade_class("dome", root=course)
    shutil.rmtree(course / "exercises" / standin.NAME)
    with pytest.raises(UnknownAssignment, match="has not been released"):
        standin.grade_class(course)
    with pytest.raises(UnknownAssignment, match="not the course's folder"):
        grade_class("demo", root=course / "_grading")


def test_hand_ins_from_elsewhere_are_collected(course, tmp_path):
    """Folders of both shapes, archives, a link among the files, and a second, other hand-in."""
    submitted, source = course / "_grading" / "submitted", tmp_path / "from the LMS"
    source.mkdir()
    (submitted / "s000").rename(source / "deep")
    shutil.copytree(submitted / "s001" / "demo", source / "flat")
    with zipfile.ZipFile(source / "packed.zip", "w") as archive:
        archive.write(submitted / "s002" / "demo" / "demo.ipynb", "demo/demo.ipynb")
    (source / "broken.zip").write_bytes(b"PK nothing")
    shutil.copytree(submitted / "s003" / "demo", source / "linked")
    (source / "linked" / "passwords.txt").symlink_to("/etc/passwd")
    shutil.copytree(submitted / "s004", source / "s005")  # s005 handed in something else before
    (source / "notes.txt").write_text("a stray file")
    said = []
    result = standin.grade_class(course, submitted=source, say=said.append)
    found = {row["student"]: row for row in result.rows}
    assert [found[s]["outcome"] for s in ("deep", "flat", "packed")] == ["graded"] * 3
    assert found["linked"]["outcome"] in ("rejected-files", "graded")
    assert any("a link" in problem for problem in found["linked"]["problems"])
    assert not (submitted / "linked" / "demo" / "passwords.txt").exists()
    assert found["broken"]["outcome"] != "graded"
    assert found["s005"]["earned"] == found["s004"]["earned"]
    assert any("s005: another hand-in was there" in words for words in said)
    assert list((course / "_grading" / "replaced" / "s005").rglob("demo.ipynb"))
    assert any("notes.txt is neither" in words for words in said)
    said.clear()
    assert standin.grade_class(course, submitted=source, say=said.append).graded_now == 0
    assert not any("another hand-in" in words for words in said)


def test_names_that_look_like_patterns_are_names(course):
    standin.hand_in(course, "s00[0-9]*", {"points": [0, 1]})
    assert standin.grade_class(course).outcomes == {"graded": 9}
    book = gradebook(course)
    assert book["s00[0-9]*"]["two"] == (1.0, None, False)
    assert book["s001"]["two"] == (2.0, None, False)


def test_a_result_that_nbgrader_cannot_commit_is_named_and_stops_nobody(course, monkeypatch):
    broken = NbGraderAPI.autograde

    def autograde(api, assignment, student):
        if student == "s002":
            return {"success": False, "error": "ValueError: no such thing\n"}
        return broken(api, assignment, student)

    monkeypatch.setattr(NbGraderAPI, "autograde", autograde)
    result = standin.grade_class(course)
    assert result.rows[2]["outcome"] == "grader-error"
    assert "no such thing" in result.rows[2]["problems"][0]
    assert set(gradebook(course)) == {row["student"] for row in result.rows} - {"s002"}
    monkeypatch.undo()
    assert standin.grade_class(course).outcomes == {"graded": 8}


def test_a_commit_that_breaks_off_leaves_nothing_behind(course, undisturbed, monkeypatch):
    """Late penalties come after the points: nbgrader alone leaves a row with points in it."""
    preprocess = AssignLatePenalties.preprocess

    def break_off(step, notebook, resources):
        if resources["nbgrader"]["student"] == "s002":
            raise RuntimeError("the power failed")
        return preprocess(step, notebook, resources)

    monkeypatch.setattr(AssignLatePenalties, "preprocess", break_off)
    result = standin.grade_class(course)
    assert "the power failed" in result.rows[2]["problems"][0]
    assert set(gradebook(course)) == {row["student"] for row in result.rows} - {"s002"}
    monkeypatch.undo()
    assert standin.grade_class(course).outcomes == {"graded": 8}
    assert gradebook(course) == undisturbed


def test_a_scheduler_of_ones_own(course, real_workers):
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(
        1, threads_per_worker=1, dashboard_address="127.0.0.1:0", silence_logs=50
    ) as cluster:
        result = standin.grade_class(course, scheduler=cluster.scheduler_address)
    assert result.outcomes == {"graded": 8}


def test_a_worker_without_the_course_says_so(course, tmp_path):
    job = classroom.Job(
        course=Course(tmp_path / "elsewhere", standin.NAME),
        student="ada",
        folder=course,
        recipe="",
        limits={},
    )
    with pytest.raises(classroom.WorkerUnfit, match="under the same name"):
        classroom.grade_one(job)
    here = Course(course, standin.NAME)
    other = classroom.Job(here, "ada", course, recipe="", limits={}, environment="another")
    with pytest.raises(classroom.WorkerUnfit, match="another version"):
        classroom.grade_one(other)


def test_memory_does_not_grow_with_the_class(template, tmp_path):
    """Results of 64 KiB each: what is kept of 300 is less than what 20 of them hold."""
    root = shutil.copytree(template, tmp_path / "course")
    fill(root, 300, bytes=64 * 1024)

    seen = {}

    def watch(done, total, row):
        if done in (30, 300):
            seen[done] = tracemalloc.get_traced_memory()[0]

    tracemalloc.start()
    try:
        standin.grade_class(root, make_writer=standin.LineWriter, progress=watch)
    finally:
        tracemalloc.stop()
    assert seen[300] - seen[30] < 20 * 64 * 1024
