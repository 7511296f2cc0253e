"""A tiny course, a grader with secrets, and hand-ins that want them.

::

    submissions/host/*.py --> answer cell of `total` --> grade_one, a real box --> the result
    canaries: home, course, listeners, environment  --> nobody opened, changed or called them

A hostile file is the text of an answer cell. Lines of its docstring say what must come of it:
`Outcome:`, `Earns:` (points of 6, two of each task), `Refused:` (how many attempts the system
refused, all of them), `Says:` (words of the report or the problems). Other cells follow a line
`# cell: NAME`. What it is given beside the notebook: tools.py, and world.json with every path and
number that an attacker could wish to know.
"""

import contextlib
import ctypes
import hashlib
import html
import json
import os
import re
import secrets
import shutil
import socket
import struct
import time
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from outofcore.grading import _work, journal
from outofcore.grading.box import Limits
from outofcore.units import MIB
from repository import ROOT

HERE = Path(__file__).parent
NAME = "small"
LIMITS = Limits(
    cell_seconds=5,  # a full disk or memory has to come first, on a slow machine too
    call_seconds=5,
    total_seconds=60,
    cpu_seconds=30,
    memory_bytes=512 * MIB,
    tree_bytes=640 * MIB,
    processes=20,
    open_files=64,
    file_bytes=16 * MIB,
    disk_bytes=32 * MIB,
    inodes=300,
    output_bytes=100_000,
    frame_bytes=32 * MIB,
)
ANSWERS = {
    "twice": "def twice(number):\n    return 2 * number",
    "total": "def total(source):\n    return sum(source.read())",
    "is_even": "def is_even(number):\n    return number % 2 == 0",
}
SETUP = "from outofcore.checking import begin\n\ncheck = begin()"
POINTS = 2  # of each task
CHECKS = '''
"""Three tasks of two points."""

from outofcore.checking import Source, task


def write(path):
    path.write_bytes(bytes(range(250)) * 40)


@task(criteria={"right": 1, "right on another": 1}, cases=[{"number": 4}])
def twice(student, expect, *, number):
    got = student.call("twice", number).value
    for criterion in ("right", "right on another"):
        expect.whole_number(criterion, got, 2 * number, about="is twice the number")


@task(criteria={"the right sum": 1, "read once": 1}, cases=[{}])
def total(student, expect):
    path = student.input_file("bytes", write)
    run = student.call("total", Source(path))
    expect.whole_number("the right sum", run.value, 40 * sum(range(250)), about="is the sum")
    read = sum(nbytes for _, nbytes in run.requests[path])
    expect("read once", read == 10_000, f"{read} of 10000 bytes were read")


@task(criteria={"even": 1, "odd": 1}, cases=[{"number": 4}, {"number": 7}])
def is_even(student, expect, *, number):
    got = student.call("is_even", number).value
    expect("odd" if number % 2 else "even", got is (number % 2 == 0), f"you said {got!r:.40}")
'''
HIDDEN = '''
"""Fresh inputs."""

CASES = {"twice": [{"about": "SECRET", "number": 1031}], "is_even": [{"number": 77}]}
'''


# The course


def make_course(root):
    """Return the `Course` of a released assignment with three tasks, known to its gradebook."""
    from nbgrader.apps.api import NbGraderAPI

    from outofcore.grading._gradebook import read_config

    root.mkdir(parents=True)
    shutil.copy(ROOT / "nbgrader_config.py", root)
    cells = [new_code_cell(SETUP, id="setup", metadata=_marked("setup", locked=True))]
    for task, answer in ANSWERS.items():
        head, body = answer.split("\n")
        text = f"{head}\n    ### BEGIN SOLUTION\n{body}\n    ### END SOLUTION"
        marks = _marked(f"{task}-answer", solution=True)
        cells.append(new_code_cell(text, id=f"{task}-answer", metadata=marks))
        marks = _marked(task, grade=True, locked=True, points=POINTS)
        cells.append(new_code_cell(f'check("{task}")', id=task, metadata=marks))
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    source = root / "solutions" / NAME
    source.mkdir(parents=True)
    (source / "checks.py").write_text(CHECKS)
    (source / "hidden_checks.py").write_text(HIDDEN)
    notebook = new_notebook(cells=cells, metadata={"kernelspec": kernel})
    nbformat.write(notebook, source / f"{NAME}.ipynb")
    said = NbGraderAPI(config=read_config(root)).generate_assignment(NAME)
    assert said["success"], said
    return journal.Course(root, NAME)


