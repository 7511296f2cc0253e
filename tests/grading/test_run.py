"""Whole notebooks: honest ones score as ever, hostile ones gain nothing and lose little."""

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook
from nbgrader.utils import determine_grade

from outofcore.checking.report import REPORT_MIME
from outofcore.grading.box import BoxServer, Limits
from outofcore.grading.plain import PlainServer
from outofcore.grading.run import OUTCOMES, grade_notebook
from outofcore.units import MIB
from repository import ROOT, topics

LIMITS = Limits(cell_seconds=4, call_seconds=2, total_seconds=100)
CHECKS = """
from outofcore.checking import task

@task(criteria={"small": 1, "large": 1}, cases=[
    {"criterion": "small", "x": 1}, {"criterion": "large", "x": 1000}])
def double(student, expect, *, criterion, x):
    expect.whole_number(criterion, student.call("double", x).value, 2 * x, about="things")

@task(criteria={"it": 3}, cases=[{"x": 5}])
def triple(student, expect, *, x):
    expect.whole_number("it", student.call("triple", x).value, 3 * x, about="things")

@task(criteria={"it": 1}, cases=[{}])
def broken(student, expect):
    student.call("double", 1)
    raise RuntimeError("a fault of the course")
"""
HIDDEN = 'CASES = {"triple": [{"about": "another", "x": 98765}]}'
SETUP = 'from outofcore.checking import begin\ncheck = begin("demo")'
DOUBLE = "def double(x):\n    return 2 * x"
TRIPLE = "def triple(x):\n    return 3 * x"


@pytest.fixture(scope="module", params=[PlainServer, BoxServer], ids=["plain", "box"])
def server(request):
    with request.param(limits=LIMITS) as server:
        yield server


@pytest.fixture(scope="module")
def plain():
    with PlainServer(limits=LIMITS) as server:
        yield server


@pytest.fixture(scope="module")
def topic(tmp_path_factory):
    folder = tmp_path_factory.mktemp("course") / "demo"
    folder.mkdir()
    (folder / "checks.py").write_text(CHECKS)
    (folder / "hidden_checks.py").write_text(HIDDEN)
    return folder


def cell(source, name, *, grade=False, solution=False, points=0):
    meta = {"grade_id": name, "grade": grade, "solution": solution, "locked": not solution}
    meta |= {"schema_version": 3, "task": False} | ({"points": points} if grade else {})
    return new_code_cell(source, id=name, metadata={"nbgrader": meta})


def notebook(*answers, checks=("double", "triple")):
    cells = [cell(SETUP, "setup")]
    cells += [cell(source, f"answer{i}", solution=True) for i, source in enumerate(answers)]
    points = {"double": 2, "triple": 3, "broken": 1}
    cells += [cell(f'check("{name}")', name, grade=True, points=points[name]) for name in checks]
    return new_notebook(cells=[*cells, cell("check.summary()", "summary")])


def grade(server, topic, *answers, limits=LIMITS, files=None, **options):
    return grade_notebook(
        notebook(*answers, **options),
        checks=topic / "checks.py",
        hidden=topic / "hidden_checks.py",
        server=server,
        limits=limits,
        files=files or {},
    )


def points_of(graded):
    """Return the points that nbgrader reads from the graded cells, by name."""
    cells = [c for c in graded.notebook.cells if c.metadata.nbgrader.grade]
    return {c.metadata.nbgrader.grade_id: determine_grade(c)[0] for c in cells}


def shown(graded, name):
    (found,) = (c for c in graded.notebook.cells if c.id == name)
    return found.outputs


def test_an_honest_notebook(server, topic):
    graded = grade(server, topic, DOUBLE, TRIPLE)
    assert (graded.outcome, graded.earned, graded.max) == ("graded", 5, 5)
    assert not graded.needs_review
    assert graded.problems == []
    assert points_of(graded) == {"double": 2, "triple": 3}
    assert shown(graded, "summary")[0].text.endswith("   5 of 6  demo\n")
    (result,) = shown(graded, "double")
    assert result.data[REPORT_MIME]["criteria"][0]["passed"]
    numbers = [c.execution_count for c in graded.notebook.cells]
    assert numbers == [1, 2, 3, 4, 5, 6]
    nbformat.validate(graded.notebook)


