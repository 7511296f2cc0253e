"""What may befall a grader at work: the same command again ends as if nothing had happened.

A small class, honest and hostile, with real workers, real boxes and nbgrader's real gradebook.
"""

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time

import psutil
import pytest
from nbgrader.api import Gradebook

from grading.hostile import whole_class
from grading.hostile.whole_class import gradebook, put_cells, put_changed
from grading.hostile.world import ANSWERS, NAME, hand_in, make_course
from outofcore.grading.journal import Journal
from repository import ROOT

pytestmark = pytest.mark.filterwarnings(  # nbgrader 0.9.6 adds rows before those they belong to
    "ignore:Object of type <.*> not in session:sqlalchemy.exc.SAWarning"
)
SIZE = 8
COMMAND = [sys.executable, whole_class.__file__]
WRONG = "def twice(number):\n    return 0"


@pytest.fixture(scope="module")
def template(tmp_path_factory, world):
    """A course with eight hand-ins: a manual grade on one that has changed since it was graded."""
    course = make_course(tmp_path_factory.mktemp("template") / "course")
    folder = hand_in(course, "manual", {"twice": WRONG})
    whole_class.grade_here(course.root)
    with Gradebook(f"sqlite:///{course.root}/_grading/gradebook.db") as book:
        book.find_grade("twice", NAME, NAME, "manual").manual_score = 1.25
        book.db.commit()
    shutil.rmtree(folder)
    hand_in(course, "manual", {"is_even": "def is_even(number):\n    return None"})
    submissions = whole_class.SUBMISSIONS
    for name in ("tampering/channel_garbage", "process/segfault_in_cell"):
        put_cells(course, submissions / f"{name}.py", world.facts)
    for name in ("tampering/notebook_points", "files/symlinks", "files/json_broken"):
        put_changed(course, submissions / f"{name}.py")
    hand_in(course, "honest")
    hand_in(course, "wrong", {"twice": WRONG, "total": f"{ANSWERS['total']}  # mine"})
    return course.root


@pytest.fixture
def root(template, tmp_path):
    return shutil.copytree(template, tmp_path / "course", symlinks=True)


@pytest.fixture(scope="module")
def undisturbed(template, tmp_path_factory):
    """The gradebook and the document of a run that nothing disturbs."""
    copy = tmp_path_factory.mktemp("undisturbed") / "course"
    shutil.copytree(template, copy, symlinks=True)
    result = whole_class.grade_here(copy)
    book = gradebook(copy)
    assert book["manual"]["twice"] == (2.0, 1.25, True)
    assert result.outcomes == {
        "graded": 3,
        "tampered": 2,
        "kernel-died": 1,
        "rejected-files": 1,
        "corrupt": 1,
    }
    return book, whole(result)


def whole(result):
    """Return the document of a class without what differs from run to run."""
    return [
        {key: row[key] for key in ("student", "outcome", "earned", "max", "needs_review")}
        for row in result.rows
    ]


def check_finishes(root, undisturbed):
    """Run the command again: it does the rest, and one more time does nothing."""
    result = whole_class.grade_here(root)
    assert (gradebook(root), whole(result)) == undisturbed
    assert whole_class.grade_here(root).graded_now == 0
    return result


def started(root):
    """Return the grader of a class in a process of its own, in a group of its own."""
    paths = os.pathsep.join([str(ROOT / "src"), str(ROOT / "tests")])
    return subprocess.Popen(
        [*COMMAND, root],
        env=os.environ | {"PYTHONPATH": paths},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        process_group=0,
    )


def finished(root):
    return len(list(Journal(root / "_grading/journal" / NAME).folder.glob("results/*/*.json")))


def wait_until(condition, process):
    while not condition() and process.poll() is None:
        time.sleep(0.01)
    assert process.poll() is None, "the grader ended before it could be disturbed"


@pytest.mark.parametrize("seed", [1, 2])
def test_a_grader_killed_at_any_moment(root, undisturbed, seed):
    random_state = random.Random(seed)
    before, count = finished(root), random_state.randrange(0, SIZE - 1)
    process = started(root)
    wait_until((root / "_grading/journal/lock").exists, process)
    wait_until(lambda: finished(root) >= before + count, process)
    process.kill()
    process.wait()
    check_finishes(root, undisturbed)


def test_ctrl_c(root, undisturbed):
    before, process = finished(root), started(root)
    wait_until(lambda: finished(root) > before, process)
    os.killpg(process.pid, signal.SIGINT)  # a terminal sends it to every process
    process.wait()
    check_finishes(root, undisturbed)


def test_a_worker_that_is_killed(root, undisturbed):
    before, process = finished(root), started(root)
    wait_until(lambda: finished(root) > before, process)
    workers = [
        child
        for child in psutil.Process(process.pid).children()
        if any("spawn_main" in word for word in child.cmdline())
    ]
    assert workers
    workers[0].kill()
    assert process.wait() == 0
    assert gradebook(root) == undisturbed[0]
    assert check_finishes(root, undisturbed).graded_now == 0


def test_a_locked_gradebook(root, undisturbed):
    from outofcore.grading._gradebook import GradebookLocked, GradebookWriter

    lock = sqlite3.connect(root / "_grading" / "gradebook.db", isolation_level=None)

    def make_writer(course):
        writer = GradebookWriter(course, patience_seconds=0)
        lock.execute("BEGIN IMMEDIATE")  # from here on nobody else may write
        return writer

    with pytest.raises(GradebookLocked):
        whole_class.grade_here(root, make_writer=make_writer)
    lock.execute("ROLLBACK")
    lock.close()
    assert check_finishes(root, undisturbed).graded_now == 0


def test_a_full_disk(template, tmp_path, undisturbed):
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", disk]
    if os.geteuid():
        pytest.skip("only root can mount a small disk")
    subprocess.run(mount, check=True)
    try:
        root = shutil.copytree(template, disk / "course", symlinks=True)
        filler = disk / "filler"
        with filler.open("wb") as file:
            free = shutil.disk_usage(disk).free
            file.write(bytes(max(free - 64 * 1024, 0)))
        with pytest.raises(OSError, match="what is done stays in the journal"):
            whole_class.grade_here(root)
        filler.unlink()
        check_finishes(root, undisturbed)
    finally:
        subprocess.run(["umount", "-l", disk], check=True)
