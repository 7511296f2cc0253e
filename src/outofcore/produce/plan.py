"""What a data set on disk will be, and what of it is there."""

import functools
import json
from dataclasses import dataclass
from pathlib import Path

from outofcore import __version__
from outofcore.produce import _records
from outofcore.produce._records import DIGEST
from outofcore.produce._tree import Tree
from outofcore.produce.sets import SETS, make_recipe

NEW, RESUME, FINISHED, DAMAGED = "new", "resume", "finished", "damaged"
FOREIGN, DIFFERENT = "foreign", "different"


@dataclass(frozen=True)
class Plan:
    """One set, at one place: `parts` is a sequence of `Part`. Nothing has been looked at yet."""

    folder: Path
    recipe: dict

    @property
    def name(self):
        """Return the set's name."""
        return self.recipe["set"]

    @property
    def parts(self):
        """Return the sequence of parts."""
        return _tree(json.dumps(self.recipe, sort_keys=True))

    @property
    def nbytes(self):
        """Return the bytes of all parts."""
        return self.parts.nbytes


@dataclass(frozen=True)
class Status:
    """What lies at a plan's place.

    Attributes
    ----------
    state : str
        NEW, RESUME, FINISHED or DAMAGED: `run_plan` knows what to do. FOREIGN or DIFFERENT (one of
        ours, made with other parameters): it refuses.
    words : str
        The same for a reader.
    digests : bytearray
        4 bytes for each part that is known, zeros for the others.
    todo : bytearray
        1 for each part that must be made.
    """

    state: str
    words: str
    digests: bytearray
    todo: bytearray

    @property
    def count(self):
        """Return the number of parts to make."""
        return self.todo.count(1)

    def done_bytes(self, plan):
        """Return the bytes of the parts that are there."""
        parts = plan.parts
        if self.count == len(parts):  # known without counting millions of them
            return 0
        return sum(parts[i].nbytes for i, wanted in enumerate(self.todo) if not wanted)


def plan_data(name, size, dest, options=None):
    """Return the `Plan` of the data set `name` in the folder `dest`. Nothing is read or written.

    Parameters
    ----------
    name : str
        One of `SETS`.
    size : str
        "small", "lecture", lengths such as "64x512x512", or bytes in all, such as "16GiB".
    dest : path
    options : dict, optional
        Knobs of the set, such as {"density": 50}; see `SETS[name].knobs`.

    Raises
    ------
    ValueError, TypeError
        If there is no such set, size or knob, or a value does not fit.

    >>> plan = plan_data("volume", "small", "data")
    >>> plan.parts[3]
    Part(key='volume.zarr/nuclei/c/0/0/0', nbytes=384000)
    """
    if name not in SETS:
        raise ValueError(f"there is no data set {name!r}; there are: {', '.join(SETS)}")
    return Plan(Path(dest) / name, make_recipe(name, size, options))


def look(plan, *, thorough=False):
    """Return the `Status` of what lies at the plan's place. Nothing is written.

    Parameters
    ----------
    plan : Plan
    thorough : bool
        Whether to read every part and compare its checksum; otherwise only sizes are compared.
    """
    folder, count = plan.folder, len(plan.parts)
    digests, todo = bytearray(DIGEST * count), bytearray(b"\1" * count)
    found = _records.found_recipe(folder)
    if found is None:
        if _records.is_free(folder):
            return Status(NEW, f"{folder} is free", digests, todo)
        words = f"{folder} was not made by outofcore, so it stays as it is"
        return Status(FOREIGN, words, digests, todo)
    if found["recipe"] != plan.recipe:
        words = (
            f"{folder} was made with other parameters: {differences(found['recipe'], plan.recipe)}"
        )
        return Status(DIFFERENT, words, digests, todo)
    if (folder / _records.MANIFEST).exists():
        trouble = _records.read_manifest(plan, digests)
        if trouble:
            words = f"{folder / _records.MANIFEST} is damaged ({trouble}): every part is made again"
            return Status(RESUME, words, bytearray(DIGEST * count), todo)
        return _compare(plan, digests, todo, thorough=thorough)
    if found["version"] == __version__:
        _records.read_journal(plan, digests, todo)
    words = f"{folder} is unfinished: {count - todo.count(1)} of {count} parts are there"
    return Status(RESUME, words, digests, todo)


def found_set(folder):
    """Return (the plan of the set in `folder`, whether it is finished); (None, False) without one.

    Its size is not compared; `look` does that.
    """
    found = _records.found_recipe(folder)
    if found is None or found["recipe"]["set"] not in SETS:
        return None, False
    return Plan(folder, found["recipe"]), (folder / _records.MANIFEST).exists()


def differences(found, wanted):
    """Return in words where two recipes differ.

    >>> differences({"shape": [1, 2, 3], "seed": 0}, {"shape": [4, 5, 6], "seed": 0})
    'shape is 1x2x3, asked for 4x5x6'
    """
    keys = [key for key in {**found, **wanted} if found.get(key) != wanted.get(key)]
    pairs = [f"{key} is {word(found.get(key))}, asked for {word(wanted.get(key))}" for key in keys]
    return "; ".join(pairs)


def word(value):
    """Return a recipe's value as it is written on the command line.

    >>> word([16, 64, 64])
    '16x64x64'
    """
    return "x".join(map(str, value)) if isinstance(value, list) else str(value)


@functools.lru_cache(maxsize=8)
def _tree(recipe):
    return Tree(json.loads(recipe))


def _compare(plan, digests, todo, *, thorough):
    """Return the Status of a finished set: FINISHED, or DAMAGED with the damaged parts named."""
    damaged = []
    for i, part in enumerate(plan.parts):
        known = _records.get_digest(digests, i) if thorough else None
        todo[i] = not _records.is_whole(plan.folder / part.key, part.nbytes, known)
        if todo[i] and len(damaged) < 4:
            damaged.append(part.key)
    if not damaged:
        return Status(FINISHED, f"{plan.folder} is there already", digests, todo)
    count = todo.count(1)
    names = ", ".join(damaged[:3]) + (f" and {count - 3} more" if count > 3 else "")
    words = f"{plan.folder} has {count} damaged part{'s' if count > 1 else ''}: {names}"
    return Status(DAMAGED, words, digests, todo)
