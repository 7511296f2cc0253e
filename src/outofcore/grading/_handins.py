"""Which hand-ins there are, and how those from elsewhere come into _grading/submitted safely."""

import os
import shutil
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from outofcore.grading._work import look_at
from outofcore.grading.collect import REJECTED_LIST, unpack

ARCHIVES = (".zip", ".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tar.xz")


@dataclass(frozen=True)
class HandIn:
    """A student's folder for the assignment; `handed_in` tells whether there is one at all."""

    student: str
    folder: Path
    handed_in: bool


def find_hand_ins(course):
    """Return a `HandIn` for every student's folder under _grading/submitted, by name."""
    found = []
    if course.submitted.is_dir():
        for entry in sorted(os.scandir(course.submitted), key=lambda e: e.name):
            if entry.name.startswith(".") or not entry.is_dir(follow_symlinks=False):
                continue
            folder = Path(entry.path) / course.assignment
            there = os.path.lexists(folder)
            found.append(HandIn(entry.name, folder, there))
    return found


def bring_in(course, source, *, say):
    """Collect the hand-ins in the folder `source` into _grading/submitted.

    `source` holds STUDENT/ASSIGNMENT/ folders, STUDENT/ folders, or archives named after students.
    A hand-in that is there already with other content is put aside, never lost, and said.

    Raises
    ------
    FileNotFoundError
        When there is no such folder.
    """
    source = Path(source)
    if not source.is_dir():
        raise FileNotFoundError(f"no folder {source} to take hand-ins from")
    if course.submitted.exists() and source.samefile(course.submitted):
        return
    for entry in sorted(os.scandir(source), key=lambda e: e.name):
        name, suffix = _split(entry.name)
        if entry.name.startswith("."):
            continue
        if entry.is_dir(follow_symlinks=False):
            _collect(course, entry.name, Path(entry.path), [], say)
        elif entry.is_file(follow_symlinks=False) and suffix:
            _collect_archive(course, name, Path(entry.path), say)
        else:
            say(f"{entry.name} is neither a student's folder nor an archive; left out")


def _collect_archive(course, student, archive, say):
    course.journal.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=course.journal, prefix="unpack-") as folder:
        target = Path(folder) / "files"
        try:
            unpack(archive, target)
            problems = []
        except Exception as error:  # whatever an archive is, it stops nobody else
            problems = [f"{archive.name} could not be unpacked: {error}"]
            shutil.rmtree(target, ignore_errors=True)
            target.mkdir()
        _collect(course, student, target, problems, say)


def _collect(course, student, folder, problems, say):
    """Put what the guard lets through into the student's folder, whole or not at all."""
    inside = folder / course.assignment
    has_own = inside.is_dir() and not inside.is_symlink()
    submission = look_at(course, inside if has_own else folder)
    files = _contents(course, submission)
    problems = [*problems, *(submission.problems if submission.outcome == "rejected-files" else [])]
    if problems:  # the collected copy is clean, but its author handed in more
        files[REJECTED_LIST] = "".join(f"{line}\n" for line in problems).encode()
    target = course.submitted / student / course.assignment
    if os.path.lexists(target):
        if _contents(course, look_at(course, target)) == _contents(course, submission):
            return
        aside = course.root / "_grading" / "replaced" / student
        aside.mkdir(parents=True, exist_ok=True)
        aside = aside / f"{course.assignment}-{time.strftime('%Y%m%dT%H%M%S')}-{time.time_ns()}"
        os.replace(target, aside)
        say(f"{student}: another hand-in was there; it now lies in {aside}")
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".incoming-") as scratch:
        whole = Path(scratch) / "whole"
        whole.mkdir(mode=0o755)
        for name, data in files.items():
            path = whole / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        os.replace(whole, target)


def _contents(course, submission):
    """Return the files of a hand-in by name, the notebook and nbgrader's records with them."""
    files = {**submission.files, **submission.records}
    if submission.notebook is not None:
        files[submission.notebook_name or course.notebook_name] = submission.notebook
    return files


def _split(name):
    """Return an archive's name without its suffix, and the suffix; "" for anything else."""
    for suffix in ARCHIVES:
        if name.lower().endswith(suffix):
            return name[: -len(suffix)], suffix
    return name, ""
