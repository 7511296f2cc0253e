"""Hand-ins that are more than a cell, in one class: each ends as its file says, nobody else pays.

Archives, which are opened on collecting only, come last.
"""

import bz2
import gzip
import io
import json
import subprocess
import sys
import tarfile
import zipfile
from html.parser import HTMLParser
from pathlib import Path

import nbformat
import pytest
from nbgrader.apps.api import NbGraderAPI

from grading.hostile.whole_class import CHANGED, SIZE, gradebook, graded_class, result_of
from grading.hostile.world import NAME
from outofcore.grading._gradebook import read_config
from outofcore.grading.collect import RejectedFiles, unpack
from outofcore.units import MIB

pytestmark = pytest.mark.filterwarnings(  # nbgrader 0.9.6 adds rows before those they belong to
    "ignore:Object of type <.*> not in session:sqlalchemy.exc.SAWarning"
)


@pytest.fixture(scope="session")
def root(tmp_path_factory):
    return tmp_path_factory.getbasetemp() / "whole class"


@pytest.fixture
def graded(root, world):
    return graded_class(root, world)


def row_of(graded, student):
    course, _, result = graded
    (row,) = (r for r in result.rows if r["student"] == student)
    return row, result_of(course, row)


@pytest.mark.parametrize("path", CHANGED, ids=lambda p: p.stem)
def test_a_changed_hand_in(graded, path):
    course, expected, _ = graded
    case = expected[path.stem]
    row, result = row_of(graded, path.stem)
    shown = json.dumps([result["problems"], result["tasks"]], indent=1)
    assert (row["outcome"], row["earned"]) == (case.outcome, case.earns), (row["problems"], shown)
    for words in case.says:
        assert words in shown.replace("\\\\", "\\"), shown
    assert "SHADOWED" not in result["notebook"]
    autograded = course.root / "_grading" / "autograded" / path.stem / NAME
    shown = nbformat.read(autograded / course.notebook_name, as_version=4)
    nbformat.validate(shown)
    for file in autograded.rglob("*"):
        assert not file.is_symlink()
        assert file.is_dir() or file.is_file()
    text = "".join(f.read_text(errors="replace") for f in autograded.rglob("*") if f.is_file())
    assert "root:x:0:0" not in text
    assert "CASES" not in text


def test_nothing_of_the_graders_was_changed(graded):
    course, _, _ = graded
    assert not Path("/tmp/started-by-a-kernelspec").exists()
    assert "root:" in Path("/etc/passwd").read_text()
    names = {p.name for p in (course.root / "solutions" / NAME).iterdir()}
    assert names == {f"{NAME}.ipynb", "checks.py", "hidden_checks.py"}


class Active(HTMLParser):
    """Notes the tags and attributes of a page that could act on their own."""

    def __init__(self):
        super().__init__()
        self.found, self._in_script = [], False

    def handle_starttag(self, tag, attrs):
        self._in_script = tag == "script"
        for name, value in attrs:
            if name.startswith("on") or "javascript:alert" in (value or ""):
                self.found.append((tag, name, value))

    def handle_endtag(self, tag):
        self._in_script = False

    def handle_data(self, data):
        if self._in_script and "alert(" in data:
            self.found.append(("script", data))


def test_no_script_reaches_a_reader(graded):
    """Neither in the notebook that the formgrader shows nor in the page that the student gets."""
    course, _, _ = graded
    said = NbGraderAPI(config=read_config(course.root)).generate_feedback(NAME, "scripts")
    assert said["success"], said
    page = (course.root / "_grading/feedback/scripts" / NAME / f"{NAME}.html").read_text()
    assert "alert(document.cookie)" in page  # as text
    active = Active()
    active.feed(page)
    assert active.found == []
    notebook = nbformat.read(
        course.root / "_grading/autograded/scripts" / NAME / course.notebook_name, as_version=4
    )
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            forms = set(output.get("data", {}))
            if not cell.metadata.get("nbgrader", {}).get("grade"):
                assert forms <= {"text/plain", "image/png", "image/jpeg"}
    assert "title" not in notebook.metadata
    assert {c.cell_type for c in notebook.cells} == {"code", "markdown"}


def test_everybody_has_an_outcome(graded):
    course, expected, result = graded
    assert len(result.rows) == len(expected) == SIZE
    for row in result.rows:
        case = expected[row["student"]]
        wanted = ("graded", 6.0) if case is None else (case.outcome, case.earns)
        assert (row["outcome"], row["earned"]) == wanted, (row["student"], row["problems"])
    book = gradebook(course.root)
    assert set(book) == set(expected)
    for row in result.rows:
        marks = book[row["student"]]
        assert sum(auto or 0 for auto, _, _ in marks.values()) == row["earned"], row
        assert {needs for _, _, needs in marks.values()} == {row["needs_review"]}, row


