"""`outofcore data`: makes the course's data sets, once, and leaves everything else alone."""

import math
import sys
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Annotated

import typer

FILES = ("volume",)  # sets that can also be one HDF5 file
CHUNKS = (16, 64, 64)  # in that file
WRITE, KEEP, REFUSE = "write", "keep", "refuse"


class Format(Enum):
    """How a set is stored."""

    ZARR = "zarr"
    HDF5 = "hdf5"


@dataclass(frozen=True)
class Plan:
    """What will happen to one data set: `action`, and for REFUSE or KEEP the `reason`."""

    name: str
    path: Path
    recipe: dict
    action: str
    reason: str = ""


def data(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[NAME...]", help="Without a name: list them.")
    ] = None,
    size: Annotated[
        str,
        typer.Option(
            help="small (tests), lecture, lengths such as 200x2048x2048, or 16GiB in all."
        ),
    ] = "lecture",
    dest: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Folder; by default the data folder.")
    ] = None,
    file_format: Annotated[
        Format, typer.Option("--format", help="zarr: a folder; hdf5: one file, volume only.")
    ] = Format.ZARR,
    scheduler: Annotated[
        str | None,
        typer.Option(metavar="ADDRESS", help="Spread over the workers of this dask scheduler."),
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Compare every checksum of a set that is there.")
    ] = False,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace a set made with other parameters.")
    ] = False,
    knobs: Annotated[
        list[str] | None,
        typer.Option(
            "--knob",
            metavar="NAME=VALUE",
            help="Such as seed=1; repeatable. Without a set's name: list them.",
        ),
    ] = None,
):
    """Create data sets.

    A set that is there already is left alone, an unfinished one goes on where it stopped, a damaged
    one is repaired. Every file that this command did not make stays as it is.
    """
    from outofcore.paths import data_dir

    folder = Path(dest or data_dir()).expanduser()
    if not names:
        list_sets(folder)
        return
    try:
        options = parse_knobs(knobs or ())
    except ValueError as error:
        typer.echo(error, err=True)
        raise typer.Exit(2) from None
    finished = [
        make_file(name, size, folder, options, overwrite=overwrite)
        if file_format is Format.HDF5
        else make_folder(name, size, folder, options, scheduler, check=check, overwrite=overwrite)
        for name in dict.fromkeys(names)
    ]
    if not all(finished):
        raise typer.Exit(1)


def parse_knobs(texts):
    """Return {name: value} of texts such as "density=50".

    >>> parse_knobs(["density=50", "dtype=uint8"])
    {'density': '50', 'dtype': 'uint8'}
    """
    for text in texts:
        if "=" not in text:
            raise ValueError(f"--knob {text!r} is not NAME=VALUE, such as density=50")
    return dict(text.split("=", 1) for text in texts)


def list_sets(folder):
    """Print each data set, what it is, and what of it lies in `folder`."""
    from outofcore.produce import SETS

    for name, definition in SETS.items():
        there = [
            words for words in (found_folder(folder / name), found_shape(h5(folder, name))) if words
        ]
        typer.echo(f"{name:10} {definition.about} ({'; '.join(there) or 'not made yet'})")
        typer.echo(f"{'':10} knobs: {', '.join(definition.knobs)}")
    typer.echo(f"\nThey go to {folder}. To make one: outofcore data {next(iter(SETS))}")


def make_folder(name, size, folder, options, scheduler=None, *, check=False, overwrite=False):
    """Make one data set as a folder and say so; return whether it is there in the end."""
    from outofcore.produce import look, plan_data, run_plan

    try:
        plan = plan_data(name, size, folder, options)
        status = look(plan, thorough=check)
        if status.state in ("resume", "damaged"):
            typer.echo(f"{name}: {status.words}", err=True)
        if status.state == "different" and not overwrite:
            raise FileExistsError(
                f"{status.words}; add --overwrite to replace it, or --dest DIR to keep both"
            )
        if status.state == "foreign":
            raise FileExistsError(
                f"{status.words}; move it away, or choose another folder with --dest"
            )
        with progress_bar(name, plan.nbytes, status.done_bytes(plan)) as bar:
            run_plan(
                plan, status=status, scheduler=scheduler, overwrite=overwrite, progress=bar.update
            )
    except (OSError, ValueError, TypeError, RuntimeError) as error:
        typer.echo(f"{name}: {error}", err=True)
        return False
    verb = {"finished": "there already:", "damaged": "repaired"}.get(status.state, "made")
    typer.echo(f"{name}: {verb} {plan.folder} ({found_folder(plan.folder)})")
    return True


