"""What a hand-in may hold, and what of it is used. Nothing in these folders may be touched."""

import io
import json
import os
import socket
import stat
import tarfile
import zipfile

import pytest

from outofcore.grading._exchange import copy_folder
from outofcore.grading.collect import (
    FileLimits,
    RejectedFiles,
    look_at_submission,
    read_notebook,
    unpack,
)

NAME = "demo.ipynb"
SECRET = "only-on-the-graders-machine"
SMALL = FileLimits(files=5, depth=2, file_bytes=2000, total_bytes=5000, notebook_bytes=3000)


def notebook(source="x = 1", grade_id="answer", **fields):
    cell = {"cell_type": "code", "source": source, "metadata": {"nbgrader": {"grade_id": grade_id}}}
    whole = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [cell], **fields}
    return json.dumps(whole).encode()


@pytest.fixture
def folder(tmp_path):
    """A hand-in with nothing wrong, and a secret beside it."""
    (tmp_path / "secret.txt").write_text(SECRET)
    folder = tmp_path / "submitted" / "ada" / "demo"
    folder.mkdir(parents=True)
    (folder / NAME).write_bytes(notebook())
    return folder


def look(folder, **options):
    """Look at the folder with small limits."""
    return look_at_submission(folder, NAME, SMALL, ours={"checks.py"}, **options)


def test_an_honest_hand_in(folder):
    (folder / "helper.py").write_text("x = 1\n")
    (folder / "checks.py").write_text("our own file, handed back\n")
    (folder / "timestamp.txt").write_text("2026-01-01 10:00:00 UTC")
    (folder / ".ipynb_checkpoints").mkdir()
    (folder / ".ipynb_checkpoints" / "demo-checkpoint.ipynb").write_bytes(notebook())
    found = look(folder)
    assert (found.outcome, found.problems, found.notebook_name) == ("graded", (), NAME)
    assert found.notebook == notebook()
    assert found.files == {"helper.py": b"x = 1\n"}
    assert set(found.records) == {"timestamp.txt"}


def symlink(folder):
    (folder / "notes.txt").symlink_to(folder.parents[2] / "secret.txt")


def linked_folder(folder):
    (folder / "notes").symlink_to(folder.parents[2])


def hard_link(folder):
    os.link(folder.parents[2] / "secret.txt", folder / "notes.txt")


def fifo(folder):
    os.mkfifo(folder / "notes.txt")


def unix_socket(folder):
    before = os.getcwd()
    os.chdir(folder)  # a socket's path may only have 108 bytes
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("notes.txt")
    os.chdir(before)


def oversize(folder):
    with open(folder / "notes.txt", "wb") as file:
        file.truncate(10**12)  # sparse: takes no room here, would take a terabyte to copy


def together_too_large(folder):
    for number in range(3):
        (folder / f"part{number}").write_bytes(bytes(1900))


def too_many(folder):
    for number in range(9):
        (folder / f"a{number}").touch()  # sorts before the notebook, which is found all the same


def too_deep(folder):
    (folder / "a" / "b" / "c").mkdir(parents=True)
    (folder / "a" / "b" / "c" / "notes.txt").touch()


def control_character(folder):
    (folder / "a\nb").touch()


def right_to_left(folder):
    (folder / "a\u202egpj.exe").touch()


def not_utf8(folder):
    (folder / os.fsdecode(b"a\xff")).touch()


def leading_dash(folder):
    (folder / "-rf").touch()


def long_name(folder):
    (folder / ("a" * 250)).touch()


def case_clash(folder):
    (folder / "Checks.py").touch()


REJECTED = [
    symlink, linked_folder, hard_link, fifo, unix_socket, oversize, together_too_large, too_many,
    too_deep, control_character, right_to_left, not_utf8, leading_dash, long_name, case_clash,
]  # fmt: skip


@pytest.mark.parametrize("spoil", REJECTED, ids=lambda spoil: spoil.__name__)
def test_a_rejected_file_is_named_and_leaves_the_notebook(folder, spoil):
    spoil(folder)
    found = look(folder)
    assert found.outcome == "rejected-files"
    assert found.notebook == notebook()
    assert len(found.problems) == 1
    assert found.problems[0].isprintable()
    assert SECRET.encode() not in b"".join(found.files.values())


