"""The integer kernels of `outofcore.datasets.volume`: cells, membranes, background, camera noise.

Three rules keep every block equal on every machine, and fast:

- no floating point, which compilers may round and reorder in their own ways;
- no state from one voxel to the next: chance is a hash of the coordinates;
- ``i32`` around every step of an inner loop. Numba would widen to 64 bits, at half the speed.
"""

import bisect
import functools
import itertools
import math

import numpy as np

from outofcore.datasets._hash import _draw, _hash, _hash_at, i32, kernel, u64

# Lattice of cells, in voxels. A step along z is three times as long as one along y or x.
PITCH_Z, PITCH = 12, 36
CHANCE_Z, CHANCE = 5, 15  # how far chance moves a cell

# A cell's form is 0 at its centre and grows with the square of the distance; ONE is its hull.
ONE = 1 << 16
NUCLEUS = ONE * 46 // 100  # where the light of the nucleus ends
EDGE = ONE * 24 // 100  # the width of fading edges and membranes
REACH_Z, REACH = 9, 32  # farther out every form is at least ONE + EDGE
NUCLEUS_Z, NUCLEUS_REACH = 5, 20  # farther out every form is at least NUCLEUS

KNOTS = 128  # voxels between the knots of the background
GRAINS = (16, 64, 64)  # period of the chromatin texture
NUCLEI, MEMBRANE, LABELS = 0, 1, 2  # what is seen
NAMED = (12_000, 73_000, 73_000)  # labels are unique in a shape up to this
DARK, BRIGHTEST = 100, 4095  # counts of a 12-bit camera
TILE_Y, TILE_X = 64, 1024  # the scratch of one tile stays in a core's own cache


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
def _form(site, dz, dy):
    """Return (a, b, c): along this row the form of the cell is a + b * dx + c * dx * dx."""
    zz, yy = _draw(site, 4, 950, 1600), _draw(site, 5, 106, 175)
    yx, xx = _draw(site, 6, -52, 53), _draw(site, 7, 106, 175)
    return i32(zz * dz * dz + yy * dy * dy), i32(yx * dy), i32(xx)


@kernel
def _misses(a, b, c, limit):
    """Return whether the row's smallest form, a - b * b / 4c, is above `limit`."""
    return (np.int64(a) - limit) * 4 * c > np.int64(b) * b


@kernel
def _add_nucleus(light, top, left, site, dz, cy, cx, grains):
    """Brighten the voxels of one nucleus; where two meet, the brighter one wins."""
    bright = i32(_draw(site, 8, 600, 2400))
    grain_z = (_draw(site, 9, 0, GRAINS[0]) + dz) % GRAINS[0]
    grain_y, grain_x = _draw(site, 10, 0, GRAINS[1]), _draw(site, 11, 0, GRAINS[2])
    start = cx - NUCLEUS_REACH - left
    for y in range(max(top, cy - NUCLEUS_REACH), min(top + len(light), cy + NUCLEUS_REACH)):
        a, b, c = _form(site, dz, y - cy)
        if _misses(a, b, c, NUCLEUS):
            continue
        row = light[y - top, start : start + 2 * NUCLEUS_REACH]
        grain = grains[grain_z, (grain_y + y - cy) % GRAINS[1], grain_x:]
        for i in range(2 * NUCLEUS_REACH):
            dx = i32(i - NUCLEUS_REACH)
            form = i32(a + i32(i32(b + i32(c * dx)) * dx))
            depth = i32(min(max(i32(NUCLEUS - form), i32(0)), i32(EDGE)) >> i32(6))  # at most 245
            smooth = i32(i32(depth * bright) >> i32(8))
            row[i] = max(row[i], i32(i32(smooth * grain[i]) >> i32(8)))


@kernel
def _name(kz, ky, kx):
    """Return the label of a lattice site, never 0: 10, 11 and 11 bits of its place.

    So a cell has one label whatever the shape, and no two within NAMED voxels have the same.
    """
    return ((kz + 2) & 1023) << 22 | ((ky + 2) & 2047) << 11 | ((kx + 2) & 2047)


