"""nbgrader with the repository's configuration on a throw-away assignment, source to feedback.

Every kind of hand-in gets its row and its page, and nothing crosses a border: no file of the
grader's machine and no hidden check into autograded/ or feedback/, no script into a page.
"""

import os
import shutil
import zipfile

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from nbgrader.api import Gradebook
from nbgrader.apps import ZipCollectApp
from nbgrader.apps.api import NbGraderAPI
from traitlets.config import PyFileConfigLoader

from outofcore.grading import _work
from outofcore.grading._safe import is_harmless
from outofcore.grading.box import SandboxRefused
from outofcore.grading.execute import GradingExecute
from repository import ROOT

pytestmark = pytest.mark.filterwarnings(  # nbgrader 0.9.6 adds rows before those they belong to
    "ignore:Object of type <.*> not in session:sqlalchemy.exc.SAWarning"
)
HIDDEN = "only-in-the-hidden-checks"
SECRET = "only-on-the-graders-machine"
CHECKS = """
from outofcore.checking import task


@task(criteria={"value": 3}, cases=[{"n": 1}])
def answer(student, expect, n):
    expect.whole_number("value", student.call("answer", n).value, 6 * n, about="bytes")
"""
SETUP = """from outofcore.checking import begin

check = begin("demo")"""
SOLVED = "def answer(n):\n    ### BEGIN SOLUTION\n    return 6 * n\n    ### END SOLUTION"
HARD_CODED = "def answer(n):\n    return 6  # what the open check expects"
SCRIPT = "<script>alert(document.cookie)</script>"
HOSTILE_OUTPUT = f"""
from IPython.display import HTML, SVG, Javascript, display
display(HTML({SCRIPT!r}))
display(Javascript("alert(document.cookie)"))
display({{"image/png": '"><script>alert(document.cookie)</script>', "text/plain": "x"}}, raw=True)
display({{"image/svg+xml": "<svg onload='alert(document.cookie)'/>"}}, raw=True)
print({SCRIPT!r})
"""


def nbgrader_metadata(**fields):
    fixed = {"schema_version": 3, "cell_type": "code", "task": False}
    return {"nbgrader": {**fixed, **fields}}


def write_source(folder):
    """Write the assignment `demo`: 3 points, and a hidden check that asks for another value."""
    setup = nbgrader_metadata(grade_id="setup", solution=False, grade=False, locked=True)
    answer = nbgrader_metadata(grade_id="a", solution=True, grade=False, locked=False)
    check = nbgrader_metadata(grade_id="answer", solution=False, grade=True, locked=True, points=3)
    notebook = new_notebook(
        cells=[
            new_code_cell(SETUP, id="setup", metadata=setup),
            new_code_cell(SOLVED, id="a", metadata=answer),
            new_code_cell('check("answer")', id="answer", metadata=check),
        ],
        metadata={
            "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}
        },
    )
    folder.mkdir(parents=True)
    nbformat.write(notebook, folder / "demo.ipynb")
    (folder / "checks.py").write_text(CHECKS)
    hidden = f'CASES = {{"answer": [{{"n": 7}}]}}  # {HIDDEN}\n'
    (folder / "hidden_checks.py").write_text(hidden)


def submit(course, student, answer=SOLVED, *more):
    """Hand in the released folder with `answer` in the answer cell and `more` cells behind it."""
    folder = course / "_grading" / "submitted" / student / "demo"
    shutil.copytree(course / "exercises" / "demo", folder)
    notebook = nbformat.read(folder / "demo.ipynb", as_version=4)
    notebook.cells[1].source = answer
    notebook.cells[2:2] = more
    nbformat.write(notebook, folder / "demo.ipynb")
    return folder


