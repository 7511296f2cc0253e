"""Planning of levels and tiles: arithmetic, checked on every shape that hypothesis thinks of."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from outofcore.viewer import scene

LENGTHS = st.integers(1, 5000)
STEPS = st.sampled_from([1, 2, 4, 8])


@given(shape=st.tuples(LENGTHS, LENGTHS), step=STEPS)
def test_tiles_sample_a_plane_once(shape, step):
    side = scene.TILE * step
    seen = [[], []]
    for axis, length in enumerate(shape):
        for number in range(-(-length // side)):
            place = (number, 0) if axis == 0 else (0, number)
            seen[axis] += scene.tile_region(*place, step, shape)[axis]
    assert seen == [list(range(0, length, step)) for length in shape]


@given(length=LENGTHS, step=STEPS, chunk=st.integers(1, 300), start=st.integers(0, 3))
def test_pieces_put_every_sample_in_its_place(length, step, chunk, start):
    picked, values = range(start * step, max(length, start * step + 1), step), np.arange(99999)
    out = np.full(len(picked), -1)
    numbers = []
    for number, there, here in scene.pieces_of(picked, chunk):
        out[there] = values[number * chunk : (number + 1) * chunk][here]
        numbers.append(number)
    np.testing.assert_array_equal(out, picked)
    assert numbers == sorted(set(numbers))  # no chunk is asked for twice


@given(
    factors=st.lists(st.floats(1, 8), min_size=1, max_size=6),
    screen=st.floats(1e-4, 64),
)
def test_the_level_is_the_coarsest_that_is_sharp(factors, screen):
    lengths = np.cumprod(factors)
    scales = [(length, length / 2) for length in lengths]
    level = scene.level_for(scales, screen)
    assert level == 0 or lengths[level] * screen <= scene.SHARP
    coarser = [n for n in lengths if n > lengths[level]]
    assert all(n * screen > scene.SHARP for n in coarser)


@given(shape=st.tuples(LENGTHS, LENGTHS), side=st.integers(16, 1024), room=st.integers(1, 10**8))
def test_no_step_unpacks_more_than_there_is_room_for(shape, side, room):
    step = scene.most_step(shape, (side, side, side * side), 2, room=room)
    spans = [min(scene.TILE * step, n) for n in shape]
    many = math.prod(-(-span // side) for span in spans)
    assert step == 1 or many * side * side * 2 <= room


def test_pixels_that_are_not_square_are_drawn_as_they_are():
    plane = scene.Plane("xz", 0, 2)
    assert scene.scales_of([(1, 1, 1), (2, 2, 2)], plane, (2.0, 0.5)) == [(4, 1), (8, 2)]


@pytest.mark.parametrize(
    ("axes", "ndim", "message"),
    [("x", 1, "two are the least"), ("", 6, "say which they are")],
)
def test_axes_that_make_no_picture_are_refused(axes, ndim, message):
    with pytest.raises(ValueError, match=message):
        scene.letters_of(axes, ndim)


def test_a_tile_outside_is_refused():
    with pytest.raises(IndexError, match="outside of"):
        scene.tile_region(2, 0, 1, (512, 512))
