"""The integer kernels of `outofcore.datasets.movie`: spikes, calcium, cells, camera noise."""

import numpy as np

from outofcore.datasets._camera import DARK, STRETCH, expose, store
from outofcore.datasets._hash import _draw, _hash, i16, i32, kernel, u64

PITCH = 32  # pixels from one site of a cell to the next
CHANCE = 14  # how far chance moves a cell; every second row is shifted against the others
RADIUS = 9
MEMORY = 48  # frames after which a spike's calcium is gone
LEADER, OTHER = 25, 8  # spikes per 1000 frames
KEPT = 92  # percent of a leader's spikes that its follower repeats
PEAK = 420  # counts that one spike adds at the centre of a cell


@kernel
def _fires(key, cell, t, per_1000):
    return _draw(_hash(_hash(key, cell), t), 0, 0, 1000) < per_1000


@kernel
def spikes(out, t0, cell, leader, delay, leads, key):
    """Set `out` to 1 where the cell fires, in frames from t0 on: by itself, or after its leader."""
    for i in range(len(out)):
        t = t0 + i
        out[i] = _fires(key, cell, t, LEADER if leads else OTHER)
        if leader >= 0 and t >= delay and _fires(key, leader, t - delay, LEADER):
            out[i] |= _draw(_hash(_hash(key, cell), t), 1, 0, 100) < KEPT


@kernel
def calcium(out, t0, cell, leader, delay, leads, key, decay):
    """Fill `out` with the light of one cell: every spike fades along the table `decay`."""
    before = min(MEMORY - 1, t0)
    fired = np.zeros(len(out) + before, np.uint8)
    spikes(fired, t0 - before, cell, leader, delay, leads, key)
    out[:] = 0
    for i in range(len(fired)):
        if fired[i]:
            for age in range(MEMORY):
                if 0 <= i + age - before < len(out):
                    out[i + age - before] += decay[age]


@kernel
def _add_cell(light, y0, x0, cy, cx, bright):
    """Add one cell's disc, which is brightest at its centre."""
    for y in range(max(y0, cy - RADIUS), min(y0 + light.shape[0], cy + RADIUS + 1)):
        for x in range(max(x0, cx - RADIUS), min(x0 + light.shape[1], cx + RADIUS + 1)):
            inside = RADIUS * RADIUS - (y - cy) ** 2 - (x - cx) ** 2
            if inside > 0:
                light[y - y0, x - x0] += i32(bright * inside // (RADIUS * RADIUS))


@kernel
def fill(out, t0, y0, x0, seed, cells, decay, noise):
    """Fill `out` with frames from t0 on; `cells` has rows (y, x, leader, delay, leads, rest)."""
    nt, ny, nx = out.shape
    spike_key, noise_key = _hash(seed, 1), _hash(seed, 2)
    traces = np.zeros((len(cells), nt), np.int64)
    near = np.zeros(len(cells), np.bool_)
    for n in range(len(cells)):
        y, x, leader, delay, leads, _rest = cells[n]
        near[n] = y0 - RADIUS < y < y0 + ny + RADIUS and x0 - RADIUS < x < x0 + nx + RADIUS
        if near[n]:
            calcium(traces[n], t0, n, leader, delay, leads, spike_key, decay)
    light = np.empty((ny, nx), i32)
    row, room = np.empty(nx, i16), np.empty(nx + 2 * STRETCH, i16)
    for t in range(nt):
        light[:] = 60
        for n in range(len(cells)):
            if near[n]:
                bright = cells[n, 5] + min(traces[n, t], 4 * PEAK)
                _add_cell(light, y0, x0, cells[n, 0], cells[n, 1], bright)
        frame_key = _hash(noise_key, t0 + t)
        for y in range(ny):
            for x in range(nx):
                row[x] = min(light[y, x], i32(4095))
            expose(row, x0, _hash(frame_key, y0 + y), room, i16(DARK), noise)
            store(out[t, y], row, 0)


@kernel
def place(cells, columns, key):
    """Set each cell's y, x and resting light; site n lies on a lattice, moved by chance."""
    for n in range(len(cells)):
        site = _hash(key, u64(n))
        y, x = n // columns, n % columns
        shift = PITCH // 8 if y & 1 else -PITCH // 8
        cells[n, 0] = y * PITCH + PITCH // 2 + _draw(site, 0, 0, CHANCE) - CHANCE // 2
        cells[n, 1] = x * PITCH + PITCH // 2 + shift + _draw(site, 1, 0, CHANCE) - CHANCE // 2
        cells[n, 5] = _draw(site, 2, 60, 160)


@kernel
def order(cells, key):
    """Return random numbers, one per cell; their order is a shuffle."""
    numbers = np.empty(len(cells), np.uint64)
    for n in range(len(cells)):
        numbers[n] = _hash(key, u64(n))
    return numbers
