"""`look_at_submission`: what a student handed in, read without trusting any of it."""

import json
import re
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from outofcore.grading._archive import unpack
from outofcore.grading._files import FileLimits, RejectedFiles, read_folder, shown
from outofcore.units import format_bytes

__all__ = [
    "FileLimits",
    "RejectedFiles",
    "Submission",
    "look_at_submission",
    "read_notebook",
    "unpack",
]

RECORDS = ("timestamp.txt", "submission_secret.txt")  # nbgrader's own, beside the notebook
TAKEN = ("from ours", "of ours")  # how the words end for a name that we use ourselves
REJECTED_LIST = "rejected-files.txt"  # written on collecting, for what was not copied
TOKENS = re.compile(rb'"(?:[^"\\]++|\\.)*+"|[\[{]|[\]}]|[-\w.+]++', re.DOTALL)


@dataclass(frozen=True)
class Submission:
    """What was handed in, as far as it may be used.

    Attributes
    ----------
    notebook : bytes or None
        The notebook without a byte-order mark; None when there is none to use.
    files : dict of str to bytes
        The student's other files by relative path; none of ours, and no notebook.
    problems : tuple of str
        What was left out or is odd, in the instructor's words.
    outcome : str
        "graded" (nothing wrong so far), "rejected-files", "missing" or "corrupt".
    notebook_name : str or None
        The name it was handed in under.
    records : dict of str to bytes
        What nbgrader itself wrote beside it: its time stamp and its secret.
    """

    notebook: bytes | None
    files: dict[str, bytes] = field(default_factory=dict)
    problems: tuple[str, ...] = ()
    outcome: str = "graded"
    notebook_name: str | None = None
    records: dict[str, bytes] = field(default_factory=dict)


def look_at_submission(
    folder, notebook_name, limits=None, *, ours=frozenset(), grade_ids=frozenset()
):
    """Return the `Submission` in a folder; nothing that lies there makes this raise.

    Parameters
    ----------
    folder : path
        The student's folder of one assignment.
    notebook_name : str
        The file name of the notebook, "03_chunking.ipynb"; the ending may be left out.
    limits : FileLimits, optional
    ours : collection of str
        Names of the files we hand out: a student's copy of one is not used.
    grade_ids : collection of str
        The notebook's own cells, by which a renamed notebook is known; without them any cell that
        nbgrader has marked will do.
    """
    limits = limits or FileLimits()
    notebook_name = notebook_name.removesuffix(".ipynb") + ".ipynb"
    try:
        found = read_folder(folder, limits, first=notebook_name)
    except FileNotFoundError:
        return Submission(None, problems=("there is no folder",), outcome="missing")
    except (RejectedFiles, OSError) as error:
        return Submission(None, problems=(_words(error),), outcome="rejected-files")
    problems = found.problems + _collected_problems(found.files.pop(REJECTED_LIST, None))
    rejected = bool(problems)
    records = {name: found.files.pop(name) for name in RECORDS if name in found.files}
    name = notebook_name
    if name not in found.files and not any(p.startswith(shown(name)) for p in problems):
        name, why = _find_renamed(found.files, notebook_name, grade_ids, limits)
        problems.append(why)
    data = found.files.get(name)
    files = _usable(found.files, set(ours) | {notebook_name}, problems)
    rejected = rejected or any(p.endswith(TAKEN) for p in problems)
    outcome = "rejected-files" if rejected else "graded"
    if data is None:
        outcome = "rejected-files" if name == notebook_name else "missing"
    else:
        data = data.removeprefix(b"\xef\xbb\xbf")
        try:
            read_notebook(data, limits)
        except ValueError as error:
            problems.append(f"{shown(name)} is no notebook: {error}")
            outcome = "corrupt"
    return Submission(data, files, tuple(problems), outcome, name, records)