def submit_class(course):
    """Hand in one of each kind; the names come in the order of grading."""
    submit(course, "right")
    submit(course, "hard-coded", HARD_CODED)
    forged = submit(course, "forged", HARD_CODED)
    (forged / "hidden_checks.py").write_text("CASES = {}\n")
    (forged / "checks.py").write_text("# nothing to check\n")
    linked = submit(course, "linked")
    (linked / "notes.txt").symlink_to(course / "secret.txt")
    (linked / "folder").symlink_to(course)
    os.mkfifo(linked / "pipe")
    os.mkfifo(linked / "timestamp.txt")
    link = submit(course, "link") / "demo.ipynb"
    link.unlink()
    link.symlink_to(course / "solutions" / "demo" / "demo.ipynb")
    submit(course, "renamed").joinpath("demo.ipynb").rename(
        course / "_grading" / "submitted" / "renamed" / "demo" / "demo (1).ipynb"
    )
    (submit(course, "corrupt") / "demo.ipynb").write_text("{")
    (submit(course, "missing") / "demo.ipynb").unlink()
    tampered = submit(course, "tampered", HARD_CODED) / "demo.ipynb"
    tampered.write_text(tampered.read_text().replace('check(\\"answer\\")', "3.0"))
    deleted = submit(course, "no-check") / "demo.ipynb"
    notebook = nbformat.read(deleted, as_version=4)
    del notebook.cells[2]
    nbformat.write(notebook, deleted)
    hostile = new_code_cell(HOSTILE_OUTPUT), new_markdown_cell(f"# Mine\n{SCRIPT}")
    submit(course, "script", SOLVED, *hostile)


POINTS = {
    "right": 3, "hard-coded": 0, "forged": 0, "linked": 3, "link": 0, "renamed": 3, "corrupt": 0,
    "missing": 0, "tampered": 0, "no-check": 3, "script": 3,
}  # fmt: skip
REVIEWED = {"linked", "link", "corrupt", "missing", "tampered", "no-check"}


def snapshot(folder):
    """Return what lies in a folder, without following or opening anything but plain files."""
    return {
        path: (path.lstat().st_mode, path.lstat().st_mtime_ns) for path in sorted(folder.rglob("*"))
    }


