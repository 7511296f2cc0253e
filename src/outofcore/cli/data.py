"""`outofcore data`: makes the course's data sets, once, and leaves everything else alone."""

import math
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

VOLUME_CHUNKS = (16, 64, 64)
CHANNELS = ("nuclei", "membrane")
WRITE, KEEP, REFUSE = "write", "keep", "refuse"


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
        str, typer.Option(help="small (tests), lecture, or your own, such as 200x2048x2048.")
    ] = "lecture",
    dest: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Folder; by default the data folder.")
    ] = None,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace a set made with other parameters.")
    ] = False,
):
    """Create data sets.

    A set that is there already is left alone. So is every file that this command did not make.
    """
    from outofcore.paths import data_dir

    folder = Path(dest or data_dir()).expanduser()
    if not names:
        list_sets(folder)
        return
    finished = [make(name, size, folder, overwrite=overwrite) for name in dict.fromkeys(names)]
    if not all(finished):
        raise typer.Exit(1)


def list_sets(folder):
    """Print each data set, what it is, and whether it lies in `folder`."""
    for name, (_, _, about) in SETS.items():
        there = found_shape(folder / f"{name}.h5")
        typer.echo(f"{name:10} {about} ({there or 'not made yet'})")
    typer.echo(f"\nThey go to {folder}. To make one: outofcore data {next(iter(SETS))}")


def make(name, size, folder, *, overwrite=False):
    """Make one data set and say so; return whether it is there in the end."""
    try:
        if name not in SETS:
            raise ValueError(f"there is no such data set; there are: {', '.join(SETS)}")
        recipe, write, _ = SETS[name]
        plan = plan_set(name, recipe(size), folder / f"{name}.h5", overwrite=overwrite)
        if plan.action == WRITE:
            write(plan, overwrite=overwrite)
    except (OSError, ValueError) as error:
        typer.echo(f"{name}: {error}", err=True)
        return False
    done = f"made {plan.path} ({found_shape(plan.path)})" if plan.action == WRITE else plan.reason
    typer.echo(f"{name}: {done}", err=plan.action == REFUSE)
    return plan.action != REFUSE


def plan_set(name, recipe, path, *, overwrite=False):
    """Return the Plan for the set `name` at `path`: only reads what is there."""
    from outofcore.formats.hdf5 import read_recipe

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


def found_shape(path):
    """Return the shape and size of the set at `path` in words, "" when there is none of ours."""
    from outofcore.formats.hdf5 import read_recipe
    from outofcore.units import format_bytes

    recipe = read_recipe(path) if path.is_file() else None
    if recipe is None:
        return ""
    return f"{word(recipe['shape'])}, {format_bytes(path.stat().st_size)}"


def volume_recipe(size):
    """Return the parameters of the volume of that size, as they are kept in its file."""
    from outofcore.datasets.volume import size_shape

    return {
        "set": "volume",
        "shape": list(size_shape(size)),
        "chunks": list(VOLUME_CHUNKS),
        "dtype": "uint16",
        "seed": 0,
    }


def write_volume(plan, *, overwrite=False):
    """Write the volume of `plan`, both channels, with a progress bar when someone watches."""
    import numpy as np
    from tqdm import tqdm

    from outofcore.datasets.volume import Volume
    from outofcore.formats.hdf5 import write_array

    shape, dtype = tuple(plan.recipe["shape"]), plan.recipe["dtype"]
    channels = {
        channel: Volume(shape=shape, seed=plan.recipe["seed"], dtype=dtype, channel=channel)
        for channel in CHANNELS
    }
    total = math.prod(shape) * np.dtype(dtype).itemsize * len(channels)
    units = {"unit": "B", "unit_scale": True, "unit_divisor": 1024}
    with tqdm(total=total, desc=plan.name, file=sys.stderr, disable=None, **units) as bar:
        write_array(
            plan.path,
            channels,
            chunks=tuple(plan.recipe["chunks"]),
            recipe=plan.recipe,
            overwrite=overwrite,
            progress=bar.update,
        )


SETS = {  # name: (its recipe for a size, its writer, what it is)
    "volume": (volume_recipe, write_volume, "a confocal stack of nuclei, and their membranes"),
}