def make_file(name, size, folder, options, *, overwrite=False):
    """Make one data set as an HDF5 file and say so; return whether it is there in the end."""
    try:
        if name not in FILES:
            raise ValueError(f"there is no such data set in HDF5; there are: {', '.join(FILES)}")
        recipe = file_recipe(name, size, options)
        plan = plan_set(name, recipe, h5(folder, name), overwrite=overwrite)
        if plan.action == WRITE:
            for rest in folder.glob(f".{name}.*.part.h5"):  # of a run that was killed
                rest.unlink()
            write_set(plan, overwrite=overwrite)
    except (OSError, ValueError, TypeError) as error:
        typer.echo(f"{name}: {error}", err=True)
        return False
    done = f"made {plan.path} ({found_shape(plan.path)})" if plan.action == WRITE else plan.reason
    typer.echo(f"{name}: {done}", err=plan.action == REFUSE)
    return plan.action != REFUSE


def h5(folder, name):
    """Return the path of a set's HDF5 file."""
    return folder / f"{name}.h5"


def progress_bar(name, total, initial=0):
    """Return a bar with rate and time left, in bytes; silent when nobody watches."""
    from tqdm import tqdm

    units = {"unit": "B", "unit_scale": True, "unit_divisor": 1024}
    return tqdm(total=total, initial=initial, desc=name, file=sys.stderr, disable=None, **units)


def found_folder(folder):
    """Return in words what set lies in `folder`, "" when there is none of ours."""
    from outofcore.produce import found_set, word
    from outofcore.units import format_bytes

    plan, finished = found_set(folder)
    if plan is None:
        return ""
    shape = f"{word(plan.recipe['shape'])}, " if "shape" in plan.recipe else ""
    return f"{shape}{format_bytes(plan.nbytes)}{'' if finished else ', unfinished'}"


def plan_set(name, recipe, path, *, overwrite=False):
    """Return the Plan for the set `name` at `path`: only reads what is there."""
    from outofcore.formats.hdf5 import read_recipe
    from outofcore.produce import differences

    if not path.exists():
        return Plan(name, path, recipe, WRITE)
    found = read_recipe(path)
    if found is None or found.get("set") != name:
        reason = (
            f"{path} was not made by outofcore, so it stays as it is; "
            "move it away, or choose another folder with --dest"
        )
        return Plan(name, path, recipe, REFUSE, reason)
    if found == recipe:
        return Plan(name, path, recipe, KEEP, f"{path} is there already ({found_shape(path)})")
    if overwrite:
        return Plan(name, path, recipe, WRITE)
    reason = (
        f"{path} was made with other parameters: {differences(found, recipe)}; "
        "add --overwrite to replace it, or --dest DIR to keep both"
    )
    return Plan(name, path, recipe, REFUSE, reason)


def found_shape(path):
    """Return the shape and size of the set at `path` in words, "" when there is none of ours."""
    from outofcore.formats.hdf5 import read_recipe
    from outofcore.produce import word
    from outofcore.units import format_bytes

    recipe = read_recipe(path) if path.is_file() else None
    if recipe is None:
        return ""
    return f"{word(recipe['shape'])}, {format_bytes(path.stat().st_size)}"


def file_recipe(name, size, options):
    """Return the parameters of a set as they are kept in its HDF5 file."""
    from outofcore.produce.sets import make_recipe

    recipe = make_recipe(name, size, options)
    return recipe | {"chunks": [min(c, n) for c, n in zip(CHUNKS, recipe["shape"], strict=True)]}


def write_set(plan, *, overwrite=False):
    """Write the arrays of `plan` to one file, with a progress bar when someone watches."""
    import numpy as np

    from outofcore.formats.hdf5 import write_array
    from outofcore.produce import SETS

    made = SETS[plan.name].arrays(plan.recipe)
    arrays = {name: array for name, (array, _) in made.items()}
    total = sum(math.prod(a.shape) * np.dtype(a.dtype).itemsize for a in arrays.values())
    with progress_bar(plan.name, total) as bar:
        write_array(
            plan.path,
            arrays,
            chunks=tuple(plan.recipe["chunks"]),
            recipe=plan.recipe,
            overwrite=overwrite,
            progress=bar.update,
        )
