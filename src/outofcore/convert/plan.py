"""What a conversion will read, write, hold and lose, before the first voxel moves."""

from dataclasses import dataclass, field

from outofcore.convert import targets
from outofcore.convert.arrays import block_of, reorder
from outofcore.convert.places import GUESSED, Place, find_source, find_target, open_source
from outofcore.formats.image import Image, Planned
from outofcore.pyramid.plan import Plan, halve, plan_pyramid
from outofcore.units import MIB, format_bytes

MAX_BYTES = 256 * MIB  # held at a time, by default
THREADS = 2


@dataclass(frozen=True)
class Conversion:
    """A conversion that can be carried out.

    Attributes
    ----------
    source, target : Place
    image : outofcore.formats.image.Image
        What is written: its levels have shapes, no data yet.
    pyramid : outofcore.pyramid.plan.Plan
    options : dict
        For the target: codec, chunks inside of shards, tiles.
    lost : tuple of str
        What the source says and the target cannot hold.
    threads : int
    times_read : float
        How often a byte of the source is unpacked, on average; 1 where bricks hold whole chunks.
    assumed : dict
        What the user said of the source that it does not say itself.
    """

    source: Place
    target: Place
    image: Image
    pyramid: Plan
    options: dict
    lost: tuple = ()
    threads: int = THREADS
    times_read: float = 1.0
    assumed: dict = field(default_factory=dict)

    @property
    def identity(self):
        """Return what a run that is taken up again has to agree in, besides the target's plan."""
        path = self.source.path
        status = path.stat()
        return {
            "source": str(path.absolute()),
            "bytes": status.st_size,
            "changed": status.st_mtime_ns,
            "assumed": {key: value for key, value in self.assumed.items() if value is not None},
            "method": self.pyramid.method,
        }

    @property
    def held_bytes(self):
        """Return the most that bricks take at a time."""
        return self.pyramid.held_bytes(self.image.dtype.itemsize, self.threads)

    def __str__(self):
        levels = " -> ".join("x".join(map(str, shape)) for shape in self.pyramid.shapes)
        guessed = self.assumed.get("axes")
        lines = [
            f"{self.source}  ->  {self.target}",
            f"  {self.image.dtype} {self.image.axes or 'axes unknown'}, "
            f"{format_bytes(self.image.nbytes)}; levels {levels}",
            f"  holds {format_bytes(self.held_bytes)} with {self.threads} threads; every byte of "
            f"the source is read {self.times_read:.3g} times",
        ]
        if guessed:
            lines.append(f"  the source's axes are taken as {guessed}")
        return "\n".join([*lines, *(f"  lost: {what}" for what in self.lost)])


def plan_convert(
    source,
    target,
    *,
    to=None,
    chunks=None,
    shards=None,
    codec=None,
    pyramid=False,
    axes=None,
    spacing=None,
    labels=None,
    max_bytes=MAX_BYTES,
    threads=THREADS,
):
    """Return the `Conversion` from one file or folder to another.

    Parameters
    ----------
    source, target : str or path
        A file or folder, "path::name" for one array inside it.
    to : str, optional
        The format of the target; by default its ending says it.
    chunks, shards : tuple of int, optional
        Of the target, in its order of axes; fewer numbers are for the last axes, the others get 1.
    codec : str, optional
        "none", "gzip", "zstd", "blosc-lz4" ...: see `outofcore.convert.targets`.
    pyramid : bool or int
        Whether to make smaller levels, or how many levels there shall be in all.
    axes : str, optional
        Of the source, where it does not say so.
    spacing : dict of str to float, optional
        Likewise, in micrometres (seconds for t).
    labels : bool, optional
        Whether the numbers name objects; by default the source says.
    max_bytes : int
        What bricks may take; fewer threads and smaller bricks are tried to stay below.
    threads : int

    Raises
    ------
    FileNotFoundError, FileExistsError, ValueError
        When the source cannot be read, the target exists or cannot hold it, or `max_bytes` is too
        little; nothing has been written then.
    """
    place, goal = find_source(source), find_target(target, to)
    if place.path.resolve() == goal.path.resolve():
        raise ValueError(f"{goal.path} is the source; write to another name")
    assumed = {"axes": axes, "spacing": spacing, "labels": labels}
    if not axes and targets.needs_axes(goal.kind):
        assumed["axes"] = _guess(place)
    with open_source(place, **assumed) as found:
        image = reorder(found, targets.axes_for(goal.kind, found))
        steps = _steps(goal.kind, image, pyramid)
        method = "mode" if image.labels else "mean"
        block, options = targets.blocks_for(goal.kind, image, chunks, shards, codec)
        full = image.levels[0].array
        ways = _ways(image.shape, block, steps, method, block_of(full), threads)
        bricks, count = _first_that_fits(ways, image.dtype.itemsize, max_bytes)
        dtype = image.dtype.newbyteorder("=")
        levels = [Planned(shape, dtype) for shape in bricks.shapes]
        about = image.with_levels(levels, bricks.factors)
        lost = [*_left_behind(found, steps), *targets.lost(goal.kind, about, options)]
        return Conversion(
            place,
            goal,
            about,
            bricks,
            options,
            tuple(lost),
            count,
            _times_read(bricks, block_of(full)),
            assumed,
        )


def _guess(place):
    """Return the axes of an image that does not say them, None where it does."""
    with open_source(place) as image:
        if image.axes:
            return None
        guess = GUESSED.get(len(image.shape))
    if guess is None:
        raise ValueError(
            f"{place} does not say what its {len(image.shape)} axes are; say it: letters of "
            "'tczyx', one per axis"
        )
    return guess


def _steps(kind, image, pyramid):
    """Return the steps from level to level."""
    if not pyramid:
        return []
    if not targets.holds_levels(kind):
        raise ValueError(f"{kind} holds no smaller levels; leave the pyramid out")
    axes = image.axes or ("?" * len(image.shape) + "zyx")[-len(image.shape) :]
    if targets.keeps_planes(kind):  # levels of pages
        axes = axes.replace("z", "?")
    levels = None if pyramid is True else int(pyramid)
    return halve(image.shape, axes=axes, spacing=image.spacing, levels=levels)


def _ways(shape, block, steps, method, source_block, threads):
    """Yield (plan, threads), the best one first: whole chunks of the source, many threads."""
    for unit in dict.fromkeys([source_block, None]):
        plan = plan_pyramid(shape, block, steps=steps, source_block=unit, method=method)
        for count in range(threads, 0, -1):
            yield plan, count


def _first_that_fits(ways, itemsize, max_bytes):
    least = None
    for plan, count in ways:
        held = plan.held_bytes(itemsize, count)
        if held <= max_bytes:
            return plan, count
        least = held if least is None else min(least, held)
    raise ValueError(
        f"the bricks take {format_bytes(least)} at least, and {format_bytes(max_bytes)} may be "
        "held; allow more, or make the target's chunks smaller"
    )


def _times_read(plan, source_block):
    """Return how often a byte of the source is unpacked on average, computed axis by axis."""
    if not source_block:
        return 1.0
    times = 1.0
    for n, brick, chunk in zip(plan.shapes[0], plan.bricks[0], source_block, strict=True):
        touched = sum(
            -(-min(start + brick, n) // chunk) - start // chunk for start in range(0, n, brick)
        )
        times *= touched / max(1, -(-n // chunk))
    return times


def _left_behind(image, steps):
    """Return a sentence where the source has levels that are not made again."""
    if len(image.levels) == 1 or steps:
        return []
    return [f"the {len(image.levels) - 1} smaller levels; a pyramid makes them anew"]
