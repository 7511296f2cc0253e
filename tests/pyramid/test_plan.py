"""Plans: every brick once, parts that tile what they make up, whole blocks in every brick."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outofcore.pyramid.plan import halve, plan_pyramid


@st.composite
def plans(draw):
    axes = draw(st.integers(1, 3))
    several = st.lists(st.integers(1, 5), min_size=axes, max_size=axes).map(tuple)
    shape = draw(st.lists(st.integers(1, 40), min_size=axes, max_size=axes).map(tuple))
    steps = draw(st.lists(st.lists(st.integers(1, 3), min_size=axes, max_size=axes), max_size=3))
    blocks = [draw(several) for _ in range(len(steps) + 1)]
    return plan_pyramid(shape, blocks, steps=steps, source_block=draw(st.none() | several))


@settings(deadline=None, max_examples=200)
@given(plan=plans())
def test_bricks_tile_every_level_and_hold_whole_blocks(plan):
    for level, shape in enumerate(plan.shapes):
        seen, numbers = np.zeros(shape, int), []
        for index in itertools.product(*map(range, plan.grids[level])):
            region = plan.region(level, index)
            for number, part in plan.block_regions(level, index):
                seen[region][part] += 1
                numbers.append(number)
                whole = [n * b for n, b in zip(number, plan.blocks[level], strict=True)]
                starts = [r.start + p.start for r, p in zip(region, part, strict=True)]
                assert starts == whole
        assert (seen == 1).all()
        assert len(set(numbers)) == len(numbers)


@settings(deadline=None, max_examples=200)
@given(plan=plans())
def test_parts_tile_what_they_make_up(plan):
    for level in range(1, len(plan.shapes)):
        for index in itertools.product(*map(range, plan.grids[level])):
            region = plan.region(level, index)
            seen = np.zeros([r.stop - r.start for r in region], int)
            for part in plan.parts(level, index):
                above, place = plan.parent(level - 1, part)
                assert above == index
                seen[place] += 1
            assert (seen == 1).all()


@settings(deadline=None, max_examples=100)
@given(plan=plans())
def test_the_walk_reads_every_brick_once_and_holds_few_open(plan):
    walked = list(plan.walk())
    assert sorted(walked) == [(0, index) for index in itertools.product(*map(range, plan.grids[0]))]
    missing = {}
    for level, index in walked:
        while level + 1 < len(plan.shapes):
            above, _ = plan.parent(level, index)
            key = level + 1, above
            missing[key] = missing.get(key, len(plan.parts(*key))) - 1
            assert len(missing) <= len(plan.shapes)  # one of each level
            if missing[key]:
                break
            del missing[key]
            level, index = key
    assert not missing


def test_what_is_done_is_not_walked_again():
    plan = plan_pyramid((16, 16), (2, 2), steps=[(2, 2), (2, 2)])
    done = {(1, (0, 0)), (2, (1, 1))}
    walked = list(plan.walk(lambda *brick: brick in done))
    assert done <= set(walked)
    below = {(0, part) for part in plan.parts(1, (0, 0))}
    assert not below & set(walked)
    assert len(walked) == 2 + (64 - 4 - 16)


def test_bricks_hold_whole_blocks_of_a_source_that_is_cut_otherwise():
    """A file of whole pages, a pyramid of cubes: a brick is as many pages as a cube is deep."""
    plan = plan_pyramid(
        (100, 600, 400), (32, 128, 128), steps=[(2, 2, 2)], source_block=(1, 600, 400)
    )
    assert plan.bricks == ((32, 600, 400), (32, 300, 200))


@pytest.mark.parametrize(
    ("shape", "options", "steps"),
    [
        ((512, 512), {}, [(2, 2)] * 3),
        ((40, 512, 512), {}, [(1, 2, 2)] * 3),  # already short
        ((64, 512, 512), {"axes": "tyx"}, [(1, 2, 2)] * 3),
        ((3, 200, 512, 512), {"axes": "czyx"}, [(1, 2, 2, 2)] * 2 + [(1, 1, 2, 2)]),
        # planes four times as far apart as pixels: first the pixels
        (
            (256, 512, 512),
            {"axes": "zyx", "spacing": {"z": 2, "y": 0.5, "x": 0.5}},
            [(1, 2, 2), (1, 2, 2), (2, 2, 2), (2, 1, 1)],
        ),
        ((8, 8), {"levels": 3}, [(2, 2), (2, 2)]),
        ((8, 8), {"levels": 9}, [(2, 2)] * 3),  # no smaller than a voxel
        ((10, 10), {}, []),
    ],
)
def test_halving(shape, options, steps):
    assert halve(shape, **options) == steps


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (((8, 8), (2,), [(2, 2)]), "chunks .* has 1 axes"),
        (((8, 8), [(2, 2)], [(2, 2)]), "1 block shapes for 2 levels"),
        (((8, 8), (2, 0), []), "chunk"),
    ],
)
def test_what_does_not_go_together_is_told(arguments, words):
    shape, block, steps = arguments
    with pytest.raises(ValueError, match=words):
        plan_pyramid(shape, block, steps=steps)


def test_an_unknown_method_is_told():
    with pytest.raises(ValueError, match="no method 'max'"):
        plan_pyramid((8, 8), (2, 2), steps=[], method="max")
