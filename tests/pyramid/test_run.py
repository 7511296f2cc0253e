"""Pyramids made block by block equal those made at once; what is read, written and held."""

import itertools
import math
import threading

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outofcore import grid
from outofcore.measure.memory import watch_peak
from outofcore.pyramid.downsample import downsample
from outofcore.pyramid.plan import plan_pyramid
from outofcore.pyramid.run import run_pyramid
from outofcore.units import MIB


class Array:
    """A source in memory that writes down what is read of it."""

    def __init__(self, array):
        self.array, self.dtype, self.read = array, array.dtype, np.zeros(array.shape, int)
        self._lock = threading.Lock()

    def read_into(self, region, room):
        with self._lock:
            self.read[region] += 1
        room[...] = self.array[region]


class Sink:
    """A level in memory that takes each block once, and can be asked for it."""

    def __init__(self, shape, block, dtype, stop_after=None):
        self.array, self.block, self.numbers = np.zeros(shape, dtype), block, []
        self._lock, self._stop_after = threading.Lock(), stop_after

    def _region(self, number):
        return grid.chunk_region(number, self.array.shape, self.block)

    def write(self, number, block):
        with self._lock:
            if self._stop_after is not None and len(self.numbers) >= self._stop_after:
                raise OSError("the disk is full")
            assert number not in self.numbers
            self.numbers.append(number)
        self.array[self._region(number)] = block

    def has(self, number):
        return number in self.numbers

    def read(self, number, room):
        room[...] = self.array[self._region(number)]


def distinct(shape, dtype="uint16"):
    values = np.arange(math.prod(shape), dtype="uint64") * 40503 % 65521
    return values.reshape(shape).astype(dtype)


def sinks_of(plan, dtype, *, first=True, **options):
    made = [Sink(s, b, dtype, **options) for s, b in zip(plan.shapes, plan.blocks, strict=True)]
    return made if first else [None, *made[1:]]


def expected_levels(array, steps, method="mean"):
    levels = [array]
    for step in steps:
        levels.append(downsample(levels[-1], step, method=method))
    return levels


def check(array, plan, *, threads=1, method="mean", first=True):
    source, sinks = Array(array), sinks_of(plan, array.dtype, first=first)
    dealt = []
    run_pyramid(plan, source, sinks, threads=threads, progress=dealt.append)
    for sink, expected in zip(sinks, expected_levels(array, plan.steps, method), strict=True):
        if sink is not None:
            np.testing.assert_array_equal(sink.array, expected)
            assert len(sink.numbers) == grid.count_chunks(expected.shape, sink.block)
    assert (source.read == 1).all()
    assert sum(dealt) == array.nbytes


SHAPES = [
    ((32, 32, 32), (8, 8, 8), [(2, 2, 2)] * 3),  # everything divides
    ((17, 33, 29), (4, 8, 8), [(2, 2, 2)] * 3),  # nothing does
    ((9, 64, 64), (4, 16, 16), [(1, 2, 2), (2, 2, 2)]),  # not the same along every axis
    ((27, 27), (3, 6), [(3, 3), (3, 3)]),
    ((40,), (7,), [(2,), (2,)]),
    ((2, 3, 20, 20, 20), (1, 1, 8, 8, 8), [(1, 1, 2, 2, 2)] * 2),  # times and channels
    ((20, 20), (8, 8), []),  # nothing to make: a copy
]


@pytest.mark.parametrize(("shape", "block", "steps"), SHAPES)
@pytest.mark.parametrize("threads", [1, 3])
def test_levels_are_those_of_the_whole_array(shape, block, steps, threads):
    check(distinct(shape), plan_pyramid(shape, block, steps=steps), threads=threads)


@settings(deadline=None, max_examples=80)
@given(data=st.data())
def test_any_cut_gives_the_same(data):
    axes = data.draw(st.integers(1, 3))
    draw = lambda low, high: tuple(data.draw(st.integers(low, high)) for _ in range(axes))  # noqa: E731
    shape, steps = draw(1, 20), [draw(1, 3) for _ in range(data.draw(st.integers(0, 2)))]
    blocks, source = [draw(1, 6) for _ in range(len(steps) + 1)], draw(1, 6)
    plan = plan_pyramid(shape, blocks, steps=steps, source_block=source)
    check(distinct(shape), plan, threads=data.draw(st.sampled_from([1, 2])))


