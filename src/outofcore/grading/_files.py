"""Reads a folder somebody handed in: follows no link, opens no pipe, reads nothing unbounded."""

import os
import stat
from dataclasses import dataclass, field
from itertools import islice
from pathlib import PurePosixPath

from outofcore.units import MIB, format_bytes

# Left behind by systems and tools, or ours alone to give: never read, and not worth a word.
IGNORED = {
    ".DS_Store", ".ipynb_checkpoints", ".git", "Thumbs.db", "__MACOSX", "__pycache__",
    "desktop.ini", "feedback", "hidden_checks.py",
}  # fmt: skip
KINDS = {
    stat.S_IFLNK: "a link",
    stat.S_IFIFO: "a pipe (FIFO)",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}
READ = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


class RejectedFiles(ValueError):
    """Something handed in was not taken; the message says what and why."""


@dataclass(frozen=True)
class FileLimits:
    """What a hand-in may hold.

    Attributes
    ----------
    files : int
        Files and folders together.
    depth : int
        Folders inside folders.
    file_bytes, total_bytes, notebook_bytes : int
        Size of one file, of all of them, and of the notebook.
    name_bytes : int
        Length of a path in UTF-8.
    json_depth, json_nodes, cells : int
        Brackets inside brackets, values, and cells of the notebook.
    ratio : int
        How many bytes may come out of an archive for each of its own.
    """

    files: int = 200
    depth: int = 4
    file_bytes: int = 20 * MIB
    total_bytes: int = 50 * MIB
    notebook_bytes: int = 20 * MIB
    name_bytes: int = 200
    json_depth: int = 200
    json_nodes: int = 1_000_000
    cells: int = 2000
    ratio: int = 100


@dataclass
class Found:
    """The files of a folder that may be used, by relative path, and what was wrong with others."""

    files: dict[str, bytes] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    seen: int = 0


def read_folder(folder, limits, *, first=None):
    """Return what the folder holds, as `Found`.

    Parameters
    ----------
    folder : path
        Where somebody else may have put anything, under any name.
    limits : FileLimits
    first : str, optional
        A file in it to read before all others, so that no flood of files can crowd it out; it may
        have `notebook_bytes`.

    Raises
    ------
    RejectedFiles
        When the folder itself is a link or no folder.
    FileNotFoundError
        When there is none.
    """
    handle = _open_folder(folder)
    try:
        found = Found()
        if first is not None and _exists(handle, first):
            _read_file(handle, first, first, limits, found, limits.notebook_bytes)
        _read_entries(handle, "", limits, found, skip={first})
    finally:
        os.close(handle)
    return found


def name_problem(path, limits):
    """Return why a relative path is not taken as it is, or None.

    >>> name_problem("notes.txt", FileLimits()), name_problem("a/../../b", FileLimits())
    (None, "its path has '..' in it")
    """
    try:
        length = len(path.encode())
    except UnicodeEncodeError:
        return "its name is not UTF-8"
    parts = path.split("/")
    if path.startswith("/") or "\\" in path or (len(path) > 1 and path[1] == ":"):
        return "its path is absolute, or not written with '/'"
    if ".." in parts:
        return "its path has '..' in it"
    if any(not c.isprintable() for c in path):
        return "its name has control or invisible characters"
    if any(part != part.strip() or part in ("", ".") or part.startswith("-") for part in parts):
        return "its name is empty, or starts or ends with a blank, or starts with '-'"
    if length > limits.name_bytes:
        return f"its name has {length} bytes, more than {limits.name_bytes}"
    if len(parts) > limits.depth + 1:
        return f"it lies more than {limits.depth} folders deep"
    return None


def is_ignored(path):
    """Tell whether a relative path is one that nobody looks at.

    >>> is_ignored("a/__pycache__/x.pyc"), is_ignored("a/x.py")
    (True, False)
    """
    return path.endswith(".pyc") or not IGNORED.isdisjoint(PurePosixPath(path).parts)


def shown(name):
    """Return a name as it can be printed anywhere: escaped, and cut short."""
    text = ascii(name)
    return text if len(text) <= 80 else text[:77] + "...'"


def _open_folder(name, parent=None):
    try:
        return os.open(name, READ | os.O_DIRECTORY, dir_fd=parent)
    except FileNotFoundError:
        raise
    except OSError as error:
        why = "a link or no folder" if error.errno else "unreadable"
        raise RejectedFiles(f"the folder {shown(os.path.basename(name))} is {why}") from None


def _exists(handle, name):
    try:
        os.stat(name, dir_fd=handle, follow_symlinks=False)
    except OSError:
        return False
    return True


def _read_entries(handle, prefix, limits, found, skip=()):
    with os.scandir(handle) as entries:  # only some: a folder may hold a million names
        names = [entry.name for entry in islice(entries, 2 * limits.files + 10)]
    for name in sorted(names, key=lambda name: (not name.endswith(".ipynb"), name)):
        path = prefix + name
        if (not prefix and name in skip) or is_ignored(path):
            continue
        if found.seen >= limits.files:
            if found.seen == limits.files:
                found.problems.append(f"more than {limits.files} files; the rest was left out")
                found.seen += 1
            return
        found.seen += 1
        if why := name_problem(path, limits):
            found.problems.append(f"{shown(path)} was left out: {why}")
        elif stat.S_ISDIR(_mode(handle, name)):
            _read_subfolder(handle, name, path, limits, found)
        else:
            _read_file(handle, name, path, limits, found, limits.file_bytes)


def _mode(handle, name):
    try:
        return os.stat(name, dir_fd=handle, follow_symlinks=False).st_mode
    except OSError:
        return 0


def _read_subfolder(handle, name, path, limits, found):
    try:
        inner = _open_folder(name, handle)
    except (OSError, RejectedFiles):
        found.problems.append(f"{shown(path)} was left out: the folder cannot be opened")
        return
    try:
        _read_entries(inner, path + "/", limits, found)
    finally:
        os.close(inner)


def _read_file(handle, name, path, limits, found, max_bytes):
    left = limits.total_bytes - sum(map(len, found.files.values()))
    try:
        found.files[path] = _read_plain_file(handle, name, max_bytes, left)
    except RejectedFiles as why:
        found.problems.append(f"{shown(path)} was left out: {why}")
    except OSError as error:
        found.problems.append(f"{shown(path)} was left out: {error.strerror}")


def _read_plain_file(handle, name, max_bytes, left):
    """Return the bytes of a regular file that has one name only, or say why not."""
    mode = os.stat(name, dir_fd=handle, follow_symlinks=False).st_mode
    if not stat.S_ISREG(mode):  # asked before it is opened: opening a device may already act
        raise RejectedFiles(f"it is {KINDS.get(stat.S_IFMT(mode), 'no plain file')}")
    descriptor = os.open(name, READ, dir_fd=handle)
    try:
        info = os.fstat(descriptor)  # asked again: the name may have changed hands
        if not stat.S_ISREG(info.st_mode):
            raise RejectedFiles("it is no plain file")
        if info.st_nlink > 1:
            raise RejectedFiles("it is a hard link: the same file has another name elsewhere")
        if info.st_size > max_bytes:
            allowed = f"{format_bytes(max_bytes)} are allowed"
            raise RejectedFiles(f"it has {format_bytes(info.st_size)}; {allowed}")
        if info.st_size > left:
            raise RejectedFiles("all files together are too large")
        with os.fdopen(os.dup(descriptor), "rb") as file:
            return file.read(info.st_size)
    finally:
        os.close(descriptor)
