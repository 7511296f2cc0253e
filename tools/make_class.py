"""Make a class of 24 hand-ins, honest, wrong and hostile, and grade it before your eyes.

make grade-demo
python tools/make_class.py [--keep FOLDER] [--make-only]

Everything happens in a fresh course folder that is gone afterwards; --keep FOLDER puts it there
and leaves it, to look around with the formgrader. --make-only makes the class and stops.
"""

import argparse
import hashlib
import shutil
import sys
import tempfile
import time
from contextlib import nullcontext
from pathlib import Path

import nbformat

REPOSITORY = Path(__file__).resolve().parents[1]
TOPIC = "03_chunking"
ANSWERS = REPOSITORY / "tests" / "submissions" / TOPIC
CELLS = {
    "count_touched_chunks": "count-answer",
    "read_amplification": "amplification-answer",
    "choose_chunks": "layout-answer",
    "plane_means": "means-answer",
    "predict_fetches": "fetches-answer",
}
SECRET = "canary-51e1f4a7"
STUB = "def count_touched_chunks(shape, chunks, start, stop):\n    "
HOSTILE = {  # student: (what it tries, the source of the first answer cell)
    "loop": ("never returns", STUB + "while True:\n        pass"),
    "forkbomb": (
        "forks without end",
        STUB + "import os\n    while True:\n        try:\n            os.fork()\n"
        "        except OSError:\n            pass",
    ),
    "exit": ("leaves with os._exit(0)", STUB + "import os\n    os._exit(0)"),
    "segfault": ("reads address 0", STUB + "import ctypes\n    ctypes.string_at(0)"),
    "hog": (
        "takes 100 GB of memory",
        STUB + "hold = []\n    while True:\n        hold.append(bytearray(b'x' * 2**26))",
    ),
    "flood": ("prints without end", "while True:\n    print('x' * 10_000)"),
    "spy": (
        "reads shadow, solutions, canary",
        "found = []\nfor path in {targets!r}:\n    try:\n        found.append(open(path).read())\n"
        "    except OSError:\n        pass\nprint(found)\n"
        "try:\n    open({canary!r}, 'w').write('taken')\nexcept OSError:\n    pass\n"
        + STUB
        + "return 0",
    ),
    "patcher": (
        "patches the checks to pass",
        "import outofcore.checking.report as report\nimport outofcore.checking.tasks as tasks\n"
        "report.Criterion.passed = property(lambda self: True, lambda self, value: None)\n"
        "tasks.Expect.__call__ = lambda self, *a, **k: True\n" + STUB + "return 0",
    ),
    "equal": (
        "returns what equals everything",
        "class Any(int):\n    def __eq__(self, other):\n        return True\n"
        "    __hash__ = int.__hash__\n" + STUB + "return Any(0)",
    ),
}


def answers(name, kind):
    """Return the sources of a task's right or wrong answers, in order of their names."""
    return [path.read_text() for path in sorted((ANSWERS / name).glob(f"{kind}_*.py"))]


def make_course(root):
    """Copy what a course needs; return the path of a file outside that nobody may touch."""
    root.mkdir(parents=True, exist_ok=True)
    shutil.copy(REPOSITORY / "nbgrader_config.py", root)
    for folder in ("solutions", "exercises"):
        shutil.copytree(REPOSITORY / folder / TOPIC, root / folder / TOPIC)
    canary = root / "canary.txt"
    canary.write_text(f"nobody but the grader reads this: {SECRET}\n")
    return canary