def test_labels_are_voted_on():
    labels = distinct((16, 16, 16), "uint8") % 5
    plan = plan_pyramid(labels.shape, (4, 4, 4), steps=[(2, 2, 2)] * 2, method="mode")
    check(labels, plan, method="mode")


def test_the_source_itself_need_not_be_written():
    plan = plan_pyramid((17, 18), (4, 4), steps=[(2, 2)] * 2)
    check(distinct((17, 18)), plan, first=False)


@pytest.mark.parametrize("stop_after", [0, 1, 5, 20])
@pytest.mark.parametrize("threads", [1, 2])
def test_after_an_error_a_second_run_makes_only_what_is_missing(stop_after, threads):
    array = distinct((33, 40))
    plan = plan_pyramid(array.shape, (4, 4), steps=[(2, 2)] * 3)
    sinks = sinks_of(plan, array.dtype, first=False)
    sinks[1]._stop_after = stop_after
    with pytest.raises(OSError, match="the disk is full"):
        run_pyramid(plan, Array(array), sinks, threads=threads)
    sinks[1]._stop_after = None
    source = Array(array)
    run_pyramid(plan, source, [None, *map(_kept, sinks[1:])], threads=threads)
    for sink, expected in zip(sinks[1:], expected_levels(array, plan.steps)[1:], strict=True):
        np.testing.assert_array_equal(sink.array, expected)
    assert source.read.max() == 1
    if stop_after == 20:
        assert source.read.sum() < array.size  # a part was there
    run_pyramid(plan, again := Array(array), sinks)
    assert again.read.sum() == 0  # all of it is there


def _kept(sink):
    """Return the sink, which lets a block be written again that an upper level lacks."""
    sink.write = lambda number, block: _again(sink, number, block)
    return sink


def _again(sink, number, block):
    if number not in sink.numbers:
        sink.numbers.append(number)
    sink.array[sink._region(number)] = block


class Large:
    """A source that is computed, and sinks that forget: what is held is the pyramid's own."""

    dtype = np.dtype("u2")

    def read_into(self, region, room):
        room[...] = region[0].start % 7

    def write(self, number, block):
        pass


@pytest.mark.parametrize("depth", [256, 1024])
def test_what_is_held_does_not_grow_with_the_array(depth):
    """128 MiB, and 512 MiB: both need less than 16 bricks of 1 MiB."""
    plan = plan_pyramid((depth, 512, 512), (32, 128, 128), steps=[(2, 2, 2)] * 4)
    assert plan.held_bytes(2, threads=2) <= 10 * MIB
    large = Large()
    run_pyramid(plan_pyramid((64, 128, 128), (32, 64, 64), steps=[(2, 2, 2)]), large, [None, large])
    with watch_peak() as watch:
        run_pyramid(plan, large, [None] + [large] * 4, threads=2)
    assert watch.peak_bytes <= 16 * MIB


def test_bricks_are_asked_for_in_an_order_that_keeps_few_open():
    plan = plan_pyramid((64, 64), (4, 4), steps=[(2, 2)] * 4)
    order = [index for _, index in plan.walk()]
    assert order[:5] == [(0, 0), (0, 1), (1, 0), (1, 1), (0, 2)]
    assert len(set(order)) == len(list(itertools.product(range(16), repeat=2)))


def test_a_subtree_can_be_made_alone_and_the_rest_later():
    array = distinct((32, 32))
    plan = plan_pyramid(array.shape, (4, 4), steps=[(2, 2)] * 3)
    sinks, source = sinks_of(plan, array.dtype), Array(array)
    run_pyramid(plan, source, sinks, root=(2, (0, 1)))
    assert source.read.sum() == 16 * 16
    assert (source.read[:16, 16:] == 1).all()
    assert sinks[2].numbers == [(0, 1)]
    assert not sinks[3].numbers
    run_pyramid(plan, source, sinks)
    assert (source.read == 1).all()
    for sink, expected in zip(sinks, expected_levels(array, plan.steps), strict=True):
        np.testing.assert_array_equal(sink.array, expected)
