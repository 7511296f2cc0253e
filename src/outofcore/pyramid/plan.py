"""What a pyramid will be, and in which order it is made: whole numbers, no data.

The array is cut into bricks. A brick of one level and its neighbours make a brick of the next::

    level 0   | 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 |     read once, in this order
    level 1   |   0   |   1   |   2   |   3   |     made as soon as its parts are there
    level 2   |       0       |       1       |     so two bricks of each level are held, no more

"Depth first": what was just made is used at once. The levels are not read again, and what is held
does not depend on how large the array is.
"""

import itertools
import math
from dataclasses import dataclass
from functools import cached_property

from outofcore import grid
from outofcore.pyramid.downsample import METHODS, smaller_shape

SMALLEST = 64  # voxels along an axis, below which it is not made smaller by itself
MAX_LEVELS = 12


@dataclass(frozen=True)
class Plan:
    """How an array becomes a pyramid.

    Attributes
    ----------
    shapes : tuple of tuple of int
        Of every level, the full resolution first.
    steps : tuple of tuple of int
        Whole factors from each level to the next; one fewer than there are levels.
    blocks : tuple of tuple of int
        What is written of each level at a time: a chunk, or a shard.
    bricks : tuple of tuple of int
        What is held of each level at a time: whole blocks, and as many as the level below needs.
    method : str
        "mean" or "mode".
    """

    shapes: tuple
    steps: tuple
    blocks: tuple
    bricks: tuple
    method: str = "mean"

    @cached_property
    def grids(self):
        """Return the number of bricks along each axis, per level."""
        return tuple(map(grid.grid_shape, self.shapes, self.bricks))

    @cached_property
    def factors(self):
        """Return how many voxels of the full resolution one voxel of each level spans."""
        found = [(1,) * len(self.shapes[0])]
        for step in self.steps:
            found.append(tuple(f * s for f, s in zip(found[-1], step, strict=True)))
        return tuple(found)

    def bricks_of(self, level):
        """Return the numbers of the bricks of one level, row-major."""
        return itertools.product(*map(range, self.grids[level]))

    def region(self, level, index):
        """Return the slices of one brick in its level."""
        return _cut(index, self.bricks[level], self.shapes[level])

    def parent(self, level, index):
        """Return the brick of the next level that a brick becomes a part of, and which part."""
        above = level + 1
        step, brick = self.steps[level], self.bricks[above]
        starts = [i * b // s for i, b, s in zip(index, self.bricks[level], step, strict=True)]
        parent = tuple(start // b for start, b in zip(starts, brick, strict=True))
        offsets = [start % b for start, b in zip(starts, brick, strict=True)]
        lengths = [
            -(-n // s) for n, s in zip(_lengths(self.region(level, index)), step, strict=True)
        ]
        return parent, tuple(slice(o, o + n) for o, n in zip(offsets, lengths, strict=True))

    def parts(self, level, index):
        """Return the bricks of the level below that make up a brick, in the order of memory."""
        below, step = level - 1, self.steps[level - 1]
        ranges = []
        for region, s, brick, count in zip(
            self.region(level, index), step, self.bricks[below], self.grids[below], strict=True
        ):
            ranges.append(
                range(region.start * s // brick, min(-(-region.stop * s // brick), count))
            )
        return list(itertools.product(*ranges))

    def walk(self, is_done=lambda level, index: False, level=None, index=None):
        """Yield (level, index) of the bricks to begin with, depth first.

        Those of level 0 are read from the source. Where a brick of a higher level is done already,
        it comes in place of all below it. With `level` and `index`: of the bricks below that one.
        """
        if level is None:
            top = len(self.shapes) - 1
            for one in self.bricks_of(top):
                yield from self.walk(is_done, top, one)
        elif level == 0 or is_done(level, index):
            yield level, index
        else:
            for part in self.parts(level, index):
                yield from self.walk(is_done, level - 1, part)

    def block_regions(self, level, index):
        """Yield (number, slices in the brick) of every block of a brick."""
        region, block = self.region(level, index), self.blocks[level]
        shape = _lengths(region)
        first = [part.start // b for part, b in zip(region, block, strict=True)]
        counts = [-(-n // b) for n, b in zip(shape, block, strict=True)]
        for inner in itertools.product(*map(range, counts)):
            number = tuple(f + i for f, i in zip(first, inner, strict=True))
            yield number, _cut(inner, block, shape)

    def held_bytes(self, itemsize, threads):
        """Return the most that is held by so many threads: a brick of each level for each."""
        return itemsize * threads * sum(map(math.prod, self.bricks))


def plan_pyramid(shape, block, *, steps, source_block=None, method="mean"):
    """Return the `Plan` of a pyramid.

    Parameters
    ----------
    shape : tuple of int
        Of the array.
    block : tuple of int, or list of tuple of int
        What one file of the pyramid holds, for all levels or for each; cut to the level's shape.
    steps : list of tuple of int
        Factors from each level to the next, as `halve` gives them; only the last three axes.
    source_block : tuple of int, optional
        What one read of the source unpacks, where it is cut differently: bricks hold whole ones,
        so that each is read once.
    method : str
        "mean" or "mode": see `outofcore.pyramid.downsample`.

    Raises
    ------
    ValueError
        When shapes, steps and blocks do not go together.

    >>> plan = plan_pyramid((8, 6), (2, 2), steps=[(2, 2), (2, 2)])
    >>> plan.shapes, plan.bricks
    (((8, 6), (4, 3), (2, 2)), ((2, 2), (2, 2), (2, 2)))
    >>> list(plan.walk())[:5]
    [(0, (0, 0)), (0, (0, 1)), (0, (1, 0)), (0, (1, 1)), (0, (0, 2))]
    """
    if method not in METHODS:
        raise ValueError(f"no method {method!r}; there are {', '.join(METHODS)}")
    shapes = [tuple(shape)]
    for step in steps:
        shapes.append(smaller_shape(shapes[-1], step))
    blocks = [block] * len(shapes) if isinstance(block[0], int) else list(block)
    if len(blocks) != len(shapes):
        raise ValueError(f"{len(blocks)} block shapes for {len(shapes)} levels")
    blocks = [_fitting(s, b) for s, b in zip(shapes, blocks, strict=True)]
    needed, bricks = _fitting(shapes[0], source_block or blocks[0]), []
    for level, step in enumerate([*steps, (1,) * len(shape)]):
        bricks.append(_common(shapes[level], blocks[level], needed, step))
        if level < len(steps):
            needed = _above(bricks[-1], shapes[level], step, shapes[level + 1])
    return Plan(tuple(shapes), tuple(map(tuple, steps)), tuple(blocks), tuple(bricks), method)


def halve(shape, *, axes="", spacing=None, smallest=SMALLEST, levels=None):
    """Return the steps of a pyramid: each level half as long along the axes that are long enough.

    Parameters
    ----------
    shape : tuple of int
    axes : str, optional
        Letters; only z, y and x get smaller. Without, the last three axes do.
    spacing : dict of str to float, optional
        Where planes lie further apart than pixels, the planes are halved only when the pixels have
        become as large: the voxels of the smaller levels are nearly cubes.
    smallest : int
        An axis no longer than this stays; when all do, the pyramid is at its top.
    levels : int, optional
        How many levels there shall be, the full resolution included, however small they get.

    >>> halve((32, 512, 512), axes="zyx", spacing={"z": 2.0, "y": 0.5, "x": 0.5})
    [(1, 2, 2), (1, 2, 2), (1, 2, 2)]
    >>> halve((512, 512), levels=2)
    [(2, 2)]
    """
    axes = axes or ("?" * len(shape) + "zyx")[-len(shape) :]
    now = {axis: float((spacing or {}).get(axis, 0)) for axis in axes}
    finest = min((step for step in now.values() if step), default=0)
    now = {axis: step or finest for axis, step in now.items()}
    lengths, steps = tuple(shape), []
    while len(steps) + 1 < (levels or MAX_LEVELS):
        long = [
            axis in "zyx" and n > (1 if levels else smallest)
            for axis, n in zip(axes, lengths, strict=True)
        ]
        if not any(long):
            break
        finest = min(now[axis] for axis, is_long in zip(axes, long, strict=True) if is_long)
        step = tuple(
            2 if is_long and (now[axis] < 2 * finest or not finest) else 1
            for axis, is_long in zip(axes, long, strict=True)
        )
        now = {axis: now[axis] * s for axis, s in zip(axes, step, strict=True)}
        lengths = smaller_shape(lengths, step)
        steps.append(step)
    return steps


def _cut(index, block, shape):
    """Return the slices of one block, clipped at the end of the axes; nothing is checked here."""
    return tuple(
        slice(i * b, min((i + 1) * b, n)) for i, b, n in zip(index, block, shape, strict=True)
    )


def _lengths(region):
    return tuple(part.stop - part.start for part in region)


def _fitting(shape, block):
    """Return a block cut to the shape; an axis without length keeps a block of 1."""
    block = grid.check_chunks(shape, block)
    return tuple(max(min(b, n), 1) for b, n in zip(block, shape, strict=True))


def _above(brick, shape, step, shape_above):
    """Return what a brick becomes in the next level: all of an axis that it covers here."""
    return tuple(
        top if b >= n else b // s
        for b, n, s, top in zip(brick, shape, step, shape_above, strict=True)
    )


def _common(shape, *kinds):
    """Return the least brick that holds whole blocks of every kind, per axis; at most the axis."""
    least = [math.lcm(*lengths) for lengths in zip(*kinds, strict=True)]
    return tuple(max(min(n, length), 1) for n, length in zip(shape, least, strict=True))