def open_api(course):
    config = PyFileConfigLoader("nbgrader_config.py", path=str(course)).load_config()
    return NbGraderAPI(config=config)


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A course whose class was graded in this process, with feedback."""
    course = tmp_path_factory.mktemp("course")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", os.environ["PATH"])  # the configuration changes it
        shutil.copy(ROOT / "nbgrader_config.py", course)
        (course / "secret.txt").write_text(SECRET)
        write_source(course / "solutions" / "demo")
        api = open_api(course)
        succeed(api.generate_assignment("demo"))
        submit_class(course)
        before = snapshot(course / "_grading" / "submitted")
        for student in POINTS:
            succeed(api.autograde("demo", student))
        assert snapshot(course / "_grading" / "submitted") == before
        succeed(api.generate_feedback("demo"))
        yield course


def succeed(said):
    assert said["success"], said.get("log", "") + said.get("error", "")


def book(course):
    return Gradebook(f"sqlite:///{course / '_grading' / 'gradebook.db'}", "outofcore")


def scores(course):
    with book(course) as gradebook:
        return {s.student.id: s.score for s in gradebook.assignment_submissions("demo")}


def pages(course, *folders):
    """Return the text of all files in folders under _grading/, by path."""
    paths = [p for f in folders for p in (course / "_grading" / f).rglob("*") if p.is_file()]
    return {path: path.read_text() for path in paths}


def by_student(course, folder, suffix):
    found = pages(course, folder).items()
    return {path.parts[-3]: text for path, text in found if path.suffix == suffix}


def test_release_has_the_stub_and_the_open_checks_only(course):
    released = course / "exercises" / "demo"
    assert sorted(path.name for path in released.iterdir()) == ["checks.py", "demo.ipynb"]
    source = nbformat.read(released / "demo.ipynb", as_version=4).cells[1].source
    assert source.endswith("# your code here\n    raise NotImplementedError()  # student")


def test_every_hand_in_has_its_row_and_its_points(course):
    assert scores(course) == POINTS


def test_what_is_not_plainly_graded_is_marked_for_review(course):
    with book(course) as gradebook:
        marked = {
            s.student.id
            for s in gradebook.assignment_submissions("demo")
            if any(notebook.needs_manual_grade for notebook in s.notebooks)
        }
    assert marked == REVIEWED


def test_hidden_checks_stay_where_they_are(course):
    source = course / "solutions" / "demo" / "hidden_checks.py"
    found = [p for p in course.rglob("*") if p.is_file() and HIDDEN.encode() in p.read_bytes()]
    assert found == [source]
    copies = [p for p in course.rglob("hidden_checks.py") if "submitted" not in p.parts]
    assert copies == [source]


def test_nothing_of_the_graders_machine_crosses_over(course):
    texts = pages(course, "autograded", "feedback")
    assert not [path for path, text in texts.items() if SECRET in text]
    assert not [path for path, text in texts.items() if str(course) in text or str(ROOT) in text]
    assert not [
        path for path, text in texts.items() if "return 6 * n" in text and "link/" in str(path)
    ]
    left = (course / "_grading" / "autograded" / "linked" / "demo").iterdir()
    assert sorted(path.name for path in left) == ["checks.py", "demo.ipynb"]
    checks = course / "_grading" / "autograded" / "forged" / "demo" / "checks.py"
    assert checks.read_text() == CHECKS


def test_every_student_has_feedback_and_no_word_for_the_instructor(course):
    texts = by_student(course, "feedback", ".html")
    assert set(texts) == set(POINTS)
    assert "it holds on the inputs you can see, but not on a fresh one" in texts["hard-coded"]
    assert "There was no notebook of this exercise" in texts["missing"]
    assert not [name for name, text in texts.items() if "for the instructor only" in text]
    for name in ("linked", "tampered"):
        assert "Your instructor will look at it" in texts[name]
    notes = by_student(course, "autograded", ".ipynb")
    assert "'notes.txt' was left out: it is a link" in notes["linked"]
    assert "cell 'answer' was edited" in notes["tampered"]
    assert "renamed" in notes["renamed"]


def test_no_script_of_a_student_reaches_a_page(course):
    notebook = course / "_grading" / "autograded" / "script" / "demo" / "demo.ipynb"
    page = (course / "_grading" / "feedback" / "script" / "demo" / "demo.html").read_text()
    assert "alert(document.cookie)" in page  # as text: it was printed
    right = (course / "_grading" / "feedback" / "right" / "demo" / "demo.html").read_text()
    assert page.count("<script") == right.count("<script")  # nbconvert's own
    assert "<svg onload" not in page
    for cell in nbformat.read(notebook, as_version=4).cells:
        for output in cell.get("outputs", []):
            kinds = set(output.get("data", {}))
            assert cell.metadata.get("nbgrader", {}).get("grade") or kinds <= {"text/plain"}


def test_grading_again_runs_nothing_and_keeps_a_manual_grade(course, monkeypatch):
    monkeypatch.setattr(_work, "grade_in_box", None)  # any run would end as a grader-error
    with book(course) as gradebook:
        grade = gradebook.find_submission_notebook("demo", "demo", "hard-coded").grades[0]
        grade.manual_score = 2
        gradebook.db.commit()
    succeed(open_api(course).autograde("demo", "*"))  # the whole class, as the command does it
    assert scores(course) == POINTS | {"hard-coded": 2}


def test_without_a_sandbox_it_refuses_and_leaves_everything(course, monkeypatch):
    def refuse(*arguments):
        raise SandboxRefused("no bubblewrap here")

    monkeypatch.setattr(_work, "server", refuse)
    submit(course, "late", "def answer(n):\n    return n * 6")
    try:
        said = open_api(course).autograde("demo", "late")
        assert not said["success"]
        assert "no bubblewrap here" in said["log"]
        assert "late" not in scores(course)
        assert not (course / "_grading" / "autograded" / "late").exists()
    finally:
        shutil.rmtree(course / "_grading" / "submitted" / "late")


def test_collecting_from_the_exchange_follows_no_link(course):
    inbound = course / "_grading" / "exchange" / "outofcore" / "inbound"
    arrived = inbound / "root+demo+2026-01-01 10:00:00.000000 UTC+x1"
    shutil.copytree(course / "exercises" / "demo", arrived)
    (arrived / "timestamp.txt").write_text("2026-01-01 10:00:00.000000 UTC")
    (arrived / "notes.txt").symlink_to(course / "secret.txt")
    os.mkfifo(arrived / "pipe")
    collected = course / "_grading" / "submitted" / "root" / "demo"
    try:
        succeed(open_api(course).collect("demo"))
        names = sorted(path.name for path in collected.iterdir())
        assert names == ["checks.py", "demo.ipynb", "rejected-files.txt", "timestamp.txt"]
        assert "'notes.txt' was left out" in (collected / "rejected-files.txt").read_text()
    finally:
        shutil.rmtree(collected.parent)


def test_zip_collect_unpacks_with_the_guard(course, tmp_path):
    config = PyFileConfigLoader("nbgrader_config.py", path=str(course)).load_config()
    plugin = ZipCollectApp(config=config).extractor_plugin()
    (tmp_path / "archive" / "ada").mkdir(parents=True)
    for name, member in (("good", "demo.ipynb"), ("bad", "../../demo.ipynb")):
        with zipfile.ZipFile(tmp_path / "archive" / "ada" / f"{name}.zip", "w") as archive:
            archive.writestr(member, "{}")
    (tmp_path / "archive" / "demo.ipynb").write_text("{}")
    (tmp_path / "archive" / "link.ipynb").symlink_to(course / "secret.txt")
    plugin.extract(str(tmp_path / "archive"), str(tmp_path / "extracted"))
    files = [p for p in (tmp_path / "extracted").rglob("*") if not p.is_dir()]
    assert sorted(str(path.relative_to(tmp_path / "extracted")) for path in files) == [
        "ada/bad/rejected-files.txt",
        "ada/good/demo.ipynb",
        "demo.ipynb",
    ]


def test_outside_nbgrader_it_says_what_is_missing():
    with pytest.raises(RuntimeError, match="only inside GuardedAutograde"):
        GradingExecute().preprocess(None, {"nbgrader": {"assignment": "demo", "student": "ada"}})


@pytest.mark.parametrize(
    ("markdown", "harmless"),
    [
        ("# Title\n\n- *one* `a < b` $a<b$\n\n| a | b |\n|---|---|\n| 1 | 2 |", True),
        ("```python\nif a < b: print('<script>')\n```", True),
        ("[site](https://example.org) and <https://example.org>", True),
        (SCRIPT, False),
        ("<img src=x onerror=alert(1)>", False),
        ("<b onclick=alert(1)>x</b>", False),
        ("<svg onload=alert(1)", True),  # never closed: mistune escapes it
        ("<script\n>alert(1)</script\n>", False),
        ("[x](javascript:alert(1))", False),
        ("[x](&#106;avascript:alert(1))", False),
        ("[x](JaVaScRiPt&colon;alert(1))", False),
        ("[x][1]\n\n[1]: data:text/html;base64,AAAA", False),
        ("![x](https://example.org/tracker.png)", False),
        (r"$\href{javascript:alert(1)}{x}$", False),
        ("<!-- a comment -->", False),
        ("<style>*{display:none}</style>", False),
        ("<div style='position:fixed;top:0'>you passed</div>", False),
        ("<form action=https://example.org><input name=a></form>", False),
    ],
)
def test_which_markdown_is_shown_as_markdown(markdown, harmless):
    assert is_harmless(markdown) == harmless
