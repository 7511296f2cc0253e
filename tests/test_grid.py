"""NumPy is the oracle: number the chunk of every element, index that array, count what is left."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from outofcore import grid

# A deadline or a slow-draw check would be a timing assert: a busy machine must not fail a test.
patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def integers_on(length):
    return st.integers(-length, length - 1)


def slices_on(length):
    end = st.none() | st.integers(-length - 2, length + 2)
    return st.builds(slice, end, end, st.none() | st.integers(1, 5))


def lists_on(length):
    return st.sets(st.integers(0, max(length - 1, 0)), max_size=length).map(sorted)


@st.composite
def cases(draw):
    """Draw (shape, chunks, items, selection): `selection` says the same as one item per axis."""
    lengths = st.integers(1, 9) | st.integers(0, 9)  # an empty axis empties all: not too often
    shape = draw(st.lists(lengths, max_size=4).map(tuple))
    chunks = tuple(draw(st.integers(1, 5) | st.integers(1, 11)) for _ in shape)
    items = [draw(slices_on(n) | integers_on(n) if n else slices_on(n)) for n in shape]
    if shape and draw(st.booleans()):
        axis = draw(st.integers(0, len(shape) - 1))
        items[axis] = draw(lists_on(shape[axis]))
    first = draw(st.integers(0, len(shape)))
    last = draw(st.integers(first, len(shape)))
    if draw(st.booleans()):  # leave some axes to the ellipsis
        items[first:last] = [slice(None)] * (last - first)
        selection = (*items[:first], ..., *items[last:])
    else:
        items[first:] = [slice(None)] * (len(shape) - first)
        selection = items[0] if first == 1 else tuple(items[:first])
    return shape, chunks, items, selection


def pick(array, items):
    """Index one axis at a time, from the last, as h5py does: a list never moves an axis."""
    for axis in reversed(range(array.ndim)):
        array = array[(slice(None),) * axis + (items[axis],)]
    return array


def chunk_numbers(shape, chunks):
    """Return an array that holds, at every element, the row-major number of its chunk."""
    numbers = np.zeros(shape, int)
    for axis, (length, chunk) in enumerate(zip(shape, chunks, strict=True)):
        along = np.arange(length) // chunk
        others = [-1 if a == axis else 1 for a in range(len(shape))]
        numbers = numbers * math.ceil(length / chunk) + along.reshape(others)
    return numbers


def element_numbers(shape):
    return np.arange(math.prod(shape)).reshape(shape)


@patient
@given(cases())
def test_touched_chunks_are_those_of_the_selected_elements(case):
    shape, chunks, items, selection = case
    expected = np.unique(pick(chunk_numbers(shape, chunks), items))
    indices = grid.touched_chunks(selection, shape, chunks)
    counts = grid.grid_shape(shape, chunks)
    assert [int(np.ravel_multi_index(i, counts)) if i else 0 for i in indices] == expected.tolist()
    assert grid.count_touched(selection, shape, chunks) == len(expected)
    assert grid.touched_bytes(selection, shape, chunks, 2) == len(expected) * math.prod(chunks) * 2


def test_every_slice_of_a_short_axis():
    for length, chunk, step in itertools.product(range(8), range(1, 5), range(1, 6)):
        for start, stop in itertools.product(range(length + 1), repeat=2):
            selection = slice(start, stop, step)
            positions = np.arange(length)[selection]
            touched = np.unique(positions // chunk).tolist()
            assert grid.touched_chunks(selection, (length,), (chunk,)) == [(i,) for i in touched]
            assert grid.count_touched(selection, (length,), (chunk,)) == len(touched)
            runs = np.count_nonzero(np.diff(positions, prepend=-9) != 1)
            assert grid.contiguous_runs(selection, (length,)) == runs


@patient
@given(cases())
def test_positions_and_shape_are_numpys(case):
    shape, _, items, selection = case
    positions = grid.normalize_selection(selection, shape)
    expected = [np.atleast_1d(np.arange(n)[i]) for n, i in zip(shape, items, strict=True)]
    assert [list(p) for p in positions] == [e.tolist() for e in expected]
    assert all(isinstance(p, range | list) for p in positions)
    picked = pick(element_numbers(shape), items)
    assert grid.selected_shape(selection, shape) == picked.shape
    assert grid.count_selected(selection, shape) == picked.size


@patient
@given(cases())
def test_runs_end_where_the_next_element_is_not_selected(case):
    shape, _, items, selection = case
    numbers = pick(element_numbers(shape), items).ravel()
    expected = 1 + np.count_nonzero(np.diff(numbers) != 1) if numbers.size else 0
    assert grid.contiguous_runs(selection, shape) == expected


@patient
@given(cases())
def test_amplification_is_the_read_over_the_asked(case):
    shape, chunks, items, selection = case
    asked = pick(element_numbers(shape), items).size
    if asked == 0:
        with pytest.raises(ValueError, match="selects nothing"):
            grid.read_amplification(selection, shape, chunks)
        return
    touched = np.unique(pick(chunk_numbers(shape, chunks), items)).size
    amplification = grid.read_amplification(selection, shape, chunks)
    assert amplification == touched * math.prod(chunks) / asked
    assert amplification >= 1


@patient
@given(cases())
def test_chunks_cover_every_element_once_in_row_major_order(case):
    shape, chunks, _, _ = case
    numbers = chunk_numbers(shape, chunks)
    regions = list(grid.iter_chunks(shape, chunks))
    assert len(regions) == grid.count_chunks(shape, chunks) == len(np.unique(numbers))
    for number, region in enumerate(regions):
        assert np.all(numbers[region] == number)
        lengths = [s.stop - s.start for s in region]  # NumPy would clip a stop that is too large
        assert math.prod(lengths) == np.count_nonzero(numbers == number)
    indices = itertools.product(*map(range, grid.grid_shape(shape, chunks)))
    assert regions == [grid.chunk_region(index, shape, chunks) for index in indices]


def test_counting_never_lists():
    shape, chunks = (10**12,) * 3, (10, 1, 7)
    selection = np.s_[::5, ::3, 10**11 : 10**12]
    per_axis = 10**11, -(-(10**12) // 3), (10**12 - 1) // 7 - 10**11 // 7 + 1
    assert grid.count_touched(selection, shape, chunks) == math.prod(per_axis)
    assert grid.contiguous_runs(selection, shape) == (10**12 // 5) * per_axis[1]


def test_numpy_integers_are_integers():
    shape, chunks = np.array([7, 6]), np.array([3, 3])
    selection = (np.int64(-1), np.array([0, 4]))
    touched = grid.touched_chunks(selection, shape, chunks)
    assert touched == [(2, 0), (2, 1)]
    assert {type(i) for index in touched for i in index} == {int}
    assert grid.selected_shape(selection, shape) == (2,)
    assert grid.touched_bytes(selection, shape, chunks, 2) == 36


@pytest.mark.parametrize(
    ("selection", "error", "message"),
    [
        (8, IndexError, "position 8 is outside of axis 0 of length 8"),
        (-9, IndexError, "position -9 is outside of axis 0 of length 8"),
        ((0, [2, 6]), IndexError, "position 6 is outside of axis 1 of length 6"),
        ((0, 0, 0), IndexError, "3 axes but shape .8, 6. has 2; give at most one item per axis"),
        ((..., 0, ...), IndexError, "2 ellipses; one is the most"),
        (np.s_[::0], ValueError, "step 0 on axis 0; the least is 1"),
        (np.s_[:, ::-1], ValueError, "step -1 on axis 1; the least is 1"),
        ([3, 1], ValueError, "position 1 follows 3 on axis 0; sort the list"),
        ([3, -5], ValueError, "position 3 follows 3"),  # the same place in two notations
        (([0, 1], [0, 1]), TypeError, "more than one list"),
        (None, TypeError, "None cannot select along axis 0"),  # np.newaxis
        (1.0, TypeError, "1.0 cannot select along axis 0"),
        ("name", TypeError, "'name' cannot select along axis 0"),
        (True, TypeError, "True cannot select along axis 0"),  # a mask, not position 1
        (np.ones(8, bool), TypeError, "cannot select along axis 0"),
        (np.ones((2, 2), int), TypeError, "cannot select along axis 0"),
    ],
)
def test_selection_errors_name_the_values(selection, error, message):
    with pytest.raises(error, match=message):
        grid.normalize_selection(selection, (8, 6))


@pytest.mark.parametrize(
    ("shape", "chunks", "error", "message"),
    [
        (
            (8, 512, 512),
            (64, 64),
            ValueError,
            r"chunks \(64, 64\) has 2 axes but shape \(8, 512, 512\) has 3; "
            "give one chunk length per axis",
        ),
        ((8, 6), (4, 0), ValueError, r"chunks \(4, 0\) has length 0 on axis 1; the least is 1"),
        ((8, 6), (-1, 4), ValueError, "length -1 on axis 0"),
        ((8, -6), (4, 4), ValueError, r"shape \(8, -6\) has a negative length"),
        ((8, 6), (4.0, 4), TypeError, r"chunks \(4.0, 4\) is not a tuple of integers"),
        ((8, 6), 4, TypeError, "chunks 4 is not a tuple of integers"),
        (None, (4, 4), TypeError, "shape None is not a tuple of integers"),
    ],
)
def test_chunk_errors_name_the_values(shape, chunks, error, message):
    with pytest.raises(error, match=message):
        grid.check_chunks(shape, chunks)
    with pytest.raises(error, match=message):
        grid.iter_chunks(shape, chunks)  # at once, not at the first chunk


@pytest.mark.parametrize("index", [(3, 0), (0, 2), (-1, 0), (0,)])
def test_no_such_chunk(index):
    with pytest.raises(IndexError, match=r"is not in the grid of \(3, 2\) chunks"):
        grid.chunk_region(index, (7, 6), (3, 3))
