"""Means and modes of boxes against definitions in one line of NumPy, for every way it can lie."""

import collections
import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outofcore.pyramid.downsample import downsample, smaller_shape

WHOLE = ["u1", "u2", "i2", "u8"]  # two fast kernels, signs, no wider type to add up in


def boxes(block, factors):
    """Yield (index, values) of every box."""
    for index in itertools.product(*map(range, smaller_shape(block.shape, factors))):
        region = tuple(slice(i * f, (i + 1) * f) for i, f in zip(index, factors, strict=True))
        yield index, [value.item() for value in block[region].ravel()]


def mean(values):
    """Return floor(mean + 1/2) with Python's whole numbers, which never overflow."""
    return (2 * sum(values) + len(values)) // (2 * len(values))


def mode(values):
    return min(values, key=lambda v: (-collections.Counter(values)[v], v))


def check(block, factors, method="mean"):
    expected = np.empty(smaller_shape(block.shape, factors), block.dtype)
    for index, values in boxes(block, factors):
        expected[index] = {"mean": mean, "mode": mode}[method](values)
    found = downsample(block, factors, method=method)
    assert found.dtype == block.dtype.newbyteorder("=")
    np.testing.assert_array_equal(found, expected)


def random(shape, dtype, seed=0, few=False):
    """Return numbers from the whole range of the type, its ends more often than chance has it."""
    info, rng = np.iinfo(dtype), np.random.default_rng(seed)
    if few:
        return rng.integers(0, 4, shape).astype(dtype)
    block = rng.integers(info.min, info.max, shape, dtype=dtype, endpoint=True)
    ends = np.array([info.min, info.max], dtype)[rng.integers(0, 2, shape)]
    return np.where(rng.random(shape) < 0.3, ends, block)


@pytest.mark.parametrize("dtype", WHOLE)
@pytest.mark.parametrize(
    "factors",
    [
        (2, 2, 2),  # the fast kernel, for the unsigned short ones
        (1, 2, 2),  # another one
        (2, 1, 2),  # none of them
        (3, 2, 4),
        (1, 1, 1),
    ],
)
@pytest.mark.parametrize("shape", [(4, 6, 8), (5, 7, 9), (1, 1, 1), (2, 3, 33)])
def test_means_of_whole_numbers_are_exact(dtype, factors, shape):
    check(random(shape, dtype), factors)


@settings(deadline=None, max_examples=150)
@given(
    shape=st.lists(st.integers(1, 9), min_size=1, max_size=5),
    factors=st.lists(st.integers(1, 4), min_size=5, max_size=5),
    dtype=st.sampled_from(["u2", "i2"]),  # each type costs a second of compiling
    method=st.sampled_from(["mean", "mode"]),
    seed=st.integers(0, 99),
    flip=st.booleans(),
)
def test_any_shape_any_factors(shape, factors, dtype, method, seed, flip):
    factors = [1] * max(0, len(shape) - 3) + factors[: min(3, len(shape))]
    block = random(shape, dtype, seed, few=method == "mode")
    if flip:  # strides that are negative, and rows that are not next to each other
        block = block[::-1].T
        factors = [1] * max(0, len(shape) - 3) + factors[-min(3, len(shape)) :]
    check(block, factors, method)


def test_views_of_a_larger_array():
    """Blocks that begin at an odd voxel, rows that are longer than the block."""
    whole = random((9, 11, 13), "u2")
    for starts in itertools.product((0, 1), repeat=3):
        block = whole[tuple(slice(s, s + 6) for s in starts)]
        check(block, (2, 2, 2))
        out = np.zeros((3, 6, 7), "u2")[:, 1:4, 2:5]
        assert downsample(block, (2, 2, 2), out=out) is out
        np.testing.assert_array_equal(out, downsample(block, (2, 2, 2)))


def test_a_place_in_a_larger_array():
    block = random((2, 5, 6, 7), "u2")
    out = np.zeros((4, 9, 9, 9), "u2")
    assert downsample(block, (1, 2, 2, 2), out=out, at=(1, 2, 3, 4)) is out
    expected = np.zeros_like(out)
    expected[1:3, 2:5, 3:6, 4:8] = downsample(block, (1, 2, 2, 2))
    np.testing.assert_array_equal(out, expected)
    for at in [(3, 0, 0, 0), (0, 7, 0, 0), (0, 0, 0, -1)]:
        with pytest.raises(ValueError, match=r"at \("):
            downsample(block, (1, 2, 2, 2), out=out, at=at)


def test_big_endian_numbers_keep_their_values():
    check(random((4, 6, 8), "u2").astype(">u2"), (2, 2, 2))


def test_halves_go_up_and_bias_is_a_sixteenth():
    block = np.random.default_rng(1).integers(0, 1000, (64, 64, 64)).astype("u2")
    exact = block.reshape(32, 2, 32, 2, 32, 2).mean((1, 3, 5))
    drift = (downsample(block, (2, 2, 2)) - exact).mean()
    assert abs(drift - 1 / 16) < 0.01


def test_floats_are_summed_in_double_precision():
    block = np.full((2, 2, 2), 0.1, "f4")
    block[0, 0, 0] = 2.0**24
    expected = np.float32((2.0**24 + 7 * float(np.float32(0.1))) / 8)
    assert downsample(block, (2, 2, 2))[0, 0, 0] == expected


@pytest.mark.parametrize("dtype", ["?", "f4", "u8"])
def test_modes_of_other_types(dtype):
    block = np.random.default_rng(3).integers(0, 2, (5, 4, 3)).astype(dtype)
    check(block, (2, 2, 2), "mode")


def test_cuts_between_boxes_change_nothing():
    """The block computed piece by piece, the pieces beginning at any box."""
    whole = random((8, 12, 10), "u2")
    expected = downsample(whole, (2, 2, 2))
    for cut in (2, 4, 6):
        parts = [downsample(part, (2, 2, 2)) for part in (whole[:, :cut], whole[:, cut:])]
        np.testing.assert_array_equal(np.concatenate(parts, axis=1), expected)


@pytest.mark.parametrize(
    ("shape", "factors", "options", "words"),
    [
        ((4, 4), (2,), {}, "one whole number, 1 or more, per axis"),
        ((4, 4), (2, 0), {}, "one whole number"),
        ((4, 4), (2, 1.5), {}, "one whole number"),
        ((2, 2, 2, 2), (2, 1, 1, 1), {}, "only the last three axes"),
        ((4, 4), (2, 2), {"method": "median"}, "no method 'median'; there are mean, mode"),
        ((4, 4), (2, 2), {"out": np.zeros((2, 3), "u1")}, r"out is uint8 of \(2, 3\)"),
    ],
)
def test_what_does_not_go_together_is_told(shape, factors, options, words):
    with pytest.raises(ValueError, match=words):
        downsample(np.zeros(shape, "u1"), factors, **options)


def test_a_dtype_without_a_mean_is_told():
    with pytest.raises(ValueError, match="dtype bool has no mean"):
        downsample(np.zeros((4, 4), bool), (2, 2))


def test_nothing_is_made_of_nothing():
    assert downsample(np.zeros((0, 4, 4), "u2"), (2, 2, 2)).shape == (0, 2, 2)
