"""`rebuild`: the notebook that runs is ours, with the student's answers in it.

    ours                 handed in              runs
    intro    locked      intro                  intro     ours
    answer   solution    answer  (edited)       answer    ours, with the student's source
                         helper  (no grade_id)  helper    the student's, at its place
    check    graded      check   (edited)       check     ours; the edit is named

Nothing else of the hand-in survives: no output, no metadata, no points, no kernel.
"""

import copy
import re
from dataclasses import dataclass

from nbformat.v4 import new_code_cell, new_markdown_cell, new_raw_cell

from outofcore.grading._files import shown
from outofcore.grading.collect import read_notebook

NEW_CELL = {"code": new_code_cell, "markdown": new_markdown_cell, "raw": new_raw_cell}
GOOD_ID = re.compile(r"[a-zA-Z0-9_-]{1,64}")
FLAGS = ("grade", "solution", "locked", "task")


@dataclass(frozen=True)
class Rebuilt:
    """The notebook that is run, and what the student had changed in it.

    Attributes
    ----------
    notebook : nbformat.NotebookNode
    problems : tuple of str
        Edits of what is ours: a reason to look at the hand-in. They gain nothing.
    notes : tuple of str
        What happens to honest students: an answer cell copied, moved or deleted.
    """

    notebook: object
    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def rebuild(submitted, source):
    """Return the notebook to run, as `Rebuilt`.

    Parameters
    ----------
    submitted : bytes or NotebookNode
        What was handed in.
    source : NotebookNode
        The notebook as it was released. It is not changed.

    Raises
    ------
    ValueError
        When `submitted` is no notebook.

    Notes
    -----
    The order is the submitted one where our cells stand in our order; otherwise our cells go back
    to our order and each of the student's cells stays behind the one of ours it stood behind. A
    cell of ours that is missing comes back, an answer cell empty: the answer may have been typed
    into a new cell. Of several copies of an answer cell the first that has the right type is the
    answer, and the others run where they stand, as they did for the student.
    """
    theirs = _plain_cells(submitted)
    ours = {_grade_id(cell): cell for cell in source.cells if _grade_id(cell)}
    words = _Words()
    chosen = _choose(theirs, ours, words)
    plan = _in_our_order(_marked(theirs, ours, chosen), list(ours), ours, words)
    notebook = copy.deepcopy(source)
    taken = {cell.get("id") for cell in ours.values()}
    notebook.cells = [
        _our_cell(ours[item], chosen.get(item), words)
        if isinstance(item, str)
        else _their_cell(item, taken)
        for item in plan
    ]
    return Rebuilt(notebook, tuple(words.problems), tuple(words.notes))


class _Words:
    """What there is to say, each thing once."""

    def __init__(self):
        self.problems, self.notes = [], []

    def say(self, cell, what):
        """File `what` under the problems or, for an answer cell, under the notes."""
        said = self.notes if _is_answer(cell) else self.problems
        line = f"cell {shown(_grade_id(cell))} {what}"
        if line not in said:
            said.append(line)


def _plain_cells(submitted):
    """Return the submitted cells as dictionaries of type, source, id and nbgrader's metadata."""
    if isinstance(submitted, bytes):
        return read_notebook(submitted.removeprefix(b"\xef\xbb\xbf"))["cells"]
    return [
        {
            "cell_type": cell.cell_type,
            "source": cell.source,
            "id": cell.get("id", ""),
            "nbgrader": dict(cell.metadata.get("nbgrader", {})),
        }
        for cell in submitted.cells
    ]


def _choose(theirs, ours, words):
    """Return {grade_id: the submitted cell that stands for it}."""
    chosen = {}
    for name, cell in ours.items():
        copies = [c for c in theirs if c["nbgrader"].get("grade_id") == name]
        fitting = [c for c in copies if c["cell_type"] == cell.cell_type]
        if len(copies) > 1:
            words.say(cell, f"is there {len(copies)} times")
        if copies:
            chosen[name] = (fitting or copies)[0]
    return chosen


def _marked(theirs, ours, chosen):
    """Return the submitted cells, each of ours as its grade_id; copies of locked cells go."""
    marked = []
    for cell in theirs:
        name = cell["nbgrader"].get("grade_id")
        name = name if isinstance(name, str) and name in ours else None
        if name and chosen[name] is cell:
            marked.append(name)
        elif name is None or _is_answer(ours[name]):
            marked.append(cell)
    return marked


def _in_our_order(marked, names, ours, words):
    """Return `marked` with every name in it, in the order of `names`."""
    present = [item for item in marked if isinstance(item, str)]
    expected = [name for name in names if name in present]
    for name in names:
        if name not in present:
            words.say(ours[name], "was deleted; it is back at its place")
    locked = [name for name in present if not _is_answer(ours[name])]
    if locked != [name for name in expected if name in locked]:
        words.problems.append("locked cells stand in another order; they are back in ours")
    elif present != expected:
        words.notes.append("answer cells were moved; they are back at their places")
    followers = _followers(marked)
    plan = followers[None]
    for name in names:
        plan = [*plan, name, *followers.get(name, [])]
    return plan


def _followers(marked):
    """Return {grade_id: the student's cells right behind it}; those before all are under None."""
    followers, last = {None: []}, None
    for item in marked:
        if isinstance(item, str):
            last = item
            followers[last] = []
        else:
            followers[last].append(item)
    return followers


def _our_cell(cell, submitted, words):
    """Return a copy of our cell; an answer cell with the student's source."""
    made = copy.deepcopy(cell)
    if made.cell_type == "code":
        made.outputs, made.execution_count = [], None
    if submitted is not None:
        _compare(cell, submitted, words)
    if _is_answer(cell):
        made.source = "" if submitted is None else submitted["source"]
    return made


def _compare(cell, submitted, words):
    """Name what was changed of a cell of ours."""
    if submitted["cell_type"] != cell.cell_type:
        words.say(cell, f"was made a {submitted['cell_type']} cell")
    if not _is_answer(cell) and _normal(submitted["source"]) != _normal(cell.source):
        words.say(cell, "was edited; ours is used")
    meta, theirs = cell.metadata.nbgrader, submitted["nbgrader"]
    changed = [
        f"{key} from {meta.get(key)!r} to {theirs[key]!r:.40}"
        for key in (*FLAGS, "points", "checksum")
        if key in theirs and not _same(meta.get(key), theirs[key])
    ]
    if changed:
        line = f"cell {shown(_grade_id(cell))}: its metadata was edited ({'; '.join(changed)})"
        words.problems.append(line)


def _same(ours, theirs):
    """Tell whether two values of nbgrader's metadata mean the same: no value, False and 0 do."""
    if type(theirs) not in (bool, int, float, str, type(None)):
        return False
    return ours == theirs or (not ours and not theirs)


def _normal(source):
    """Return a source without what editors change by themselves."""
    return "\n".join(line.rstrip() for line in source.splitlines()).strip("\n")


def _their_cell(cell, taken):
    """Return a student's own cell: its type and its source, and an id that no other cell has."""
    number, name = 0, cell["id"]
    while name in taken or not GOOD_ID.fullmatch(name):
        number += 1
        name = f"student-{number}"
    taken.add(name)
    return NEW_CELL[cell["cell_type"]](cell["source"], id=name)


def _grade_id(cell):
    return cell.metadata.get("nbgrader", {}).get("grade_id")


def _is_answer(cell):
    return bool(cell.metadata.nbgrader.get("solution"))