# Archives


def zipped(path, *members, method=zipfile.ZIP_DEFLATED):
    with zipfile.ZipFile(path, "w", method) as archive:
        for info, data in members:
            archive.writestr(info, data)


def link(name, target):
    info = zipfile.ZipInfo(name)
    info.create_system, info.external_attr = 3, 0o120777 << 16
    return info, target


def tarred(path, *members):
    with tarfile.open(path, "w:gz") as archive:
        for info, data in members:
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))


def tar_info(name, **fields):
    info = tarfile.TarInfo(name)
    for key, value in fields.items():
        setattr(info, key, value)
    return info


def long_name(path):
    """Write a header that announces a name of 200 MiB, in 200 KiB."""
    head = tar_info("././@LongLink", type=tarfile.GNUTYPE_LONGNAME, size=200 * MIB)
    with gzip.open(path, "wb", 1) as file:
        file.write(head.tobuf() + b"a" * 200 * MIB + tarfile.TarInfo("a").tobuf() + bytes(1024))


def packed_twice(path):
    """Write 400 MiB of zeros in a few hundred bytes, which bzip2 unpacks in one step."""
    path.write_bytes(bz2.compress(tar_info("a.txt", size=10**7).tobuf() + bytes(400 * MIB)))


ARCHIVES = {
    "a path upwards": ("zip", lambda p: zipped(p, ("../../../up.txt", "x"))),
    "an absolute path": ("zip", lambda p: zipped(p, ("/tmp/outofcore-absolute.txt", "x"))),
    "a path of Windows": ("zip", lambda p: zipped(p, ("..\\..\\up.txt", "x"))),
    "a link": ("zip", lambda p: zipped(p, link("out", "/etc"), ("out/passwd", "x"))),
    "a bomb": ("zip", lambda p: zipped(p, ("zeros", bytes(19 * MIB)))),
    "a bomb of bzip2": (
        "zip",
        lambda p: zipped(p, ("zeros", bytes(19 * MIB)), method=zipfile.ZIP_BZIP2),
    ),
    "ten thousand files": ("zip", lambda p: zipped(p, *((f"{i}", "") for i in range(10_000)))),
    "one name twice": ("tar.gz", lambda p: tarred(p, (tar_info("a"), b"1"), (tar_info("A"), b"2"))),
    "damage": ("zip", lambda p: p.write_bytes(b"PK\3\4" + bytes(1000))),
    "a link in a tar": (
        "tar.gz",
        lambda p: tarred(p, (tar_info("a", type=tarfile.SYMTYPE, linkname="/etc/passwd"), b"")),
    ),
    "a device": ("tar.gz", lambda p: tarred(p, (tar_info("a", type=tarfile.CHRTYPE), b""))),
    "an endless name": ("tar.gz", long_name),
    "a tar of bzip2": ("tar.bz2", packed_twice),
}
UNPACK = """
import resource, sys
from pathlib import Path
from outofcore.grading.collect import RejectedFiles, unpack
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:
    unpack(Path(sys.argv[1]), Path(sys.argv[2]))
except RejectedFiles:
    print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


@pytest.mark.parametrize(("suffix", "write"), ARCHIVES.values(), ids=ARCHIVES)
def test_an_archive_is_refused_whole(tmp_path, suffix, write):
    archive = tmp_path / "inbox" / f"eve.{suffix}"
    archive.parent.mkdir()
    write(archive)
    with pytest.raises(RejectedFiles):
        unpack(archive, tmp_path / "inbox" / "eve")
    assert sorted(p.name for p in tmp_path.rglob("*")) == [f"eve.{suffix}", "inbox"]
    assert not Path("/tmp/outofcore-absolute.txt").exists()


@pytest.mark.parametrize("name", ["an endless name", "a tar of bzip2"])
def test_a_bomb_is_told_before_it_fills_the_memory(tmp_path, name):
    suffix, write = ARCHIVES[name]
    write(tmp_path / f"bomb.{suffix}")
    command = [sys.executable, "-c", UNPACK, tmp_path / f"bomb.{suffix}", tmp_path / "out"]
    said = subprocess.run(command, capture_output=True, text=True, check=True)
    assert int(said.stdout) < 64  # MiB