def test_partial_credit_and_hidden_cases(plain, topic):
    graded = grade(plain, topic, "def double(x):\n    return 2", "def triple(x):\n    return 15")
    assert points_of(graded) == {"double": 1, "triple": 0}
    assert "231" not in str(graded.as_dict())
    assert graded.outcome == "graded"


def test_cells_show_what_they_show_in_jupyter(server, topic):
    cells = {
        "magic": "%%capture kept\nprint('in')",
        "value": "kept.stdout + 'x'",
        "rich": "from IPython.display import display, HTML\nprint(1)\ndisplay(HTML('<script>'), 2)",
        "figure": "%matplotlib inline\nimport matplotlib.pyplot as plt\nplt.plot([1, 2]);",
        "await": "import asyncio\nawait asyncio.sleep(0, 'done')",
        "input": "input('name?')",
        "exit": "exit()",
        "error": "1 / 0",
        "syntax": "def",
        "stderr": "import sys\nprint('oh', file=sys.stderr)",
    }
    own = "\n".join(["import os", "sorted(os.listdir())"])
    graded = grade(server, topic, *cells.values(), own, DOUBLE, TRIPLE, files={"a.csv": b"1"})
    got = {n: shown(graded, f"answer{i}") for i, n in enumerate([*cells, "own"])}
    assert got["magic"] == []
    assert got["value"][0].data == {"text/plain": "'in\\nx'"}
    assert [o.output_type for o in got["rich"]] == ["stream", "display_data", "display_data"]
    assert "<script>" not in str(got["rich"])
    assert "image/png" in got["figure"][0].data
    assert got["await"][0].data["text/plain"] == "'done'"
    assert got["input"][0].ename == "StdinNotImplementedError"
    assert got["error"][0].ename == "ZeroDivisionError"
    assert got["syntax"][0].ename == "SyntaxError"
    assert got["stderr"][0] == {"output_type": "stream", "name": "stderr", "text": "oh\n"}
    assert "'a.csv', 'checks.py'" in got["own"][0].data["text/plain"]
    assert (graded.earned, graded.outcome) == (5, "graded")


def test_a_check_in_a_cell_of_ones_own_works_and_counts_nothing(server, topic):
    graded = grade(server, topic, DOUBLE, 'check("double")', "def double(x):\n    return 0")
    assert "points" in str(shown(graded, "answer1")) or "2.0" in str(shown(graded, "answer1"))
    assert graded.earned == 0


SURVIVED = {  # what a cell above the checks does: the outcome, and the points that are still earned
    "an error": ("1 / 0", "graded"),
    "exit": ("exit()", "graded"),
    "SystemExit": ("raise SystemExit", "graded"),
    "os._exit": ("import os\nos._exit(0)", "kernel-died"),
    "a segfault": ("import ctypes\nctypes.string_at(0)", "kernel-died"),
    "an endless loop": ("while True: pass", "timed-out"),
    "sleep": ("import time\ntime.sleep(999)", "timed-out"),
    "a loop that swallows": (
        "while True:\n    try:\n        while True: pass\n    except BaseException: pass",
        "timed-out",
    ),
    "an endless print": ("while True: print('x' * 1000)", "output-limit"),
    "10 MB of print": ("for _ in range(10): print('x' * 10**6)", "output-limit"),
    "10**5 messages": (
        "from IPython.display import display\nfor i in range(10**5): display(i)",
        "output-limit",
    ),
    "too much memory": ("a = bytearray(3 * 2**30)", "out-of-memory"),
    "a thread left": (
        "import threading\n"
        "threading.Thread(target=lambda: [print(i) for i in iter(int, 1)], daemon=True).start()",
        "graded",
    ),
    "atexit": ("import atexit\natexit.register(lambda: [0 for _ in iter(int, 1)])", "graded"),
    "a kernel shut down": ("get_ipython().kernel.do_shutdown(False)", "graded"),
    "deep text": ("x = " + "(" * 5000, "graded"),
    "a patched shell": (
        "type(get_ipython()).run_cell = lambda *a, **k: 1 / 0",
        None,
    ),
    "garbage in the channel": (
        "import os, stat\nfor fd in range(3, 64):\n    try:\n"
        "        stat.S_ISSOCK(os.fstat(fd).st_mode) and os.write(fd, b'x' * 99)\n"
        "    except OSError: pass",
        "tampered",
    ),
}


