"""What to draw: planes of an image, levels, tiles, and what a tile may cost. Arithmetic only.

A tile is 256 x 256 samples of one level, of one plane, one place along the other axes, one channel.
Where even the smallest level is too large for the screen, a tile takes every second, fourth ...
pixel, as long as that does not read too much::

    screen scale   1      1/2    1/4    1/8    1/16
    level          0      1      2      2      2        of three
    step           1      1      1      2      4        pixels of it from sample to sample
"""

from dataclasses import dataclass

from outofcore.units import MIB

TILE = 256  # samples
SHARP = 1.5  # screen pixels that one sample may be long before a finer level is taken
TILE_BYTES = 16 * MIB  # unpacked for one tile, up to which it may take every n-th pixel
PLANES = (("xy", "y", "x"), ("xz", "z", "x"), ("yz", "z", "y"))  # name, rows, columns
GUESSED = "tczyx"  # of an image that says nothing about its axes: the last letters


@dataclass(frozen=True)
class Plane:
    """Two axes of an image that make a picture.

    Attributes
    ----------
    name : str
    rows, columns : int
        Which axes of the array these are.
    """

    name: str
    rows: int
    columns: int


def letters_of(axes, ndim):
    """Return a letter for each axis; without any known, the last are taken for t, c, z, y, x.

    Raises
    ------
    ValueError
        When there are fewer than two axes, or more than five of which nothing is known.

    >>> letters_of("", 3), letters_of("cyx", 3)
    ('zyx', 'cyx')
    """
    if ndim < 2:
        raise ValueError(f"an array with {ndim} axes makes no picture; two are the least")
    if not axes and ndim > len(GUESSED):
        raise ValueError(
            f"the array has {ndim} axes and no letters; a viewer knows up to {len(GUESSED)}: "
            "say which they are with Image(axes=...)"
        )
    return axes or GUESSED[-ndim:]


def planes_of(letters):
    """Return the planes that can be shown, the one to begin with first.

    >>> [plane.name for plane in planes_of("tzyx")]
    ['xy', 'xz', 'yz']
    >>> planes_of("tx")
    (Plane(name='tx', rows=0, columns=1),)
    """
    found = [
        Plane(name, letters.index(rows), letters.index(columns))
        for name, rows, columns in PLANES
        if rows in letters and columns in letters
    ]
    last = len(letters) - 2, len(letters) - 1
    return tuple(found) or (Plane(letters[-2:], *last),)


def scales_of(factors, plane, spacing=(1.0, 1.0)):
    """Return how long a pixel of each level is in the picture, as (down, across).

    The shorter side of a pixel of the full resolution is 1, so that what is drawn has the
    proportions of the sample: planes far apart make tall pixels of an xz section.

    Parameters
    ----------
    factors : sequence of tuple of float
        Of each level.
    plane : Plane
    spacing : (float, float)
        Along rows and columns, in one unit.

    >>> scales_of([(1, 1, 1), (1, 2, 2)], Plane("xz", 0, 2), (2.0, 0.5))
    [(4.0, 1.0), (4.0, 2.0)]
    """
    least = min(spacing)
    down, across = (step / least for step in spacing)
    return [(f[plane.rows] * down, f[plane.columns] * across) for f in factors]


def level_for(scales, screen_scale):
    """Return which level to draw: the coarsest whose pixels are not seen as such.

    Parameters
    ----------
    scales : sequence of (float, float)
        As of `scales_of`.
    screen_scale : float
        Screen pixels per unit of the picture.

    >>> scales = [(1, 1), (2, 2), (4, 4)]
    >>> [level_for(scales, s) for s in (4, 1, 0.5, 0.25, 0.01)]
    [0, 0, 1, 2, 2]
    """
    fine = [n for n, scale in enumerate(scales) if max(scale) * screen_scale <= SHARP]
    return max(fine, key=lambda n: max(scales[n]), default=0)


def step_for(scale, screen_scale, most):
    """Return the pixels from sample to sample: a power of two, 1 unless the level is too large.

    >>> [step_for((4, 4), s, most=8) for s in (1, 0.25, 0.125, 0.01)]
    [1, 1, 2, 8]
    """
    step = 1
    while step < most and max(scale) * screen_scale * step * 2 <= SHARP:
        step *= 2
    return step


def most_step(shape, chunk, itemsize, *, runs=False, room=TILE_BYTES):
    """Return the largest step whose tiles do not unpack more than `room`, and are worth having.

    Parameters
    ----------
    shape : (int, int)
        Of the plane of the smallest level.
    chunk : (int, int, int)
        How long a chunk is along rows and columns, and how many elements it has.
    itemsize : int
    runs : bool
        Whether parts of rows can be read by themselves: then a tile reads 256 of them.

    >>> most_step((100_000, 100_000), (512, 512, 512 * 512), 2)
    8
    >>> most_step((100_000, 100_000), (256, 256, 256 * 256), 1, runs=True)
    256
    """
    step = 1
    while TILE * step < max(shape):
        spans = [min(TILE * step * 2, n) for n in shape]
        if runs:
            cost = min(TILE, spans[0]) * spans[1] * itemsize
        else:
            down, across = (-(-span // n) for span, n in zip(spans, chunk[:2], strict=True))
            cost = down * across * chunk[2] * itemsize
        if cost > room:
            break
        step *= 2
    return step


def tile_region(row, column, step, shape):
    """Return (rows, columns) of a level that a tile samples, as ranges.

    Raises
    ------
    IndexError
        If the level has no such tile.

    >>> tile_region(0, 1, 2, (300, 600))
    (range(0, 300, 2), range(512, 600, 2))
    """
    found = []
    for number, length in zip((row, column), shape, strict=True):
        start = number * TILE * step
        if not 0 <= start < length:
            raise IndexError(f"tile {(row, column)} with step {step} is outside of {shape}")
        found.append(range(start, min(start + TILE * step, length), step))
    return tuple(found)


def place_in(position, factors, shape, letters):
    """Return the index along each axis of one level, of a position in the full resolution.

    >>> place_in({"t": 1, "z": 7}, (1, 2, 4, 4), (3, 4, 9, 9), "tzyx")
    (1, 3, 0, 0)
    """
    return tuple(
        min(int(position.get(letter, 0) / factor), length - 1)
        for letter, factor, length in zip(letters, factors, shape, strict=True)
    )


def pieces_of(picked, length):
    """Yield (number, there, here) for each chunk that positions along one axis meet.

    Parameters
    ----------
    picked : range
    length : int
        Of a chunk.

    Yields
    ------
    (int, slice, slice)
        Which chunk; which of the positions lie in it; where in the chunk.

    >>> list(pieces_of(range(2, 10, 3), 4))
    [(0, slice(0, 1, None), slice(2, 3, 3)), (1, slice(1, 2, None), slice(1, 2, 3)),
     (2, slice(2, 3, None), slice(0, 1, 3))]
    """
    first = 0
    while first < len(picked):
        number = picked[first] // length
        end = min(-(-((number + 1) * length - picked.start) // picked.step), len(picked))
        start, last = picked[first] - number * length, picked[end - 1] - number * length
        yield number, slice(first, end), slice(start, last + 1, picked.step)
        first = end