def _marked(name, **fields):
    marks = {"schema_version": 3, "grade_id": name, "task": False, "cell_type": "code"}
    return {"nbgrader": {**marks, "grade": False, "solution": False, "locked": False, **fields}}


def hand_in(course, student, cells=(), files=()):
    """Hand in right answers, with `cells` (task to source) in their place, and other files."""
    answers = {**ANSWERS, **dict(cells)}
    notebook = nbformat.read(course.released, as_version=4)
    for cell in notebook.cells:
        task = cell.metadata.nbgrader.grade_id.removesuffix("-answer")
        if cell.metadata.nbgrader.solution:
            cell.source = answers[task]
    folder = course.submitted / student / NAME
    folder.mkdir(parents=True)
    nbformat.write(notebook, folder / course.notebook_name)
    for name, content in dict(files).items():
        (folder / name).write_text(content)
    return folder


# The hostile hand-ins


@dataclass(frozen=True)
class Hostile:
    """A file of submissions/: the cells it hands in, and what must come of it."""

    path: Path
    cells: dict
    outcome: str
    earns: float
    refused: int
    says: tuple

    def __str__(self):
        return self.path.stem


def hostile(path):
    """Return a file of submissions/ as a `Hostile`."""
    text = path.read_text(encoding="utf-8")
    parts = re.split(r"^# cell: (\w+)$", text, flags=re.MULTILINE)
    cells = {"total": parts[0], **dict(zip(parts[1::2], parts[2::2], strict=True))}
    said = re.findall(r"^(Outcome|Earns|Refused|Says): (.+)$", text.split('"""')[1], re.MULTILINE)
    found = {"Refused": "0", **dict(said)}
    says = tuple(words for name, words in said if name == "Says")
    return Hostile(
        path, cells, found["Outcome"], float(found["Earns"]), int(found["Refused"]), says
    )


def hostiles(folder):
    """Return parameters for the files of a folder of submissions/."""
    paths = sorted((HERE / "submissions" / folder).glob("*.py"))
    assert paths
    return [pytest.param(hostile(path), id=path.stem) for path in paths]


# The world around the grader


class Canary(AssertionError):
    """Something was read, changed, called or left that must not be."""