@pytest.mark.parametrize("spoil", REJECTED, ids=lambda spoil: spoil.__name__)
def test_collecting_copies_no_rejected_file_and_remembers_it(folder, spoil, tmp_path):
    spoil(folder)
    dest = tmp_path / "collected"
    copy_folder(folder, dest, SMALL)
    kinds = {stat.S_IFMT(path.lstat().st_mode) for path in dest.rglob("*")}
    assert kinds == {stat.S_IFREG}
    assert SECRET not in "".join(path.read_text() for path in dest.rglob("*"))
    found = look(dest)
    assert (found.outcome, found.notebook) == ("rejected-files", notebook())


@pytest.mark.parametrize("spoil", [symlink, hard_link, fifo, unix_socket, oversize])
def test_the_notebook_itself_may_be_what_is_rejected(folder, spoil):
    (folder / NAME).unlink()
    spoil(folder)
    (folder / "notes.txt").rename(folder / NAME)
    found = look(folder)
    assert (found.outcome, found.notebook) == ("rejected-files", None)


def test_the_folder_itself_may_be_a_link(folder):
    link = folder.parent / "link"
    link.symlink_to(folder)
    assert look(link).outcome == "rejected-files"
    assert look(folder.parent / "nothing").outcome == "missing"


def test_a_renamed_notebook_is_known_by_its_cells(folder):
    (folder / NAME).rename(folder / "demo (1).ipynb")
    (folder / "own.ipynb").write_bytes(notebook(grade_id="other"))
    found = look(folder, grade_ids={"answer"})
    assert (found.outcome, found.notebook) == ("graded", notebook())
    assert found.notebook_name == "demo (1).ipynb"
    assert "renamed" in found.problems[0]


def test_two_renamed_notebooks_are_left_to_the_instructor(folder):
    (folder / NAME).rename(folder / "a.ipynb")
    (folder / "b.ipynb").write_bytes(notebook())
    found = look(folder)
    assert (found.outcome, found.notebook) == ("missing", None)
    assert "'a.ipynb', 'b.ipynb'" in found.problems[0]


def test_no_notebook(folder):
    (folder / NAME).rename(folder / "demo.txt")
    assert look(folder).outcome == "missing"


def test_a_byte_order_mark_is_fine(folder):
    (folder / NAME).write_bytes(b"\xef\xbb\xbf" + notebook())
    assert (look(folder).outcome, look(folder).notebook) == ("graded", notebook())


BROKEN = {
    "empty": (b"", "empty"),
    "blank": (b" \n", "empty"),
    "cut": (notebook()[:-9], "broken JSON"),
    "utf16": ("{}".encode("utf-16"), "UTF-8"),
    "binary": (bytes(range(256)), "broken JSON|UTF-8"),
    "deep lists": (b"[" * 1000, "deeply"),
    "deep and closed": (b"[" * 100_000 + b"]" * 100_000, "deeply"),
    "deep objects": (b'{"a":' * 1000, "deeply"),
    "many values": (b"[" + b"1," * 1_100_000 + b"1]", "too many values"),
    "huge": (b'"' + b"a" * 21 * 2**20 + b'"', "too many"),
    "huge number": (b'{"nbformat": ' + b"9" * 5000 + b"}", "cannot be read"),
    "a list": (b"[]", "no object"),
    "version 3": (notebook(nbformat=3), "format is 3"),
    "version true": (notebook(nbformat=True), "format is True"),
    "no cells": (notebook(cells=None), "cells"),
    "too many cells": (notebook(cells=[{"cell_type": "raw"}] * 2001), "2000"),
    "odd cell": (notebook(cells=[7]), "cell 1"),
    "odd type": (notebook(cells=[{"cell_type": "script"}]), "cell 1"),
    "odd source": (notebook(cells=[{"cell_type": "code", "source": {}}]), "source"),
}


@pytest.mark.parametrize(("data", "words"), BROKEN.values(), ids=BROKEN)
def test_a_broken_notebook_is_corrupt_in_words(folder, data, words):
    (folder / NAME).write_bytes(data)
    found = look_at_submission(folder, NAME, FileLimits(notebook_bytes=30 * 2**20))
    assert found.outcome == "corrupt"
    with pytest.raises(ValueError, match=words):
        read_notebook(data)


def test_half_a_surrogate_can_still_be_saved():
    cell = read_notebook(notebook(source="\ud800"))["cells"][0]
    assert cell["source"] == "?"


# ---------------------------------------------------------------- archives


