"""The journal of a class: what was graded, under a key of everything the result depends on.

    _grading/journal/03_chunking/
        results/4f/4f0c….json     one finished result: a header line, then the result as JSON
        committed.jsonl           one line per commit to the gradebook, the last of a student counts

A result's key is the sha256 over the hand-in and over the *recipe*: the released notebook, the
checks, the library, the environment and the limits. Whatever changes changes the key, so nothing is
ever looked up by name or by date, and a result that is there need not be computed again.
"""

import contextlib
import errno
import hashlib
import json
import os
import site
import uuid
from dataclasses import asdict, dataclass, is_dataclass
from functools import cache
from importlib.metadata import distributions
from pathlib import Path

import outofcore
from outofcore import __version__

FORMAT = 1
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
NOT_REUSED = "grader-error"  # its cause lay with us, not with the hand-in


@dataclass(frozen=True)
class Course:
    """Where the parts of one assignment lie in the course's folder."""

    root: Path
    assignment: str

    @property
    def notebook_name(self):
        """Return the file name under which the notebook is handed in."""
        return f"{self.assignment}.ipynb"

    @property
    def released(self):
        """Return the path of the notebook as students got it."""
        return self.root / "exercises" / self.assignment / self.notebook_name

    @property
    def checks(self):
        """Return the path of the open checks."""
        return self.root / "solutions" / self.assignment / "checks.py"

    @property
    def hidden(self):
        """Return the path of the hidden checks, or None when there are none."""
        path = self.root / "solutions" / self.assignment / "hidden_checks.py"
        return path if path.is_file() else None

    @property
    def submitted(self):
        """Return the folder of the students' folders."""
        return self.root / "_grading" / "submitted"

    @property
    def journal(self):
        """Return the folder of this assignment's journal."""
        return self.root / "_grading" / "journal" / self.assignment


class Journal:
    """The results and commits of one assignment. `notes` says what was found damaged."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.notes = []

    def get(self, key):
        """Return the result stored under `key`, or None when there is no whole one."""
        path = self._path(key)
        try:
            with open(path, "rb") as file:
                header = json.loads(file.readline())
                body = file.read()
            if header["format"] != FORMAT or header["key"] != key:
                raise ValueError("it belongs to something else")
            if header["sha256"] != hashlib.sha256(body).hexdigest():
                raise ValueError("it is torn")
            return json.loads(body)
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
            self.notes.append(f"{path} is no whole result ({error}); it is made again")
            return None

    def put(self, key, result):
        """Store `result` under `key`: nobody ever sees half of it, not even after a power cut."""
        body = json.dumps(result).encode()
        header = {"format": FORMAT, "key": key, "sha256": hashlib.sha256(body).hexdigest()}
        _write_whole(self._path(key), json.dumps(header).encode() + b"\n" + body)

    def commits(self):
        """Return {student: (key, earned)} of everything committed to the gradebook."""
        found = {}
        with contextlib.suppress(FileNotFoundError), open(self._committed, "rb") as file:
            for line in file:
                try:
                    entry = json.loads(line)
                    found[entry["student"]] = (entry["key"], entry["earned"])
                except (ValueError, KeyError, TypeError):
                    self.notes.append(f"{self._committed} has a torn line; that commit is repeated")
        return found

    def record_commit(self, student, key, earned):
        """Record that the gradebook now holds the result `key` of `student`."""
        self.folder.mkdir(parents=True, exist_ok=True)
        line = json.dumps({"student": student, "key": key, "earned": earned}).encode() + b"\n"
        handle = os.open(self._committed, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            size = os.fstat(handle).st_size
            if size and os.pread(handle, 1, size - 1) != b"\n":  # the last line was torn: end it
                line = b"\n" + line
            os.write(handle, line)
            os.fsync(handle)
        finally:
            os.close(handle)

    @property
    def _committed(self):
        return self.folder / "committed.jsonl"

    def _path(self, key):
        return self.folder / "results" / key[:2] / f"{key}.json"


def recipe(course, *, limits, sandbox):
    """Return the digest of everything a result depends on besides the hand-in.

    Parameters
    ----------
    course : Course
    limits : dataclass or dict
        The limits of the sandbox.
    sandbox : bool
        Whether students' code runs in the sandbox.
    """
    parts = {
        "released": _digest_of(course.released),
        "checks": _digest_of(course.checks),
        "hidden": _digest_of(course.hidden) if course.hidden else "",
        "limits": asdict(limits) if is_dataclass(limits) else dict(limits),
        "sandbox": bool(sandbox),
        "environment": environment(),
    }
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def submission_key(recipe, notebook, files, problems=()):
    """Return the key of a hand-in's result.

    Parameters
    ----------
    recipe : str
        What `recipe` returned.
    notebook : bytes or None
        The notebook handed in; None when there is none.
    files : dict of str to bytes
        The other files handed in.
    problems : iterable of str
        What the collect guard said; a file it rejected is in none of the others.
    """
    total = hashlib.sha256(recipe.encode())
    parts = [b"no notebook" if notebook is None else b"notebook", notebook or b""]
    for name in sorted(files):
        parts += [os.fsencode(name), files[name]]
    for part in [*parts, b"problems", *(str(p).encode(errors="replace") for p in problems)]:
        total.update(len(part).to_bytes(8, "big") + part)  # no two lists of parts read the same
    return total.hexdigest()


@cache
def environment():
    """Return the digest of the library's source and of every installed package's version."""
    total = hashlib.sha256(__version__.encode())
    folder = Path(outofcore.__file__).parent
    for path in sorted(folder.rglob("*.py")):
        total.update(f"{path.relative_to(folder)} {_digest_of(path)}\n".encode())
    total.update("\n".join(sorted(_packages())).encode())
    return total.hexdigest()


def _packages():
    # The folders of this Python's packages, not sys.path: that differs from process to process.
    for found in distributions(path=sorted({*site.getsitepackages(), site.getusersitepackages()})):
        yield f"{found.name} {found.version}".lower()


def _digest_of(path):
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()


def _write_whole(path, data):
    """Write `data` beside `path`, see it on the disk, then give it its name."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.stem[:16]}.{uuid.uuid4().hex[:8]}.part")
    try:
        with open(temporary, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
        handle = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


@contextlib.contextmanager
def locked(folder):
    """Return a context that no second process enters for the same folder; it ends with us.

    Raises
    ------
    BlockingIOError
        When another process is in it; the message names the process.
    """
    import fcntl

    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            owner = os.pread(handle, 100, 0).decode(errors="replace").strip() or "unknown"
            raise BlockingIOError(
                errno.EWOULDBLOCK,
                f"another grader is at work here (process {owner}); wait for it, or end it",
            ) from None
        os.ftruncate(handle, 0)
        os.pwrite(handle, str(os.getpid()).encode(), 0)
        yield
    finally:
        os.close(handle)
