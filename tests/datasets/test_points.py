import hashlib
import itertools
import json
import pickle
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outofcore.datasets.points import CENTRES, Points

patient = settings(max_examples=40, deadline=None)
ROWS = 3000
WHOLE = Points(ROWS, seed=7)[:]
LABELS = Points(ROWS, seed=7).labels[:]


@patient
@given(cuts=st.sets(st.integers(1, ROWS - 1), max_size=8), data=st.data())
def test_blocks_in_any_split_and_order_make_the_same_points(cuts, data):
    points = Points(ROWS, seed=7)
    made, labels = np.zeros_like(WHOLE), np.zeros_like(LABELS)
    spans = list(itertools.pairwise([0, *sorted(cuts), ROWS]))
    for start, stop in data.draw(st.permutations(spans)):
        rows = slice(start, stop)
        made[rows, :1] = points.block((rows, slice(0, 1)))  # one column alone, too
        made[rows, 1:] = points.block((rows, slice(1, 2)))
        labels[rows] = points.labels.block((rows,))
    np.testing.assert_array_equal(made, WHOLE)
    np.testing.assert_array_equal(labels, LABELS)


# Pinned: this must hold on every machine, for ever.
DIGEST = "ae273695d61efcbf"
SCRIPT = """
import hashlib
from outofcore.datasets.points import Points
points = Points(3000, seed=7)
print(hashlib.sha256(points[:].tobytes() + points.labels[:].tobytes()).hexdigest()[:16])
"""


def test_points_are_pinned_in_every_process():
    digest = hashlib.sha256(WHOLE.tobytes() + LABELS.tobytes()).hexdigest()[:16]
    run = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == digest == DIGEST


def test_clusters_are_where_they_should_be():
    points = Points(40_000, seed=1)
    data, labels = points[:], points.labels[:]
    for label, centre in enumerate(CENTRES):
        mine = data[labels == label]
        assert abs(len(mine) - 10_000) < 400
        np.testing.assert_allclose(mine.mean(axis=0), centre, atol=0.01)
        np.testing.assert_allclose(mine.std(axis=0), 0.2, rtol=0.03)
        assert abs(np.corrcoef(mine.T)[0, 1]) < 0.04
    nearest = np.argmin(np.abs(data[:, None] - np.array(CENTRES)).sum(axis=2), axis=1)
    assert np.mean(nearest == labels) > 0.9999


def test_values_are_distinct_and_the_same_in_both_dtypes():
    single = Points(ROWS, seed=7, dtype="float32")
    assert single[:].dtype == np.float32
    np.testing.assert_array_equal(single[:].astype(float), WHOLE)
    assert len(np.unique(WHOLE)) > 0.98 * WHOLE.size


def test_seeds_differ():
    assert not np.any(Points(ROWS, seed=8)[:] == WHOLE)


@pytest.mark.parametrize(
    "selection", [0, -1, ..., np.s_[5:9], np.s_[5, 1], np.s_[:, 0], np.s_[9:3]]
)
def test_indexing_is_numpys(selection):
    got, expected = Points(ROWS, seed=7)[selection], WHOLE[selection]
    assert type(got) is type(expected)
    np.testing.assert_array_equal(got, expected, strict=True)


def test_sizes_are_numpys():
    points = Points(100)
    assert (points.shape, points.ndim, points.size, points.nbytes) == ((100, 2), 2, 200, 1600)
    assert (points.labels.shape, points.labels.nbytes) == ((100,), 100)
    assert Points(10**15)[10**15 - 1].shape == (2,)


def test_a_recipe_rebuilds_the_points():
    points = Points(100, seed=3, dtype="float32")
    recipe = json.loads(json.dumps(points.recipe()))
    assert Points.from_recipe(recipe) == points == pickle.loads(pickle.dumps(points))
    with pytest.raises(ValueError, match="recipe is for 'ragged', not for 'points'"):
        Points.from_recipe({**recipe, "name": "ragged"})


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"rows": 0}, ValueError, "rows 0 is not from 1"),
        ({"rows": "many"}, TypeError, "rows 'many' is not an integer"),
        ({"seed": 2**64}, ValueError, "seed 18446744073709551616 is not from 0"),
        ({"dtype": "int8"}, ValueError, "dtype int8 is not one of float64, float32"),
    ],
)
def test_wrong_parameters_are_named(options, error, message):
    with pytest.raises(error, match=message):
        Points(**{"rows": 5, **options})


@pytest.mark.parametrize(
    ("selection", "error", "message"),
    [
        (np.s_[::2], ValueError, r"no steps or lists \(axis 0\)"),
        (5, IndexError, "position 5 is outside of axis 0 of length 5"),
    ],
)
def test_wrong_selections_are_named(selection, error, message):
    with pytest.raises(error, match=message):
        Points(5)[selection]


def test_a_region_is_one_slice_per_axis():
    with pytest.raises(TypeError, match="is not a tuple of 2 slices, one per axis"):
        Points(5).block((slice(0, 3),))