@pytest.mark.parametrize(("source", "outcome"), SURVIVED.values(), ids=SURVIVED)
def test_what_a_cell_does_costs_no_other_cell_its_points(server, topic, source, outcome):
    graded = grade(server, topic, DOUBLE, TRIPLE, source)
    assert graded.earned == 5, graded.problems
    if outcome:
        assert graded.outcome == outcome, graded.problems
        assert graded.needs_review == (outcome != "graded") == bool(graded.problems)
    nbformat.validate(graded.notebook)
    assert len(nbformat.writes(graded.notebook)) < 5 * MIB


TAMPERING = {
    "numpy": "import numpy\nnumpy.asarray = numpy.array_equal = lambda *a, **k: True",
    "builtins": "import builtins\nbuiltins.isinstance = lambda *a: True\nbuiltins.abs = min",
    "checking": (
        "import outofcore.checking.tasks as tasks\n"
        "tasks.Expect.__call__ = lambda *a, **k: True\nfrom outofcore.checking import report\n"
        "report.Report.earned = report.Report.max"
    ),
    "check": "check = lambda name: 99.0\ncheck.summary = lambda: print('5 of 5')",
    "sys.modules": "import sys\nsys.modules['outofcore.checking.student'] = None",
    "ast": (
        "import ast\nclass Drop(ast.NodeTransformer):\n    def visit_Assert(self, n): return None\n"
        "get_ipython().ast_transformers.append(Drop())"
    ),
    "the driver": (
        "import outofcore.grading._driver as d\n"
        "d.Driver.do_call = lambda s, *a: ({'state': 'value', 'passed': True, 'earned': 9}, [])\n"
        "d.Driver.do_value = lambda s, *a: ({'value': ['o', 'int', '2']}, [])"
    ),
    "an equal to all": (
        "class All(int):\n    def __eq__(s, o): return True\n    def __hash__(s): return 0\n"
        "double = triple = lambda x: All(2)"
    ),
    "a report": (
        "from outofcore.checking.report import Criterion, Report\n"
        "Report('double', (Criterion('small', 1, True), Criterion('large', 1, True)))"
    ),
    "not a number": "double = triple = lambda x: float('nan')",
}


@pytest.mark.parametrize("source", TAMPERING.values(), ids=TAMPERING)
def test_tampering_gains_nothing(server, topic, source):
    graded = grade(server, topic, source, "pass")
    assert graded.earned == 0
    assert points_of(graded) == {"double": 0, "triple": 0}
    assert graded.outcome in OUTCOMES


def test_a_hang_in_one_case_costs_that_case(server, topic):
    hangs = "def double(x):\n    while x > 10: pass\n    return 2 * x"
    graded = grade(server, topic, hangs, TRIPLE)
    assert points_of(graded) == {"double": 1, "triple": 3}
    assert graded.outcome == "timed-out"
    assert "double(1000) did not return within 2 s" in str(graded.tasks)


def test_a_death_in_one_case_costs_that_case_and_cells_run_again(server, topic):
    dies = "import os\ndef double(x):\n    if x < 10: os._exit(1)\n    return 2 * x"
    graded = grade(server, topic, "print('once')", dies, TRIPLE)
    assert points_of(graded) == {"double": 1, "triple": 3}
    assert graded.outcome == "kernel-died"
    assert [o.text for o in shown(graded, "answer0")] == ["once\n"]


def test_a_broken_check_is_the_courses_fault(plain, topic):
    graded = grade(plain, topic, DOUBLE, TRIPLE, checks=("double", "broken", "triple"))
    assert graded.outcome == "grader-error"
    assert graded.earned == 5
    assert "RuntimeError: a fault of the course" in shown(graded, "broken")[0].evalue
    assert "a fault of the course" in graded.problems[0]


