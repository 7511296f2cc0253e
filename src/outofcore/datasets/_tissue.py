"""The integer kernels of `outofcore.datasets.volume`: cells, membranes, background, camera noise.

Three rules keep every block equal on every machine, and fast:

- no floating point, which compilers may round and reorder in their own ways;
- no state from one voxel to the next: chance is a hash of the coordinates;
- ``i32`` or ``u16`` around every step of an inner loop. Numba would widen to 64 bits, at a half or
  a quarter of the speed: a core works on all the numbers that fit in one of its registers at once.

Nuclei are smooth, so their light is computed in every second row; a row between two is their mean.
(Membranes are too thin for that.) Each voxel then gets camera noise of its own::

    y = 6   nuclei + background  ------------------+--> + noise -> counts
    y = 7                         mean of 6 and 8 -+--> + noise -> counts
    y = 8   nuclei + background  ------------------+--> + noise -> counts
"""

import functools
import math

import numpy as np

from outofcore.datasets._camera import STRETCH, blend, expose, noise_tables, store
from outofcore.datasets._hash import (
    _draw,
    _hash,
    _hash_at,
    i16,
    i32,
    kernel,
    random_numbers,
    u16,
    u64,
)

# Lattice of cells, in voxels. A step along z is three times as long as one along y or x.
PITCH_Z, PITCH = 12, 36
CHANCE_Z, CHANCE = 5, 15  # how far chance moves a cell

# A cell's form is 0 at its centre and grows with the square of the distance; ONE is its hull.
ONE = 1 << 16
NUCLEUS = ONE * 46 // 100  # where the light of the nucleus ends
EDGE = ONE * 24 // 100  # the width of fading edges and membranes
REACH_Z, REACH = 9, 32  # farther out every form is at least ONE + EDGE
NUCLEUS_Z, NUCLEUS_REACH = 5, 20  # farther out every form is at least NUCLEUS

MARGIN = 2 * REACH  # columns of scratch on either side of a tile
KNOTS = 128  # voxels between the knots of the background
GRAINS = (16, 64, 64)  # period of the chromatin texture
NUCLEI, MEMBRANE, LABELS = 0, 1, 2  # what is seen
NAMED = (12_000, 73_000, 73_000)  # labels are unique in a shape up to this
STEPS = np.arange(-REACH, REACH, dtype=np.int16)
TILE_Z, TILE_Y, TILE_X = 16, 64, 1024  # the scratch of a plane of it stays in a core's own cache
# What is known of a cell: its centre z, y, x, then
ZZ, YY, YX, XX, BRIGHT, NAME, GRAIN, FACTS = 3, 4, 5, 6, 7, 8, 9, 12
MOST_CELLS = (
    math.prod(
        (tile + 2 * reach) // pitch + 2
        for tile, reach, pitch in (
            (TILE_Z, REACH_Z, PITCH_Z),
            (TILE_Y + 2, REACH, PITCH),
            (TILE_X, REACH, PITCH),
        )
    )
    + 1
)


@kernel
def _is_empty(site, density):
    return _draw(site, 0, 0, 100) < 100 - density