def zipped(tmp_path, members, **options):
    """Write a zip of {name or ZipInfo: data}."""
    path = tmp_path / "in.zip"
    with zipfile.ZipFile(path, "w", **options) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return path


def tarred(tmp_path, *members, mode="w:gz"):
    """Write a tar.gz of (TarInfo, data)."""
    path = tmp_path / "in.tar.gz"
    with tarfile.open(path, mode) as archive:
        for info, data in members:
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return path


def test_honest_archives_are_unpacked(tmp_path):
    unpack(zipped(tmp_path, [("a/", b""), ("a/b.txt", b"1"), ("c.ipynb", b"{}")]), tmp_path / "z")
    unpack(tarred(tmp_path, (tarfile.TarInfo("./a/b.txt"), b"1")), tmp_path / "t")
    assert (tmp_path / "z" / "a" / "b.txt").read_text() == "1"
    assert (tmp_path / "t" / "a" / "b.txt").read_text() == "1"
    with pytest.raises(FileExistsError):
        unpack(tmp_path / "in.zip", tmp_path / "z")


def zip_link():
    info = zipfile.ZipInfo("a")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info


BAD_ZIPS = {
    "traversal": [("../out", b"1")],
    "inner traversal": [("a/../../out", b"1")],
    "absolute": [("/tmp/out", b"1")],
    "backslash": [("..\\out", b"1")],
    "link": [(zip_link(), b"/etc/shadow")],
    "control": [("a\x1b[2J", b"1")],
    "case twice": [("a.txt", b"1"), ("A.TXT", b"2")],
    "file and folder": [("a", b"1"), ("a/b", b"2")],
    "bomb": [("a", bytes(20 * 2**20))],
    "many": [(f"f{n}", b"") for n in range(300)],
}


@pytest.mark.parametrize("members", BAD_ZIPS.values(), ids=BAD_ZIPS)
def test_a_bad_zip_leaves_nothing(tmp_path, members):
    archive = zipped(tmp_path, members, compression=zipfile.ZIP_DEFLATED)
    check_refused(tmp_path, archive)


def check_refused(tmp_path, archive, limits=None):
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(RejectedFiles):
        unpack(archive, tmp_path / "dest", limits)
    assert sorted(tmp_path.rglob("*")) == before


def test_an_encrypted_zip_is_refused(tmp_path):
    archive = zipped(tmp_path, [("a", b"1")])
    data = bytearray(archive.read_bytes())
    data[6] |= 1  # the flag in the member's header, and in the directory
    data[data.index(b"PK\x01\x02") + 8] |= 1
    archive.write_bytes(data)
    check_refused(tmp_path, archive)


def test_a_zip_that_lies_about_its_sizes_is_refused(tmp_path):
    archive = zipped(tmp_path, [("a", b"1" * 5000)], compression=zipfile.ZIP_DEFLATED)
    data = bytearray(archive.read_bytes())
    at = data.index(b"PK\x01\x02") + 24
    data[at : at + 4] = (10).to_bytes(4, "little")
    archive.write_bytes(data)
    check_refused(tmp_path, archive)


def member(name, kind=tarfile.REGTYPE, target=""):
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, target
    return info


BAD_TARS = {
    "traversal": (member("../out"), b"1"),
    "absolute": (member("/tmp/out"), b"1"),
    "symlink": (member("a", tarfile.SYMTYPE, "/etc/shadow"), b""),
    "hard link": (member("a", tarfile.LNKTYPE, "/etc/shadow"), b""),
    "fifo": (member("a", tarfile.FIFOTYPE), b""),
    "device": (member("a", tarfile.CHRTYPE), b""),
    "too large": (member("a"), bytes(21 * 2**20)),
    "bomb among what is ignored": (member("__pycache__/a"), bytes(21 * 2**20)),
}


@pytest.mark.parametrize("entry", BAD_TARS.values(), ids=BAD_TARS)
def test_a_bad_tar_leaves_nothing(tmp_path, entry):
    check_refused(tmp_path, tarred(tmp_path, entry))


@pytest.mark.parametrize("data", [b"", b"no archive", b"PK\x05\x06" + bytes(9), b"\x1f\x8b\x08"])
def test_what_is_no_archive_is_refused(tmp_path, data):
    (tmp_path / "in.zip").write_bytes(data)
    check_refused(tmp_path, tmp_path / "in.zip")
