"""The integer kernels of `outofcore.datasets.plate`: cells in a well, out of focus."""

import numpy as np

from outofcore.datasets._camera import DARK, STRETCH, expose, store
from outofcore.datasets._hash import _draw, _hash, _hash_at, i16, i32, kernel

PITCH = 48  # pixels from one site of a cell to the next
CHANCE = 34  # how far chance moves a cell
REACH = 48  # no cell is larger
FOCUS = 14  # planes from its own at which a cell has faded
NUCLEI, BODIES, REPORTER = 0, 1, 2
HAZE = 60  # counts of light everywhere
DIM_CORNER = 64  # of 256: how much less light reaches a corner


@kernel
def centre(site, ky, kx, planes):
    """Return the (z, y, x) of the cell of a site; the cells lie near the middle plane."""
    z = planes // 2 + _draw(site, 1, -3, 4)
    y = ky * PITCH + PITCH // 2 + _draw(site, 2, 0, CHANCE) - CHANCE // 2
    x = kx * PITCH + (ky & 1) * (PITCH // 2) + _draw(site, 3, 0, CHANCE) - CHANCE // 2
    return z, y, x


@kernel
def is_cell(site, density):
    """Return whether the site holds a cell; `density` is in percent."""
    return _draw(site, 0, 0, 100) < density


@kernel
def _add_disc(light, y0, x0, cy, cx, radius, slant, soft, bright):
    """Add a disc whose edge fades over `soft` of 256 parts of its area; the brightest wins.

    It is slanted, by `slant` eighths of a column per row: longer, thinner, as large.
    """
    area = i32(radius * radius)
    scale = i32((256 << 8) // max(1, area * soft // 256))
    for y in range(max(y0, cy - radius), min(y0 + light.shape[0], cy + radius + 1)):
        middle = cx + (((y - cy) * slant) >> 3)
        left, right = max(x0, middle - radius), min(x0 + light.shape[1], middle + radius + 1)
        row = i32(area - (y - cy) * (y - cy))
        for x in range(left, right):
            dx = i32(x - middle)
            inside = i32(max(i32(row - i32(dx * dx)), i32(0)))
            depth = i32(min(i32(i32(inside * scale) >> i32(8)), i32(256)))
            at = light[y - y0, x - x0]
            light[y - y0, x - x0] = max(at, i32(i32(depth * bright) >> i32(8)))


@kernel
def _add_cells(light, y0, x0, z, channel, key, look, planes):
    """Add the cells that reach into the block; `look` is (density, brightness, radius)."""
    density, brightness, size = look
    ny, nx = light.shape
    for ky in range((y0 - REACH) // PITCH - 1, (y0 + ny + REACH) // PITCH + 1):
        for kx in range((x0 - REACH) // PITCH - 2, (x0 + nx + REACH) // PITCH + 2):
            site = _hash_at(key, 0, ky, kx)
            cz, cy, cx = centre(site, ky, kx, planes)
            away = abs(z - cz)
            if not is_cell(site, density) or away >= FOCUS:
                continue
            bright, radius = _draw(site, 4, 700, 1000), size + _draw(site, 5, -1, 2)
            if channel == BODIES:
                bright, radius = bright // 3, 2 * radius
            elif channel == REPORTER:
                bright = bright * brightness // 400
            bright = bright * (FOCUS * FOCUS - away * away) // (FOCUS * FOCUS)
            slant, soft = _draw(site, 6, -4, 5), 80 + 12 * away
            _add_disc(light, y0, x0, cy, cx, radius, slant, soft, i32(bright))


@kernel
def fill(out, start, well_key, look, size, noise):
    """Fill `out`, of shape (y, x), with a block of one image; `start` is (field, channel, z, y, x).

    `size` is (planes, side).
    """
    field, channel, z, y0, x0 = start
    planes, side = size
    ny, nx = out.shape
    field_key = _hash(well_key, field)
    noise_key = _hash_at(_hash(field_key, 1), channel, z, 0)
    light = np.full((ny, nx), i32(0), i32)
    _add_cells(light, y0, x0, z, channel, _hash(field_key, 0), look, planes)
    row, room = np.empty(nx, i16), np.empty(nx + 2 * STRETCH, i16)
    corner = i32((DIM_CORNER << 20) // max(1, side * side // 2))
    for y in range(ny):
        down = i32(y0 + y - side // 2)
        for x in range(nx):  # the lamp lights the middle best
            right = i32(x0 + x - side // 2)
            far = np.int64(i32(down * down) + i32(right * right))
            lamp = i32(256 - ((far * corner) >> 20))
            row[x] = min(i32(i32((light[y, x] + HAZE) * lamp) >> i32(8)), i32(4095))
        expose(row, x0, _hash(noise_key, y0 + y), room, i16(DARK), noise)
        store(out[y], row, 0)
