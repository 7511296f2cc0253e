"""The journal: what changes a key, what a damaged file does, and who may write."""

import contextlib
import json
import os
import shutil
import subprocess
import sys

import pytest

from outofcore.grading import journal
from outofcore.grading.journal import Course, Journal, locked, recipe, submission_key

KEY = "ab" * 32


@pytest.fixture
def store(tmp_path):
    return Journal(tmp_path / "journal")


@pytest.fixture
def course(tmp_path):
    for path, text in {
        "exercises/demo/demo.ipynb": "released",
        "solutions/demo/checks.py": "open",
        "solutions/demo/hidden_checks.py": "hidden",
    }.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    return Course(tmp_path, "demo")


def file_of(store, key=KEY):
    (path,) = store.folder.rglob(f"{key}.json")
    return path


def test_a_result_comes_back_as_it_was(store):
    result = {"outcome": "graded", "earned": 1.5, "tasks": [{"name": "é"}]}
    assert store.get(KEY) is None
    store.put(KEY, result)
    assert store.get(KEY) == Journal(store.folder).get(KEY) == result
    assert store.notes == []
    assert [p.name for p in file_of(store).parent.iterdir()] == [f"{KEY}.json"]


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: data[:-5],  # torn
        lambda data: data[: len(data) // 4],  # torn inside the header
        lambda data: b"",
        lambda data: data.replace(b"graded", b"gradeD"),  # one bit of the result
        lambda data: b"\xff\x00 foreign",
        lambda data: b"[" * 100_000,
        lambda data: b'{"format": 99}\n{}',
        lambda data: b"3\n4",
        lambda data: data.replace(KEY.encode(), b"cd" * 32),  # another key's
    ],
)
def test_a_damaged_or_foreign_file_counts_as_absent_and_is_named(store, damage):
    store.put(KEY, {"outcome": "graded"})
    path = file_of(store)
    path.write_bytes(damage(path.read_bytes()))
    assert store.get(KEY) is None
    (note,) = store.notes
    assert str(path) in note
    store.put(KEY, {"outcome": "graded"})
    assert store.get(KEY) == {"outcome": "graded"}


def test_a_folder_in_the_place_of_a_result_counts_as_absent(store):
    (store.folder / "results" / KEY[:2] / f"{KEY}.json").mkdir(parents=True)
    assert store.get(KEY) is None
    assert len(store.notes) == 1


def test_an_interrupted_write_leaves_nothing(store, monkeypatch):
    def interrupted(source, target):
        raise KeyboardInterrupt

    monkeypatch.setattr(journal.os, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        store.put(KEY, {})
    assert [p for p in store.folder.rglob("*") if p.is_file()] == []


@pytest.mark.parametrize(
    "change",
    ["exercises/demo/demo.ipynb", "solutions/demo/checks.py", "solutions/demo/hidden_checks.py"],
)
def test_every_file_that_counts_changes_the_recipe(course, change):
    before = recipe(course, limits={}, sandbox=True)
    (course.root / change).write_text("changed")
    assert recipe(course, limits={}, sandbox=True) != before


def test_limits_sandbox_and_environment_change_the_recipe(course, monkeypatch):
    made = [recipe(course, limits={}, sandbox=True), recipe(course, limits={}, sandbox=False)]
    made.append(recipe(course, limits={"call_seconds": 5}, sandbox=True))
    (course.root / "solutions" / "demo" / "hidden_checks.py").unlink()
    made.append(recipe(course, limits={}, sandbox=True))
    monkeypatch.setattr(journal, "_packages", lambda: ["numpy 0.0.1"])
    journal.environment.cache_clear()
    made.append(recipe(course, limits={}, sandbox=True))
    journal.environment.cache_clear()
    assert len(set(made)) == len(made)


def test_the_environment_is_the_same_in_every_process_of_this_python(tmp_path):
    """Whatever the path of modules holds: a key that moved would grade everything again."""
    (tmp_path / "extra-1.0.dist-info").mkdir()
    (tmp_path / "extra-1.0.dist-info" / "METADATA").write_text("Name: extra\nVersion: 1.0\n")
    script = "from outofcore.grading import journal; print(journal.environment())"
    other = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, "PYTHONPATH": f"{tmp_path}:{os.environ.get('PYTHONPATH', '')}"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert other.stdout.strip() == journal.environment()


def test_the_key_tells_all_hand_ins_apart():
    hand_ins = [
        (None, {}, ()),
        (b"", {}, ()),
        (b"x", {}, ()),
        (b"x", {"a": b"bc"}, ()),
        (b"x", {"ab": b"c"}, ()),
        (b"xa", {"": b"bc"}, ()),
        (b"x", {"a": b"", "b": b"c"}, ()),
        (b"x", {}, ("a link",)),
        (b"x", {"problems": b"a link"}, ()),
    ]
    assert len({submission_key("r", *h) for h in hand_ins}) == len(hand_ins)
    assert submission_key("r", b"x", {"a": b"1", "b": b"2"}) == submission_key(
        "r", b"x", {"b": b"2", "a": b"1"}
    )
    assert submission_key("r", b"x", {}) != submission_key("s", b"x", {})


def test_the_last_commit_of_a_student_counts(store):
    store.record_commit("ada", "k1", 1)
    store.record_commit("bob/ö", "k2", 0)
    store.record_commit("ada", "k3", 2.5)
    assert Journal(store.folder).commits() == {"ada": ("k3", 2.5), "bob/ö": ("k2", 0)}


def test_a_torn_commit_is_repeated_and_harms_no_other(store):
    store.record_commit("ada", "k1", 1)
    path = store.folder / "committed.jsonl"
    with open(path, "ab") as file:
        file.write(b'{"student": "bob", "ke')
    assert store.commits() == {"ada": ("k1", 1)}
    assert len(store.notes) == 1
    store.record_commit("cyd", "k2", 2)
    assert Journal(store.folder).commits() == {"ada": ("k1", 1), "cyd": ("k2", 2)}
    assert [json.loads(line) for line in path.read_text().splitlines() if line.endswith("}")]


def test_two_graders_at_once_are_refused_and_a_dead_one_is_not(tmp_path):
    script = (
        "import sys, time\nfrom outofcore.grading.journal import locked\n"
        "with locked(sys.argv[1]):\n    print('in', flush=True)\n    time.sleep(600)\n"
    )
    other = subprocess.Popen(
        [sys.executable, "-c", script, tmp_path], stdout=subprocess.PIPE, text=True
    )
    with other, contextlib.closing(other.stdout):
        assert other.stdout.readline() == "in\n"
        with pytest.raises(BlockingIOError, match=f"process {other.pid}"), locked(tmp_path):
            pass
        other.kill()
    with locked(tmp_path):
        assert (tmp_path / "lock").read_text() == str(os.getpid())


def test_a_full_disk_leaves_the_former_result(tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", disk]
    if os.geteuid() or not shutil.which("mount") or subprocess.run(mount).returncode:
        pytest.skip("only root can mount a small disk")
    try:
        store = Journal(disk)
        store.put(KEY, {"outcome": "graded"})
        with pytest.raises(OSError, match="No space left"):
            store.put("cd" * 32, {"padding": "x" * 100_000})
        assert store.get(KEY) == {"outcome": "graded"}
        assert store.get("cd" * 32) is None
        assert not list(disk.rglob("*.part"))
    finally:
        subprocess.run(["umount", disk], check=True)