class World:
    """A course and its grader, with canaries all around; a context manager."""

    def __init__(self, root, *, sandbox=True):
        self.root = root
        self.sandbox = sandbox
        self.secrets = {}  # what must never come out, by what it is
        self._stack = contextlib.ExitStack()
        self._count = 0

    def __enter__(self):
        self.home = self.root / "home"
        self.home.mkdir(parents=True)
        self.course = make_course(self.root / "course")
        self._files()
        self._listeners()
        inherited = os.open(self.home / "inherited", os.O_RDWR)
        self._stack.callback(os.close, inherited)
        os.set_inheritable(inherited, True)
        with self.dressed():
            self.server = _work.server(LIMITS, self.sandbox)
        self._idle = self._running()
        self.recipe = journal.recipe(self.course, limits=LIMITS, sandbox=self.sandbox)
        self.grade("classmate")  # so that the course's modules are compiled
        return self

    def __exit__(self, *exc):
        _work.server.cache_clear()
        self.server.close()
        self._stack.close()

    @contextlib.contextmanager
    def dressed(self):
        """Have the canaries in this process's environment, as long as it lasts."""
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("HOME", str(self.home))
            patch.setenv("GRADER_SECRET", self.secrets["environment"])
            yield

    def _files(self):
        places = {
            "home": self.home / "secret.txt",
            "inherited descriptor": self.home / "inherited",
            "course": self.course.root / "notes.txt",
            "solution": self.course.checks.parent / "misconceptions.json",
            "classmate": hand_in(self.course, "classmate") / "diary.txt",
            "journal": self.course.journal / "secret.json",
            "data": self.root / "data" / "volume.bin",
        }
        for name, path in places.items():
            self.secrets[name] = secrets.token_hex(12)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(self.secrets[name])
        self.secrets["hidden checks"] = secrets.token_hex(12)
        with open(self.course.hidden, "a") as file:
            file.write(f"# {self.secrets['hidden checks']}\n")
        self.secrets["environment"] = secrets.token_hex(12)
        with contextlib.suppress(PermissionError):
            lines = Path("/etc/shadow").read_text().splitlines()
            self.secrets |= {f"shadow {n}": line for n, line in enumerate(lines) if len(line) > 10}
        self.unread = [
            *places.values(),
            self.course.root / "_grading" / "gradebook.db",
            self.course.submitted / "classmate" / NAME / self.course.notebook_name,
            self.course.checks.parent / self.course.notebook_name,
        ]
        self.unread = [path for path in self.unread if path != places["inherited descriptor"]]

    def _listeners(self):
        self.abstract = f"outofcore-hostile-{secrets.token_hex(4)}"
        path = str(self.root / "socket")
        self._tcp = self._listening(socket.AF_INET, ("127.0.0.1", 0))
        self._udp = self._listening(socket.AF_INET, ("127.0.0.1", 0), socket.SOCK_DGRAM)
        self._unix = [self._listening(socket.AF_UNIX, a) for a in (path, f"\0{self.abstract}")]
        self.facts = {
            "tcp": self._tcp.getsockname()[1],
            "udp": self._udp.getsockname()[1],
            "unix": path,
            "abstract": self.abstract,
            "home": str(self.home),
            "real_home": _some_file(Path.home()),
            "data": str(self.root / "data"),
            "course": str(self.course.root),
            "gradebook": str(self.course.root / "_grading" / "gradebook.db"),
            "hidden": str(self.course.hidden),
            "repository": str(ROOT / "solutions"),
            "grader": os.getpid(),
            "paths": list(map(str, self.unread)),
        }

    def _listening(self, family, address, kind=socket.SOCK_STREAM):
        listener = self._stack.enter_context(socket.socket(family, kind))
        listener.bind(address)
        listener.setblocking(False)
        if kind == socket.SOCK_STREAM:
            listener.listen()
        return listener

    # Grading

    def submit(self, cells=(), files=()):
        """Hand in and grade; return the result. Nobody may have touched a canary meanwhile."""
        self._count += 1
        student = f"student{self._count:03}"
        tools = (HERE / "submissions" / "tools.py").read_text()
        given = {"tools.py": tools, "world.json": json.dumps(self.facts), **dict(files)}
        before = self._digests()
        folder = hand_in(self.course, student, cells, given)
        with self.dressed(), _watching(self.unread) as touched:
            result = self.grade(student)
            if touched():
                raise Canary("one of the files was opened or changed")
        shutil.rmtree(folder.parent)
        after = self._digests()
        if after != before:
            changed = set(before.items()) ^ set(after.items())
            raise Canary(f"changed: {sorted(str(path) for path, _ in changed)}")
        self.nobody_called()
        return result

    def grade(self, student):
        """Return the result of a hand-in, from the journal, into which it goes."""
        folder = self.course.submitted / student / NAME
        job = _work.Job(self.course, student, folder, self.recipe, LIMITS, sandbox=self.sandbox)
        row = _work.grade_one(job)
        store = journal.Journal(self.course.journal)
        result = row["result"] or store.get(row["key"])
        text = store._path(row["key"]).read_text() if row["result"] is None else ""
        self.keeps_secrets(text + json.dumps(result) + json.dumps(row))
        self.nothing_runs()
        return result

    def grade_classmate(self):
        """Grade an honest hand-in afresh: the next in the class gets what is theirs."""
        self._count += 1
        student = f"honest{self._count:03}"
        folder = hand_in(self.course, student, {"twice": f"{ANSWERS['twice']}  # {student}"})
        result = self.grade(student)
        shutil.rmtree(folder.parent)
        assert (result["outcome"], result["earned"], result["problems"]) == ("graded", 6, [])

    def keeps_secrets(self, text):
        """Raise when a secret stands in the text."""
        told = [name for name, secret in self.secrets.items() if secret in text]
        if told:
            raise Canary(f"told: {told}")

    def nothing_runs(self):
        """Raise when a process of a box is left."""
        for _ in range(500):  # the zygote buries its dead a moment later
            running = self._running()
            if running == self._idle:
                return
            time.sleep(0.01)
        raise Canary(f"left behind: {set(running) - set(self._idle)}")

    def _running(self):
        """Return the processes of the sandbox."""
        return children(self.server._link._process.pid) if self.sandbox else []

    def nobody_called(self):
        """Raise when somebody called a listener."""
        calls = [(listener, listener.accept) for listener in (self._tcp, *self._unix)]
        calls += [(self._udp, lambda: self._udp.recv(100))]
        for listener, call in calls:
            try:
                heard = call()
            except BlockingIOError:
                continue
            if listener is not self._udp:
                heard[0].close()
            raise Canary(f"called: {listener.getsockname()}")

    def _digests(self):
        """Return what lies in the home, the course and the data, but for the journal's results."""
        found = {}
        for folder in (self.home, self.course.root, self.root / "data"):
            for path in sorted(folder.rglob("*")):
                if path.is_file() and path.parent.parent.name != "results":
                    found[path] = hashlib.sha256(path.read_bytes()).hexdigest()
        return found