def make_class(root, canary):
    """Hand in 24 times; return {student: what it is} in the order of the story."""
    story = {}

    def hand_in(student, about, **sources):
        story[student] = about
        notebook = nbformat.read(root / "exercises" / TOPIC / f"{TOPIC}.ipynb", as_version=4)
        for cell in notebook.cells:
            for name, source in sources.items():
                if cell.id == CELLS[name]:
                    cell.source = source
        folder = root / "_grading" / "submitted" / student / TOPIC
        folder.mkdir(parents=True)
        nbformat.write(notebook, folder / f"{TOPIC}.ipynb")
        return folder / f"{TOPIC}.ipynb"

    right = {name: answers(name, "right")[0] for name in CELLS}
    other = {name: answers(name, "right")[-1] for name in CELLS}
    hand_in("ada", "all right", **right)
    hand_in("bea", "all right, another way", **other)
    hand_in("cem", "first three tasks", **dict(list(right.items())[:3]))
    hand_in("dan", "last two tasks", **dict(list(right.items())[3:]))
    for number, student in enumerate(("eva", "finn", "gül", "hugo", "ines")):
        wrong = {name: answers(name, "wrong")[number] for name in CELLS}
        hand_in(student, f"a typical mistake in each task ({number + 1})", **wrong)
    hand_in("jon", "untouched")
    (hand_in("kim", "no notebook, a letter instead", **right)).rename(
        root / "_grading" / "submitted" / "kim" / TOPIC / "sorry.txt"
    )
    path = hand_in("lea", "renamed notebook", **right)
    path.rename(path.with_name("lea final (2).ipynb"))
    path = hand_in("max", "broken notebook", **right)
    path.write_bytes(path.read_bytes()[:5000])
    path = hand_in("points", "gives itself 100 points a task", **{**right, **wrong_first()})
    edit_points(path)
    path = hand_in("linker", "links to the gradebook", **right)
    (path.parent / "gradebook.db").symlink_to(root / "_grading" / "gradebook.db")
    targets = [
        "/etc/shadow",
        str(root / "solutions" / TOPIC / "hidden_checks.py"),
        str(root / "_grading" / "gradebook.db"),
        str(canary),
    ]
    for student, (about, source) in HOSTILE.items():
        source = source.replace("{targets!r}", repr(targets)).replace(
            "{canary!r}", repr(str(canary))
        )
        hand_in(student, about, **{**right, "count_touched_chunks": source})
    return story


def wrong_first():
    """Return a wrong answer to the first task."""
    return {"count_touched_chunks": answers("count_touched_chunks", "wrong")[-1]}


def edit_points(path):
    """Let a hand-in's check cells claim 100 points and a pass."""
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("grade"):
            cell.metadata.nbgrader.points = 100
            cell.source = "100.0"
    nbformat.write(notebook, path)


def fingerprint(root, canary):
    """Return the digest of what no hand-in may change."""
    total = hashlib.sha256(canary.read_bytes())
    for path in sorted((root / "solutions").rglob("*")) + sorted((root / "exercises").rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            total.update(str(path.relative_to(root)).encode() + path.read_bytes())
    return total.hexdigest()


def leaks(root, canary):
    """Return the files under autograded/ that hold the canary's secret."""
    secret = SECRET.encode()
    found = (root / "_grading" / "autograded").rglob("*.ipynb")
    return [path for path in found if secret in path.read_bytes()]


def tell(result, story, seconds, untouched, seen):
    """Print the story: a line per hand-in, and what it proves."""
    from outofcore.cli.grade import review

    rows = {row["student"]: row for row in result.rows}
    print(f"\n{'':8}  {'handed in':38}  {'outcome':14}  points  to review")
    for student, about in story.items():
        row = rows[student]
        line = f"{student:8}  {about:38}  {row['outcome']:14}  {row['earned']:4g}/{row['max']:g}"
        print(f"{line}  {review(row, 60)}".rstrip())
    cpu = sum(row["cpu_seconds"] for row in result.rows)
    print(
        f"\n{len(rows)} hand-ins in {seconds:.0f} s, {cpu / len(rows):.2f} s of CPU each in the "
        f"sandbox; {result.outcomes['graded']} graded, the others wait for your eyes with what "
        "they earned."
    )
    print(f"Canary, solutions and release: {'untouched' if untouched else 'CHANGED'}. "
          f"Results that hold the canary's secret: {seen}.")  # fmt: skip


def main():
    """Make the class, grade it, tell the story."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="leave the course there")
    parser.add_argument("--make-only", action="store_true", help="do not grade")
    options = parser.parse_args()
    keep = options.keep and nullcontext(options.keep.resolve())
    with keep or tempfile.TemporaryDirectory(prefix="outofcore-class-") as folder:
        root = Path(folder)
        canary = make_course(root)
        story = make_class(root, canary)
        print(f"made {len(story)} hand-ins of {TOPIC} in {root}")
        return 0 if options.make_only else grade(root, canary, story)


def grade(root, canary, story):
    """Grade the class in `root`; return the exit status."""
    from outofcore.cli.grade import Bar
    from outofcore.grading.box import SandboxRefused
    from outofcore.grading.classroom import grade_class

    before, start = fingerprint(root, canary), time.perf_counter()
    try:
        with Bar() as bar:
            result = grade_class(TOPIC, root=root, progress=bar.progress, say=bar.say)
    except SandboxRefused as error:
        print(f"no sandbox here, so nothing is graded: {error}", file=sys.stderr)
        return 2
    untouched, seen = fingerprint(root, canary) == before, len(leaks(root, canary))
    tell(result, story, time.perf_counter() - start, untouched, seen)
    return 0 if untouched and not seen else 1


if __name__ == "__main__":
    sys.exit(main())
