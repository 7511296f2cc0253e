"""`outofcore grade` and `outofcore report` as they are called."""

import csv
import json
import shutil
from functools import partial

import pytest
from typer.testing import CliRunner

from grading import standin
from outofcore.cli import app
from outofcore.grading import classroom
from outofcore.grading.box import SandboxRefused
from outofcore.grading.classroom import grade_class


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    root = tmp_path_factory.mktemp("course") / "course"
    standin.make_course(root)
    for number in range(3):
        standin.hand_in(root, f"s{number}", {"points": [number, 2]})
    return root


def spread(jobs, work, **_):
    return ((job, work(job)) for job in jobs)


@pytest.fixture
def course(template, tmp_path, monkeypatch):
    """The tiny course as the current folder; the stand-in grades."""
    root = shutil.copytree(template, tmp_path / "course")
    monkeypatch.chdir(root)
    monkeypatch.setattr(classroom, "spread", spread)
    monkeypatch.setattr(classroom, "grade_class", partial(grade_class, grade=standin.grade))
    return root


def run(*arguments):
    return CliRunner().invoke(app, [str(a) for a in arguments])


def test_all_graded_is_exit_code_0_and_a_line_each(course):
    found = run("grade", "demo")
    assert found.exit_code == 0, found.output
    lines = found.stdout.splitlines()
    assert [line.split() for line in lines[:3]] == [
        ["s0", "graded", "2", "of", "4"],
        ["s1", "graded", "3", "of", "4"],
        ["s2", "graded", "4", "of", "4"],
    ]
    assert "3 hand-ins: 3 graded, 0 to review; 3 were graded now" in found.stdout
    assert "0 were graded now, 3 already before" in run("grade", "demo").stdout


def test_one_to_review_is_exit_code_1_and_words(course):
    standin.hand_in(course, "slow", {"outcome": "timed-out", "points": [1, 0]})
    found = run("grade", "demo")
    assert found.exit_code == 1
    assert "timed-out: code did not end in time" in found.stdout
    assert "it was timed-out" in found.stdout


def test_json_to_a_file_and_to_standard_output(course):
    assert run("grade", "demo", "--json", "a.json").exit_code == 0
    document = json.loads((course / "a.json").read_text())
    assert [s["earned"] for s in document["submissions"]] == [2, 3, 4]
    assert json.loads(run("grade", "demo", "--json", "-").stdout) == document


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (SandboxRefused("no bwrap here: apt install bubblewrap"), "apt install bubblewrap"),
        (OSError(28, "the disk is full"), "the disk is full"),
    ],
)
def test_what_could_not_run_is_exit_code_2(course, monkeypatch, error, words):
    def refuse(*_, **__):
        raise error

    monkeypatch.setattr(classroom, "grade_class", refuse)
    found = run("grade", "demo")
    assert (found.exit_code, words in found.output) == (2, True)


def test_a_refused_sandbox_stops_before_anything_is_graded(course, monkeypatch):
    def refuse(job, submission):
        raise SandboxRefused("no user namespaces: see the guide")

    monkeypatch.setattr(classroom, "grade_class", partial(grade_class, grade=refuse))
    monkeypatch.setattr(classroom, "spread", lambda jobs, work, **_: map(refused(work), jobs))
    found = run("grade", "demo")
    assert (found.exit_code, "see the guide" in found.output) == (2, True)
    assert not (course / "_grading/journal/demo/committed.jsonl").exists()


def refused(work):
    def attempt(job):
        try:
            return job, work(job)
        except Exception as error:
            return job, error

    return attempt


def test_an_unknown_assignment_lists_those_there_are(course):
    found = run("grade", "dome")
    assert (found.exit_code, "there are demo" in found.output) == (2, True)


def test_without_a_sandbox_it_warns_each_time(course):
    for _ in range(2):
        found = run("grade", "demo", "--no-sandbox")
        assert "WARNING: --no-sandbox runs students' code as you" in found.output
    assert "WARNING" not in run("grade", "demo").output


def test_ctrl_c_says_what_stays(course, monkeypatch):
    def interrupt(*_, progress, **__):
        progress(2, 3, {})
        raise KeyboardInterrupt

    monkeypatch.setattr(classroom, "grade_class", interrupt)
    found = run("grade", "demo")
    assert found.exit_code == 130
    assert "2 are done and stay; the same command goes on" in found.output


def test_no_hand_ins_is_no_error(course):
    shutil.rmtree(course / "_grading" / "submitted")
    found = run("grade", "demo")
    assert found.exit_code == 0
    assert "no hand-ins in" in found.stdout


def test_a_report_before_grading_says_so(course):
    found = run("report", "demo")
    assert (found.exit_code, "has been graded yet" in found.output) == (2, True)


def test_report_writes_what_is_asked_and_overwrites_nothing(course):
    standin.hand_in(course, "slow", {"outcome": "timed-out", "points": [1, 0]})
    run("grade", "demo")
    files = ["--html", "a.html", "--png", "a.png", "--json", "a.json"]
    found = run("report", "demo", *files, "--csv", "a.csv", "--lms", "canvas")
    assert found.exit_code == 0, found.output
    assert "most often missed:" in found.stdout
    assert "1 that need review are not in it" in found.output
    assert (course / "a.png").read_bytes().startswith(b"\x89PNG")
    assert json.loads((course / "a.json").read_text())["outcomes"] == {"graded": 3, "timed-out": 1}
    rows = list(csv.reader((course / "a.csv").read_text(encoding="utf-8").splitlines()))
    assert [row[-1] for row in rows] == ["demo", "4", "2", "3", "4"]
    (course / "a.html").write_text("somebody's own")
    again = run("report", "demo", *files)
    assert (again.exit_code, "a.html exists; add --overwrite" in again.output) == (2, True)
    assert (course / "a.html").read_text() == "somebody's own"
    assert run("report", "demo", *files, "--overwrite").exit_code == 0
    assert "<h1>demo</h1>" in (course / "a.html").read_text()


def test_an_lms_needs_a_file(course):
    assert run("report", "demo", "--lms", "moodle").exit_code == 2


def test_a_spreadsheet_gets_a_mark_and_an_lms_none(course):
    run("grade", "demo")
    run("report", "demo", "--csv", "plain.csv")
    run("report", "demo", "--csv", "moodle.csv", "--lms", "moodle")
    assert (course / "plain.csv").read_bytes().startswith(b"\xef\xbb\xbfStudent")
    assert (course / "moodle.csv").read_bytes().startswith(b"Username")