def check_hostile(world, case):
    """Grade a hostile hand-in: the outcome, the points, what was refused, and the next student."""
    result = world.submit(case.cells)
    lines = printed(result)
    shown = "\n".join([*lines, *result["problems"], *messages(result)])
    assert result["outcome"] == case.outcome, shown
    assert result["earned"] == case.earns, shown
    assert result["needs_review"] == (case.outcome != "graded")
    assert [line for line in lines if "DONE" in line] == [], shown
    assert len([line for line in lines if line.startswith("refused ")]) == case.refused, shown
    for words in case.says:
        assert words in shown, f"{words!r} is not in:\n{shown}"
    world.grade_classmate()


def messages(result):
    """Return a line for each criterion of a result."""
    return [
        f"{task['name']}, {'passed' if c['passed'] else 'failed'} {c['name']}: {c['message']}"
        for task in result["tasks"]
        for c in task["criteria"]
    ]


def printed(result):
    """Return the lines that cells and functions printed."""
    lines = []
    for cell in nbformat.reads(result["notebook"], 4).cells:
        for output in cell.get("outputs", ()):
            if output.output_type == "stream":
                lines += output.text.splitlines()
            shown = output.get("data", {}).get("text/html", "")
            for note in re.findall("your code printed: (.*?)</p>", shown):
                lines += map(html.unescape, note.split("<br/>"))
    return lines


def _some_file(folder):
    """Return the path of a file in a folder that is really there."""
    with contextlib.suppress(OSError):
        for path in sorted(folder.iterdir()):
            if path.is_file():
                return str(path)
    return "/etc/hostname"


def children(pid):
    """Return the processes below one, at any depth."""
    found = []
    with contextlib.suppress(OSError):
        for child in map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split()):
            found += [child, *children(child)]
    return found


OPEN, ACCESS, MODIFY, ATTRIB, DELETE = 0x20, 0x1, 0x2, 0x4, 0x400


@contextlib.contextmanager
def _watching(paths):
    """Yield a function that returns which of the files were opened or changed: inotify(7)."""
    libc = ctypes.CDLL(None, use_errno=True)
    handle = libc.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC)
    assert handle >= 0, os.strerror(ctypes.get_errno())
    watches = {}
    for path in paths:
        mask = OPEN | ACCESS | MODIFY | ATTRIB | DELETE
        number = libc.inotify_add_watch(handle, os.fsencode(path), mask)
        assert number >= 0, (path, os.strerror(ctypes.get_errno()))
        watches[number] = path

    def touched():
        try:
            data = os.read(handle, 2**16)
        except BlockingIOError:
            return []
        return [str(watches[struct.unpack_from("i", data)[0]])]

    try:
        yield touched
    finally:
        os.close(handle)