@kernel
def _centre(site, kz, ky, kx):
    """Return where the cell of a lattice site has its centre: staggered, then moved by chance.

    It moves forward, by less than a pitch: site k lies in the box from k to k + 1 pitches.
    """
    z = kz * PITCH_Z + ((ky + kx) & 1) * (PITCH_Z // 2) + _draw(site, 1, 0, CHANCE_Z)
    y = ky * PITCH + (kx & 1) * (PITCH // 2) + _draw(site, 2, 0, CHANCE)
    x = kx * PITCH + (kz & 1) * (PITCH // 2) + _draw(site, 3, 0, CHANCE)
    return z, y, x


@kernel
def _describe(cell, site, kz, ky, kx):
    """Write down where the cell of a lattice site lies, its form, and what else belongs to it."""
    cell[0], cell[1], cell[2] = _centre(site, kz, ky, kx)
    cell[ZZ], cell[YY] = _draw(site, 4, 950, 1600), _draw(site, 5, 106, 175)
    cell[YX], cell[XX] = _draw(site, 6, -52, 53), _draw(site, 7, 106, 175)
    cell[BRIGHT], cell[NAME] = _draw(site, 8, 600, 2400), _name(kz, ky, kx)
    for axis in range(3):
        cell[GRAIN + axis] = _draw(site, 9 + axis, 0, GRAINS[axis])


@kernel
def _name(kz, ky, kx):
    """Return the label of a lattice site, never 0: 10, 11 and 11 bits of its place.

    So a cell has one label whatever the shape, and no two within NAMED voxels have the same.
    """
    return ((kz + 2) & 1023) << 22 | ((ky + 2) & 2047) << 11 | ((kx + 2) & 2047)


@kernel
def _find_cells(cells, start, stop, key, density, stain):
    """Return the cells that reach into a box, from `start` to before `stop`: a part of `cells`."""
    reach_z, reach = (REACH_Z, REACH) if stain == MEMBRANE else (NUCLEUS_Z, NUCLEUS_REACH)
    (z0, y0, x0), (z1, y1, x1), count = start, stop, 0
    for kz in range((z0 - reach_z) // PITCH_Z - 1, (z1 + reach_z) // PITCH_Z + 1):
        for ky in range((y0 - reach) // PITCH - 1, (y1 + reach) // PITCH + 1):
            for kx in range((x0 - reach) // PITCH - 1, (x1 + reach) // PITCH + 1):
                site, cell = _hash_at(key, kz, ky, kx), cells[count]
                if _is_empty(site, density):
                    continue
                _describe(cell, site, kz, ky, kx)
                count += (
                    z0 - reach_z <= cell[0] < z1 + reach_z
                    and y0 - reach < cell[1] < y1 + reach
                    and x0 - reach <= cell[2] <= x1 + reach
                )
    return cells[:count]


@kernel
def _form(cell, dz, dy):
    """Return (a, b, c): along this row the form of the cell is a + b * dx + c * dx * dx."""
    return i32(cell[ZZ] * dz * dz + cell[YY] * dy * dy), i32(cell[YX] * dy), i32(cell[XX])


@kernel
def _misses(a, b, c, limit):
    """Return whether the row's smallest form, a - b * b / 4c, is above `limit`."""
    return (np.int64(a) - limit) * 4 * c > np.int64(b) * b


@kernel
def _rows(count, top, step, first, last):
    """Return which of `count` rows, `step` apart from `top`, lie from `first` to before `last`."""
    begin = max((first - top + step - 1) // step, 0)
    return range(begin, min((last - top + step - 1) // step, count))


@kernel
def _add_nucleus(light, top, left, cell, dz, grains):
    """Brighten the voxels of one nucleus; where two meet, the brighter one wins."""
    cy, start, bright = cell[1], cell[2] - NUCLEUS_REACH - left, i32(cell[BRIGHT])
    grain_z, grain_x = (cell[GRAIN] + dz) % GRAINS[0], cell[GRAIN + 2]
    for r in _rows(len(light), top, 2, cy - NUCLEUS_REACH, cy + NUCLEUS_REACH):
        y = top + 2 * r
        a, b, c = _form(cell, dz, y - cy)
        if _misses(a, b, c, NUCLEUS):
            continue
        row = light[r, start : start + 2 * NUCLEUS_REACH]
        grain = grains[grain_z, (cell[GRAIN + 1] + y - cy) % GRAINS[1], grain_x:]
        for i in range(2 * NUCLEUS_REACH):
            dx = i32(i - NUCLEUS_REACH)
            form = i32(a + i32(i32(b + i32(c * dx)) * dx))
            depth = i32(min(max(i32(NUCLEUS - form), i32(0)), i32(EDGE)) >> i32(6))  # at most 245
            smooth = i32(i32(depth * bright) >> i32(8))
            row[i] = max(row[i], i16(i32(smooth * grain[i]) >> i32(8)))


@kernel
def _add_label(label, nearest, top, left, cell, dz):
    """Name the voxels of one nucleus, out to half of its light; where two meet, the nearer wins."""
    cy, start = cell[1], cell[2] - NUCLEUS_REACH - left
    for y in range(max(top, cy - NUCLEUS_REACH), min(top + len(label), cy + NUCLEUS_REACH)):
        a, b, c = _form(cell, dz, y - cy)
        if _misses(a, b, c, NUCLEUS - EDGE // 2):
            continue
        for i in range(2 * NUCLEUS_REACH):
            dx = i32(i - NUCLEUS_REACH)
            form = i32(a + i32(i32(b + i32(c * dx)) * dx))
            if form < min(NUCLEUS - EDGE // 2, nearest[y - top, start + i]):
                nearest[y - top, start + i] = form
                label[y - top, start + i] = cell[NAME]


@kernel
def _add_hull(nearest, second, top, left, cell, dz):
    """Keep an eighth of the two smallest forms in each voxel: two cells meet where they are equal.

    An eighth, because that fits in 16 bits, even at the end of a row farthest from the centre.
    """
    cy, start = cell[1], cell[2] - REACH - left
    for y in range(max(top, cy - REACH), min(top + len(nearest), cy + REACH)):
        a, b, c = _form(cell, dz, y - cy)
        if _misses(a, b, c, ONE + EDGE):
            continue
        a, b, c = i16(a >> i32(3)), i16(b >> i32(3)), i16(c >> i32(3))
        one = nearest[y - top, start : start + 2 * REACH]
        two = second[y - top, start : start + 2 * REACH]
        for i in range(2 * REACH):
            form = u16(i16(a + i16(i16(b + i16(c * STEPS[i])) * STEPS[i])))
            two[i] = min(u16(two[i]), max(u16(one[i]), form))
            one[i] = min(u16(one[i]), form)


@kernel
def _light_membranes(nearest, second, left, right):
    """Turn the two smallest forms into light, in `nearest`: a membrane, and a glow inside."""
    for y in range(len(nearest)):
        one, two = nearest[y, left:right], second[y, left:right]
        for x in range(one.size):
            gap = i16(two[x] - one[x])
            near = i16(max(i16(i16(EDGE // 8) - max(gap, i16(-gap))), i16(0)) >> i16(3))
            glow = i16(max(i16(i16(ONE // 8) - one[x]), i16(0)) >> i16(6))
            one[x] = i16(u16(u16(near) * u16(near)) >> u16(5)) + glow  # near is at most 245


@kernel
def _add_cells(light, second, z, top, left, cells, stain, grains):
    """Add the cells that reach into plane z to the rows of a tile, from `top` on.

    Column 0 of `light` is `left`, MARGIN before the tile's: a cell's row is written whole, without
    a look at the tile's ends, and what falls outside of the tile is never exposed.
    """
    reach_z = REACH_Z if stain == MEMBRANE else NUCLEUS_Z
    for cell in cells:
        dz = z - cell[0]
        if abs(dz) > reach_z:
            continue
        if stain == MEMBRANE:
            _add_hull(light, second, top, left, cell, dz)
        elif stain == LABELS:
            _add_label(light, second, top, left, cell, dz)
        else:
            _add_nucleus(light, top, left, cell, dz, grains)


@kernel
def _knot(key, z, ky, kx):
    """Return the background on a knot line along z, times KNOTS."""
    kz, t = z // KNOTS, z % KNOTS
    above = _draw(_hash_at(key, kz, ky, kx), 0, 20, 180)
    below = _draw(_hash_at(key, kz + 1, ky, kx), 0, 20, 180)
    return above * (KNOTS - t) + below * t


@kernel
def _add_background(light, z, y0, step, x0, nx, key, ease):
    """Add a slow, smooth light, interpolated between knots; `ease` weighs them, 0 to 256."""
    last, left = y0 + step * (len(light) - 1), x0 - MARGIN
    for ky in range(y0 // KNOTS, last // KNOTS + 1):
        for kx in range(x0 // KNOTS, (x0 + nx - 1) // KNOTS + 1):
            k00, k01 = _knot(key, z, ky, kx), _knot(key, z, ky, kx + 1)
            k10, k11 = _knot(key, z, ky + 1, kx), _knot(key, z, ky + 1, kx + 1)
            start, stop = max(kx * KNOTS, x0), min((kx + 1) * KNOTS, x0 + nx)
            weights = ease[start - kx * KNOTS :]
            for r in _rows(len(light), y0, step, ky * KNOTS, (ky + 1) * KNOTS):
                w = ease[y0 + step * r - ky * KNOTS]
                first = i32((k00 * (256 - w) + k10 * w) // KNOTS)
                slope = i32(i32((k01 * (256 - w) + k11 * w) // KNOTS) - first)
                row = light[r, start - left : stop - left]
                for i in range(stop - start):
                    row[i] += i16(i32(i32(first << 8) + i32(slope * weights[i])) >> i32(16))


@kernel
def _fill_labels(out, z0, y0, x0, key, density, grains):
    """Fill `out` with the labels of its voxels, tile by tile."""
    nz, ny, nx = out.shape
    scratch = np.empty((2, min(ny, TILE_Y), min(nx, TILE_X) + 2 * MARGIN), i32)
    found = np.empty((MOST_CELLS, FACTS), i32)
    for z1 in range(z0, z0 + nz, TILE_Z):
        for y in range(y0, y0 + ny, TILE_Y):
            for x in range(x0, x0 + nx, TILE_X):
                z2, my, mx = (
                    min(z1 + TILE_Z, z0 + nz),
                    min(TILE_Y, y0 + ny - y),
                    min(TILE_X, x0 + nx - x),
                )
                cells = _find_cells(found, (z1, y, x), (z2, y + my, x + mx), key, density, LABELS)
                names, nearest = scratch[0, :my], scratch[1, :my]
                for z in range(z1, z2):
                    names[:], nearest[:] = 0, ONE
                    _add_cells(names, nearest, z, y, x - MARGIN, cells, LABELS, grains)
                    inside = names[:, MARGIN : MARGIN + mx]
                    out[z - z0, y - y0 : y - y0 + my, x - x0 : x - x0 + mx] = inside


@kernel
def _light_tile(scratch, z, top, step, rows, x, mx, cells, key, stain, tables):
    """Return the light of `rows` rows from `top` on, `step` apart: the start of `scratch`.

    Column MARGIN is x.
    """
    light, second = scratch[0, :rows], scratch[1, : 0 if stain == NUCLEI else rows]
    left, right = MARGIN, MARGIN + mx
    for y in range(rows):  # whatever is left in the margins is never seen
        light[y, left:right] = (ONE + EDGE) // 8 if stain == MEMBRANE else 0
    for y in range(len(second)):
        second[y, left:right] = ONE // 8
    _add_cells(light, second, z, top, x - MARGIN, cells, stain, tables[0])
    if stain == MEMBRANE:
        _light_membranes(light, second, left, right)
    _add_background(light, z, top, step, x, mx, key, tables[1])
    return light


@kernel
def _expose_tile(out, light, step, y, x, key, rooms, dark, dim, tables):
    """Fill a tile of `out`, which starts at (y, x), with the camera's counts.

    `light` begins at y, or a row before it where only every second row was computed.
    """
    counts, left, right = rooms[0][: out.shape[1]], MARGIN, MARGIN + out.shape[1]
    for i in range(len(out)):
        above = (i + y % step) // step
        below = above + (i + y) % step
        blend(counts, light[above, left:right], light[below, left:right])
        expose(counts, x, _hash(key, y + i), rooms[1], dark, tables[2:])
        store(out[i], counts, dim)


@kernel
def fill(out, z0, y0, x0, seed, stain, density, dark, dim, tables):
    """Fill `out` with the block of voxels that starts at (z0, y0, x0), tile by tile.

    `dark` is the level without light, what falls below 0 is 0; `dim` of the 12 bits are lost.
    """
    nz, ny, nx = out.shape
    cell_key, light_key, noise_key = _hash(seed, 0), _hash(seed, 1 + stain), _hash(seed, 3 + stain)
    if stain == LABELS:
        _fill_labels(out, z0, y0, x0, cell_key, density, tables[0])
        return
    step = 2 if stain == NUCLEI else 1
    scratch = np.zeros((2, min(ny, TILE_Y) // step + 2, min(nx, TILE_X) + 2 * MARGIN), i16)
    rooms = np.empty(TILE_X, i16), np.empty(TILE_X + 2 * STRETCH, i16)
    found = np.empty((MOST_CELLS, FACTS), i32)
    for z1 in range(z0, z0 + nz, TILE_Z):
        for y in range(y0, y0 + ny, TILE_Y):
            for x in range(x0, x0 + nx, TILE_X):
                z2, my, mx = (
                    min(z1 + TILE_Z, z0 + nz),
                    min(TILE_Y, y0 + ny - y),
                    min(TILE_X, x0 + nx - x),
                )
                top = y - y % step
                rows = (y + my) // step - top // step + 1
                start, stop = (z1, top, x), (z2, top + step * (rows - 1) + 1, x + mx)
                cells = _find_cells(found, start, stop, cell_key, density, stain)
                for z in range(z1, z2):
                    light = _light_tile(
                        scratch, z, top, step, rows, x, mx, cells, light_key, stain, tables
                    )
                    tile = out[z - z0, y - y0 : y - y0 + my, x - x0 : x - x0 + mx]
                    _expose_tile(
                        tile, light, step, y, x, _hash(noise_key, z), rooms, dark, dim, tables
                    )


@functools.lru_cache(maxsize=4)
def tables(percent):
    """Return (grains, ease, noise, noise), the integer tables that `fill` looks things up in.

    `percent` of the noise of one exposure.
    """
    return _grains(), _ease(), *noise_tables(percent)


@functools.cache
def _grains():
    """Return a periodic smooth texture around 256; x runs over one period and a nucleus more."""
    grains = (random_numbers(0, math.prod(GRAINS)) >> u64(56)).astype(np.int64) - 128
    grains = grains.reshape(GRAINS)
    for axis, width in ((0, 2), (1, 5), (2, 5), (1, 4), (2, 4)):
        grains = sum(np.roll(grains, step, axis) for step in range(width))
    spread = math.isqrt(int((grains**2).sum()) // grains.size)
    grains = np.clip(256 + grains * 48 // spread, 128, 400)
    return np.concatenate([grains, grains[:, :, : 2 * NUCLEUS_REACH]], axis=2).astype(np.int32)


def _ease():
    """Return the weights 3 t**2 - 2 t**3 for t from 0 to 1, times 256: no creases at the knots."""
    t = np.arange(KNOTS)
    return (256 * t * t * (3 * KNOTS - 2 * t) // KNOTS**3).astype(np.int32)