@kernel
def _add_label(label, nearest, top, left, site, dz, cy, cx, name):
    """Name the voxels of one nucleus, out to half of its light; where two meet, the nearer wins."""
    start = cx - NUCLEUS_REACH - left
    for y in range(max(top, cy - NUCLEUS_REACH), min(top + len(label), cy + NUCLEUS_REACH)):
        a, b, c = _form(site, dz, y - cy)
        if _misses(a, b, c, NUCLEUS - EDGE // 2):
            continue
        for i in range(2 * NUCLEUS_REACH):
            dx = i32(i - NUCLEUS_REACH)
            form = i32(a + i32(i32(b + i32(c * dx)) * dx))
            if form < min(NUCLEUS - EDGE // 2, nearest[y - top, start + i]):
                nearest[y - top, start + i] = form
                label[y - top, start + i] = i32(name)  # the same 32 bits, read as signed


@kernel
def _add_hull(nearest, second, top, left, site, dz, cy, cx):
    """Keep the two smallest forms in each voxel: two cells meet where they are equal."""
    start = cx - REACH - left
    for y in range(max(top, cy - REACH), min(top + len(nearest), cy + REACH)):
        a, b, c = _form(site, dz, y - cy)
        if _misses(a, b, c, ONE + EDGE):
            continue
        one = nearest[y - top, start : start + 2 * REACH]
        two = second[y - top, start : start + 2 * REACH]
        for i in range(2 * REACH):
            dx = i32(i - REACH)
            form = i32(a + i32(i32(b + i32(c * dx)) * dx))
            two[i] = min(two[i], max(one[i], form))
            one[i] = min(one[i], form)


@kernel
def _light_membranes(nearest, second):
    """Turn the two smallest forms into light, in `nearest`: a membrane, and a glow inside."""
    for y in range(len(nearest)):
        one, two = nearest[y], second[y]
        for x in range(one.size):
            gap = i32(two[x] - one[x])
            near = i32(max(i32(EDGE - max(gap, i32(-gap))), i32(0)) >> i32(6))  # at most 245
            glow = i32(max(i32(ONE - one[x]), i32(0)) >> i32(9))
            one[x] = i32(i32(i32(near * near) >> i32(5)) + glow)


@kernel
def _add_cells(light, second, z, y0, x0, nx, key, density, stain, grains):
    """Add the cells that reach into a tile.

    Column 0 of `light` is x0 - 2 * REACH: a cell's row is written whole, without a look at the
    tile's ends, and what falls outside of the tile is never exposed.
    """
    membrane = stain == MEMBRANE
    reach_z, reach = (REACH_Z, REACH) if membrane else (NUCLEUS_Z, NUCLEUS_REACH)
    y1, x1, left = y0 + len(light), x0 + nx, x0 - 2 * REACH
    for kz in range((z - reach_z) // PITCH_Z, (z + reach_z) // PITCH_Z + 1):
        for ky in range((y0 - reach) // PITCH, (y1 + reach) // PITCH + 1):
            for kx in range((x0 - reach) // PITCH, (x1 + reach) // PITCH + 1):
                site = _hash_at(key, kz, ky, kx)
                cz, cy, cx = _centre(site, kz, ky, kx)
                near = x0 - reach <= cx <= x1 + reach and abs(z - cz) <= reach_z
                if not near or _is_empty(site, density):
                    continue
                if membrane:
                    _add_hull(light, second, y0, left, site, z - cz, cy, cx)
                elif stain == LABELS:
                    _add_label(light, second, y0, left, site, z - cz, cy, cx, _name(kz, ky, kx))
                else:
                    _add_nucleus(light, y0, left, site, z - cz, cy, cx, grains)


@kernel
def _knot(key, z, ky, kx):
    """Return the background on a knot line along z, times KNOTS."""
    kz, t = z // KNOTS, z % KNOTS
    above = _draw(_hash_at(key, kz, ky, kx), 0, 20, 180)
    below = _draw(_hash_at(key, kz + 1, ky, kx), 0, 20, 180)
    return above * (KNOTS - t) + below * t


@kernel
def _add_background(light, z, y0, x0, nx, key, ease):
    """Add a slow, smooth light, interpolated between knots; `ease` weighs them, 0 to 256."""
    ny, left = len(light), x0 - 2 * REACH
    for ky in range(y0 // KNOTS, (y0 + ny - 1) // KNOTS + 1):
        for kx in range(x0 // KNOTS, (x0 + nx - 1) // KNOTS + 1):
            k00, k01 = _knot(key, z, ky, kx), _knot(key, z, ky, kx + 1)
            k10, k11 = _knot(key, z, ky + 1, kx), _knot(key, z, ky + 1, kx + 1)
            start, stop = max(kx * KNOTS, x0), min((kx + 1) * KNOTS, x0 + nx)
            weights = ease[start - kx * KNOTS :]
            for y in range(max(ky * KNOTS, y0), min((ky + 1) * KNOTS, y0 + ny)):
                w = ease[y - ky * KNOTS]
                first = i32((k00 * (256 - w) + k10 * w) // KNOTS)
                step = i32(i32((k01 * (256 - w) + k11 * w) // KNOTS) - first)
                row = light[y - y0, start - left : stop - left]
                for i in range(stop - start):
                    row[i] += i32(i32(i32(first << 8) + i32(step * weights[i])) >> i32(16))


@kernel
def _roll_noise(gauss, x0, nx, key, noise):
    """Return the noise of `nx` voxels of a row from x0 on, in units of their sd / 32."""
    first = x0 // 4
    for g in range((x0 + nx - 1) // 4 - first + 1):  # one hash serves four voxels
        h = _hash(key, first + g)
        gauss[4 * g] = noise[h & u64(4095)]
        gauss[4 * g + 1] = noise[(h >> u64(16)) & u64(4095)]
        gauss[4 * g + 2] = noise[(h >> u64(32)) & u64(4095)]
        gauss[4 * g + 3] = noise[(h >> u64(48)) & u64(4095)]
    return gauss[x0 % 4 : x0 % 4 + nx]


@kernel
def _expose(out, light, gauss, noise, black, dim):
    """Write one row of camera counts: dark level, light and noise, cut to the camera's range.

    `noise` scales the noise in 1/256; counts up to `black` become 0; `dim` of the 12 bits are lost.
    """
    for x in range(out.size):
        s = min(light[x], i32(BRIGHTEST))
        # sd in 1/1024 counts: sqrt(36 + 2 * s) is concave, so the lowest of four tangents is near
        low = min(i32(6144 + i32(171 * s)), i32(7885 + i32(82 * s)))
        high = min(i32(15462 + i32(35 * s)), i32(29491 + i32(18 * s)))
        sd = i32(i32(min(low, high) * noise) >> i32(8))
        counts = i32(i32(DARK + s) + i32(i32(sd * gauss[x]) >> i32(15)))
        out[x] = i32(min(max(i32(counts - black), i32(0)), i32(BRIGHTEST)) >> dim)


@kernel
def fill(out, z0, y0, x0, seed, stain, density, loud, black, dim, tables):
    """Fill `out` with the block of voxels that starts at (z0, y0, x0), tile by tile."""
    grains, ease, noise = tables
    nz, ny, nx = out.shape
    cell_key, background_key = _hash(seed, 0), _hash(seed, 1 + stain)
    noise_key = _hash(seed, 3 + stain)
    scratch = np.empty((2, min(ny, TILE_Y), min(nx, TILE_X) + 4 * REACH), i32)
    gauss = np.empty(TILE_X + 8, i32)
    for z in range(z0, z0 + nz):
        for y in range(y0, y0 + ny, TILE_Y):
            for x in range(x0, x0 + nx, TILE_X):
                my, mx = min(TILE_Y, y0 + ny - y), min(TILE_X, x0 + nx - x)
                light, second = scratch[0, :my], scratch[1, : 0 if stain == NUCLEI else my]
                light[:] = ONE + EDGE if stain == MEMBRANE else 0
                second[:] = ONE
                _add_cells(light, second, z, y, x, mx, cell_key, density, stain, grains)
                if stain == LABELS:
                    names = light[:, 2 * REACH : 2 * REACH + mx]
                    out[z - z0, y - y0 : y - y0 + my, x - x0 : x - x0 + mx] = names
                    continue
                if stain == MEMBRANE:
                    _light_membranes(light, second)
                _add_background(light, z, y, x, mx, background_key, ease)
                plane_key = _hash(noise_key, z)
                for i in range(my):
                    mine = _roll_noise(gauss, x, mx, _hash(plane_key, y + i), noise)
                    row = light[i, 2 * REACH : 2 * REACH + mx]
                    seen = out[z - z0, y - y0 + i, x - x0 : x - x0 + mx]
                    _expose(seen, row, mine, loud, black, dim)


@functools.cache
def tables():
    """Return (grains, ease, noise), the integer tables that `fill` looks things up in."""
    return _grains(), _ease(), _noise()


@kernel
def _random_bytes(n):
    numbers = np.empty(n, np.int64)
    for i in range(n):
        numbers[i] = np.int64(_hash(u64(0), i) >> u64(56))
    return numbers


def _grains():
    """Return a periodic smooth texture around 256; x runs over one period and a nucleus more."""
    grains = _random_bytes(math.prod(GRAINS)).reshape(GRAINS) - 128
    for axis, width in ((0, 2), (1, 5), (2, 5), (1, 4), (2, 4)):
        grains = sum(np.roll(grains, step, axis) for step in range(width))
    spread = math.isqrt(int((grains**2).sum()) // grains.size)
    grains = np.clip(256 + grains * 48 // spread, 128, 400)
    return np.concatenate([grains, grains[:, :, : 2 * NUCLEUS_REACH]], axis=2).astype(np.int32)


def _ease():
    """Return the weights 3 t**2 - 2 t**3 for t from 0 to 1, times 256: no creases at the knots."""
    t = np.arange(KNOTS)
    return (256 * t * t * (3 * KNOTS - 2 * t) // KNOTS**3).astype(np.int32)


def _noise():
    """Return 4096 quantiles of a normal distribution of sd 32, as good as exact.

    They are the quantiles of binomial(4096, 1/2) about its mean, in whole numbers throughout.
    """
    steps = range(-160, 161)  # five sd
    below = list(itertools.accumulate(math.comb(4096, 2048 + step) for step in steps))
    quantiles = (((2 * i + 1) << 4096) // 8192 for i in range(4096))
    return np.array([steps[bisect.bisect_left(below, q)] for q in quantiles], np.int32)
