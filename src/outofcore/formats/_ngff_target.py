"""A folder that is being made: hidden until it is complete, found again after a kill.

::

    .image.zarr.part/plan.json     what the metadata will be: a second run has to agree
    .image.zarr.part/image/0/...   the blocks; the group's own metadata come last
    image.zarr                     .part/image, renamed
"""

import contextlib
import json
import os
import shutil
import textwrap
import uuid
from pathlib import Path

from outofcore.formats.zarr import write_file

PLAN = "plan.json"


@contextlib.contextmanager
def folder_beside(
    path, first, last, *, prepare, overwrite=False, resume=False, durable=False, identity=None
):
    """Return a context that yields what `prepare` makes of a hidden folder, renamed at the end.

    Parameters
    ----------
    path : Path
        The folder to be.
    first, last : dict of str to bytes
        Files by their path inside: those to begin with, and those that make it complete.
    prepare : callable
        Takes the hidden folder. It is called once before a folder for `resume` gets its name, so
        that an error leaves nothing.
    overwrite : bool
        Whether what is at `path` may be replaced. Until the end it stays as it was.
    resume : bool
        Whether to go on in the folder that an earlier run left, and to leave one after an error.
    durable : bool
        Whether the last files wait for the disk.
    identity : dict, optional
        What else a run that goes on has to agree in, as JSON: which source it reads.

    Raises
    ------
    ValueError
        When the folder of an earlier run is of another plan; the message names the difference.
    """
    plan = {name: json.loads(data) for name, data in sorted({**first, **last}.items())}
    if identity is not None:
        plan["made of"] = json.loads(json.dumps(identity))
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part") if resume else _free_name(path, "part")
    folder = part / "image"
    if (part / PLAN).is_file() and not folder.exists():  # a kill came after the rename
        shutil.rmtree(part)
    if part.exists():
        _check_plan(part, plan)
        _sweep(part)
        _write(folder, first, durable)  # once more: a power cut may have emptied them
    else:
        _begin(path, part, plan, first, prepare, durable)
    try:
        yield prepare(folder)
        _write(folder, last, durable)
        _put(folder, path, overwrite)
    except BaseException:  # Ctrl-C too
        if not resume:
            shutil.rmtree(part, ignore_errors=True)
        raise
    shutil.rmtree(part, ignore_errors=True)


def _write(folder, files, durable):
    for name, data in files.items():
        write_file(folder / name, data, durable=durable)


def _free_name(path, suffix):
    return path.with_name(f".{path.name}.{uuid.uuid4().hex[:8]}.{suffix}")


def _begin(path, part, plan, first, prepare, durable):
    """Make a hidden folder that holds its plan and the first files, from its first moment on."""
    fresh = _free_name(path, "part")
    try:
        _write(fresh / "image", first, durable)
        _write(fresh, {PLAN: json.dumps(plan, indent=1).encode()}, durable)
        prepare(fresh / "image")
        os.rename(fresh, part)
    except BaseException:
        shutil.rmtree(fresh, ignore_errors=True)
        raise


def _check_plan(part, plan):
    """Raise ValueError unless the folder is of an earlier run of the same plan."""
    try:
        then = json.loads((part / PLAN).read_bytes())
    except (OSError, ValueError) as error:
        raise ValueError(
            f"{part} was not left by an earlier run: its {PLAN} cannot be read; remove the folder"
        ) from error
    if then != plan:
        raise ValueError(
            f"{part} was left by a run of another plan ({_difference(then, plan)}); "
            "ask for the same again, or remove the folder to begin anew"
        )


def _difference(then, now, where=""):
    """Return in words the first place where two plans differ."""
    if isinstance(then, dict) and isinstance(now, dict):
        for key in sorted({*then, *now}):
            if then.get(key) != now.get(key):
                return _difference(then.get(key), now.get(key), f"{where}{' ' * bool(where)}{key}")
    if isinstance(then, list) and isinstance(now, list) and len(then) == len(now):
        for number, (one, other) in enumerate(zip(then, now, strict=True)):
            if one != other and isinstance(one, dict | list):
                return _difference(one, other, f"{where} {number}")
    then, now = (textwrap.shorten(json.dumps(one), 60) for one in (then, now))
    return f"{where}: {then} then, {now} now"


def _sweep(part):
    """Remove what was being written when the earlier run ended."""
    for folder, _, names in os.walk(part):
        for name in names:
            if name.startswith(".") and name.endswith(".part"):
                Path(folder, name).unlink()


def _put(folder, path, overwrite):
    """Rename a folder to `path`; what is there goes away only after that."""
    if not path.exists():
        os.rename(folder, path)
        return
    if not overwrite:
        raise FileExistsError(f"{path} was made by somebody else meanwhile")
    old = _free_name(path, "old")
    os.rename(path, old)
    try:
        os.rename(folder, path)
    except BaseException:
        os.rename(old, path)
        raise
    if old.is_symlink():
        old.unlink()  # what it points to is not ours
    else:
        shutil.rmtree(old)