@pytest.mark.parametrize(
    "source", ["assert double(2) == 4", 'check("nothing")', 'check("a"); 99.0']
)
def test_any_other_graded_cell_is_refused_by_name(plain, topic, source):
    book = notebook(DOUBLE, TRIPLE)
    book.cells.insert(3, cell(source, "odd", grade=True, points=1))
    graded = grade_notebook(book, checks=topic / "checks.py", server=plain, limits=LIMITS, files={})
    assert graded.outcome == "grader-error"
    assert (graded.earned, graded.max) == (5, 6)
    assert graded.problems[0].startswith("cell odd: ")


def test_an_answer_graded_by_hand_is_run_and_kept(plain, topic):
    book = notebook(DOUBLE, TRIPLE)
    book.cells.insert(1, cell("print('mine')", "essay", grade=True, solution=True, points=4))
    graded = grade_notebook(book, checks=topic / "checks.py", server=plain, limits=LIMITS, files={})
    assert shown(graded, "essay")[0].text == "mine\n"
    assert (graded.outcome, graded.max) == ("graded", 5)


def test_many_deaths_and_a_spent_budget_end_in_words(plain, topic):
    graded = grade(plain, topic, DOUBLE, *["import os\nos._exit(1)"] * 12, TRIPLE)
    assert graded.outcome == "kernel-died"
    assert "was not run: this notebook ended" in str(graded.tasks)
    limits = Limits(cell_seconds=30, call_seconds=1, total_seconds=1.5)
    graded = grade(plain, topic, "import time\ntime.sleep(99)", DOUBLE, TRIPLE, limits=limits)
    assert (graded.outcome, graded.earned) == ("timed-out", 0)
    assert "the notebook had its 1.5 s" in str(graded.tasks)


@pytest.mark.parametrize("topic_name", topics())
@pytest.mark.parametrize(("folder", "points"), [("solutions", 20), ("exercises", 0)])
@pytest.mark.parametrize("server", [BoxServer], indirect=True, ids=["box"])
def test_the_exercises(server, folder, points, topic_name):
    source = ROOT / "solutions" / topic_name
    graded = grade_notebook(
        nbformat.read(ROOT / folder / topic_name / f"{topic_name}.ipynb", as_version=4),
        checks=source / "checks.py",
        hidden=source / "hidden_checks.py",
        server=server,
        limits=Limits(),
        files={},
    )
    assert (graded.outcome, graded.earned, graded.max) == ("graded", points, 20)


KEEPS = """
seen = []
def triple(x):
    seen.append(x)
    print("the input is", x)
    return 3 * x if x == 5 else 0
"""


def test_fresh_inputs_are_never_shown(server, topic):
    """Not by what a function prints, nor by a later cell that shows what it has kept."""
    cells = [cell(SETUP, "setup"), cell(KEEPS, "answer", solution=True)]
    cells += [cell('check("triple")', "triple", grade=True, points=3)]
    cells += [cell("print(seen)", "later", solution=True), cell("check.summary()", "summary")]
    graded = grade_notebook(
        new_notebook(cells=cells),
        checks=topic / "checks.py",
        hidden=topic / "hidden_checks.py",
        server=server,
        limits=LIMITS,
        files={},
    )
    assert (graded.outcome, graded.earned) == ("graded", 0)
    assert "the input is 5" in str(shown(graded, "triple"))
    assert "[]" in str(shown(graded, "later"))  # not even the open inputs come this way
    assert "98765" not in nbformat.writes(graded.notebook)
    assert "98765" not in str(graded.as_dict())


def test_a_death_on_a_fresh_input_is_noted_and_costs_its_check_only(server, topic):
    dies = "import os\ndef triple(x):\n    return 3 * x if x == 5 else os._exit(3)"
    graded = grade(server, topic, DOUBLE, dies)
    assert (graded.outcome, graded.earned) == ("kernel-died", 2)
    assert any("exit code 3" in problem for problem in graded.problems)
    assert "98765" not in nbformat.writes(graded.notebook)