def read_notebook(data, limits=None):
    """Return a notebook's JSON as a dictionary whose cells have a type, a source and metadata.

    Sources come as one string. Nothing else is promised: rebuilding uses nothing else.

    Raises
    ------
    ValueError
        Says in words why it is no notebook.
    """
    limits = limits or FileLimits()
    if not data.strip():
        raise ValueError("it is empty")
    if len(data) > limits.notebook_bytes:
        raise ValueError(f"it has {format_bytes(len(data))}, too many")
    _check_depth(data, limits)
    try:
        notebook = json.loads(data.decode())
    except UnicodeDecodeError:
        raise ValueError("it is not UTF-8") from None
    except json.JSONDecodeError as error:
        raise ValueError(f"it is broken JSON (line {error.lineno}: {error.msg})") from None
    except (ValueError, RecursionError, MemoryError) as error:
        raise ValueError(f"it is JSON that cannot be read ({type(error).__name__})") from None
    if not isinstance(notebook, dict):
        raise ValueError("its JSON is no object")
    version = notebook.get("nbformat")
    if version != 4 or isinstance(version, bool):
        raise ValueError(f"its format is {version!r:.20}, not 4; open it in JupyterLab and save it")
    cells = notebook.get("cells")
    if not isinstance(cells, list) or len(cells) > limits.cells:
        raise ValueError(f"its cells are no list, or more than {limits.cells}")
    metadata = notebook.get("metadata")
    return {
        "metadata": metadata if isinstance(metadata, dict) else {},
        "cells": [_read_cell(cell, number) for number, cell in enumerate(cells, 1)],
    }


def _check_depth(data, limits):
    """Refuse what would cost the parser its stack or our memory, before it is parsed."""
    depth = 0
    for nodes, token in enumerate(TOKENS.finditer(data)):
        first = data[token.start()]
        if first in b"[{":
            depth += 1
        elif first in b"]}":
            depth -= 1
        if depth > limits.json_depth or nodes > limits.json_nodes:
            raise ValueError("its JSON is nested too deeply, or has too many values")


def _read_cell(cell, number):
    kind = cell.get("cell_type") if isinstance(cell, dict) else None
    if kind not in ("code", "markdown", "raw"):
        raise ValueError(f"cell {number} is no cell")
    source = cell.get("source", "")
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        source = "".join(source)
    if not isinstance(source, str):
        raise ValueError(f"cell {number} has no text for its source")
    metadata = cell.get("metadata")
    nbgrader = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    return {
        "cell_type": kind,
        "source": source.encode(errors="replace").decode(),  # half a surrogate cannot be saved
        "nbgrader": nbgrader if isinstance(nbgrader, dict) else {},
        "id": cell.get("id") if isinstance(cell.get("id"), str) else "",
    }


def _find_renamed(files, notebook_name, grade_ids, limits):
    """Return the name of the only notebook with our cells, or None, and the words for it."""
    candidates = [
        n for n in files if n.endswith(".ipynb") and _is_ours(files[n], grade_ids, limits)
    ]
    if len(candidates) == 1:
        return candidates[0], f"{shown(candidates[0])} was graded: it is {notebook_name} renamed"
    if candidates:
        names = ", ".join(map(shown, candidates))
        return None, f"no {notebook_name}, and more than one that it could be: {names}"
    return None, f"no {notebook_name} was handed in"


def _is_ours(data, grade_ids, limits):
    try:
        notebook = read_notebook(data.removeprefix(b"\xef\xbb\xbf"), limits)
    except ValueError:
        return False
    found = [cell["nbgrader"].get("grade_id") for cell in notebook["cells"]]
    found = {name for name in found if isinstance(name, str)}
    return bool(found & set(grade_ids)) if grade_ids else bool(found)


def _usable(files, ours, problems):
    """Return the student's own files; a name that only case tells from ours is a problem."""
    folded = {name.casefold() for name in ours}
    usable = {}
    for name, data in files.items():
        if name in ours or name.endswith(".ipynb"):
            continue
        if name.casefold() in folded:
            problems.append(f"{shown(name)} was left out: its name differs only in case from ours")
        elif any(str(p).casefold() in folded for p in PurePosixPath(name).parents):
            problems.append(f"{shown(name)} was left out: a folder has the name of a file of ours")
        else:
            usable[name] = data
    return usable


def _collected_problems(data):
    """Return what collecting already left out."""
    lines = [] if data is None else data.decode(errors="replace").splitlines()
    return [shown(line)[1:-1] for line in lines[:20]]


def _words(error):
    if isinstance(error, RejectedFiles):
        return str(error)
    return f"the folder cannot be read: {error.strerror}"
