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

from outofcore.datasets import ragged as module
from outofcore.datasets.ragged import Ragged

patient = settings(max_examples=30, deadline=None)
AXES = pytest.mark.parametrize("axes", [1, 2])
SAMPLES = 200


def make(axes):
    return Ragged(SAMPLES, seed=7, mean_length=12, axes=axes)


def all_in_a_row(axes):
    return np.concatenate([sample.ravel() for sample in make(axes)[:]])


@AXES
def test_a_sample_is_the_same_alone_and_in_any_order(axes):
    forward = make(axes)[:]
    backward = [make(axes).sample(i) for i in reversed(range(SAMPLES))][::-1]
    for one, other in zip(forward, backward, strict=True):
        np.testing.assert_array_equal(one, other, strict=True)


@AXES
@patient
@given(cuts=st.sets(st.integers(1, 2000), max_size=8), data=st.data())
def test_flat_is_cut_anywhere(axes, cuts, data):
    flat = make(axes).flat
    expected = all_in_a_row(axes)
    assert (flat.shape, flat.dtype) == (expected.shape, expected.dtype)
    spans = list(itertools.pairwise([0, *sorted(cuts), flat.size]))
    made = np.zeros_like(expected)
    for start, stop in data.draw(st.permutations(spans)):
        made[start:stop] = flat.block((slice(start, stop),))
    np.testing.assert_array_equal(made, expected)


@AXES
def test_flat_across_milestones(axes, monkeypatch):
    """The same array whether its known offsets lie 65,536 samples apart or three."""
    expected = all_in_a_row(axes)
    module._milestones.cache_clear()
    monkeypatch.setattr(module, "STRIDE", 3)
    flat = make(axes).flat
    for start, stop in [(0, flat.size), (100, 1000), (flat.size - 1, flat.size)]:
        np.testing.assert_array_equal(flat[start:stop], expected[start:stop])
    module._milestones.cache_clear()


@AXES
def test_offsets_lead_to_the_samples(axes):
    ragged = make(axes)
    offsets = ragged.offsets()
    assert (offsets[0], offsets[-1]) == (0, ragged.total)
    for i, sample in enumerate(ragged[:]):
        np.testing.assert_array_equal(ragged.flat[offsets[i] : offsets[i + 1]], sample.ravel())
        assert sample.shape == tuple(ragged.shapes(i, i + 1)[0])
    np.testing.assert_array_equal(ragged.offsets(50, 60), offsets[50:61])
    np.testing.assert_array_equal(ragged.offsets(60, 60), offsets[60:61])
    np.testing.assert_array_equal(ragged.shapes(50, 60), ragged.shapes()[50:60])
    np.testing.assert_array_equal(ragged.labels(50, 60), ragged.labels()[50:60])
    assert ragged.nbytes == 4 * ragged.total == all_in_a_row(axes).nbytes


# Pinned: these must hold on every machine, for ever.
DIGESTS = ["87c800eba2db0ec6", "bd5fbf28eb21bc85"]
SCRIPT = """
import hashlib
from outofcore.datasets.ragged import Ragged
for axes in (1, 2):
    ragged = Ragged(200, seed=7, mean_length=12, axes=axes)
    whole = ragged.flat[:].tobytes() + ragged.shapes().tobytes() + ragged.labels().tobytes()
    print(hashlib.sha256(whole).hexdigest()[:16])
"""


def digest(axes):
    ragged = make(axes)
    whole = all_in_a_row(axes).tobytes() + ragged.shapes().tobytes() + ragged.labels().tobytes()
    return hashlib.sha256(whole).hexdigest()[:16]


def test_samples_are_pinned_in_every_process():
    run = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True)
    assert run.stdout.split() == [digest(1), digest(2)] == DIGESTS


def test_lengths_are_like_an_exponential():
    lengths = Ragged(50_000, seed=1).shapes()[:, 0]
    assert abs(lengths.mean() - 99.5) < 2  # whole numbers: half a unit is cut off
    assert abs(lengths.std() - 100) < 3
    assert abs(np.mean(lengths > 100) - np.exp(-1)) < 0.02
    assert lengths.min() == 0  # some samples are empty
    assert 700 < lengths.max() <= 902


def test_widths_and_labels_take_every_value():
    ragged = Ragged(5000, axes=2)
    assert set(ragged.shapes()[:, 1]) == set(range(2, 10))
    assert np.bincount(ragged.labels()).min() > 1100


def test_values_fill_their_range():
    values = Ragged(1000).flat[:]
    assert values.dtype == np.float32
    assert -1 <= values.min() < -0.999
    assert 0.999 < values.max() < 1
    assert abs(values.mean()) < 0.01
    assert len(np.unique(values)) > 0.98 * values.size


def test_a_slice_is_a_list():
    ragged = make(2)
    assert len(ragged) == SAMPLES
    assert [s.shape for s in ragged[-3:]] == [ragged[i].shape for i in (197, 198, 199)]
    assert [s.shape for s in ragged[5:1:-2]] == [ragged[5].shape, ragged[3].shape]
    np.testing.assert_array_equal(ragged[-1], ragged[SAMPLES - 1])


def test_a_far_sample_alone():
    ragged = Ragged(10**12, axes=2)
    assert ragged[10**12 - 1].ndim == 2


@AXES
def test_a_recipe_rebuilds_the_samples(axes):
    ragged = make(axes)
    recipe = json.loads(json.dumps(ragged.recipe()))
    assert Ragged.from_recipe(recipe) == ragged == pickle.loads(pickle.dumps(ragged))
    with pytest.raises(ValueError, match="recipe is for 'points', not for 'ragged'"):
        Ragged.from_recipe({**recipe, "name": "points"})


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"samples": 0}, ValueError, "samples 0 is not from 1"),
        ({"seed": 0.5}, TypeError, "seed 0.5 is not an integer"),
        ({"mean_length": 0}, ValueError, "mean_length 0 is not from 1"),
        ({"axes": 3}, ValueError, "axes 3 is not from 1 to 2"),
    ],
)
def test_wrong_parameters_are_named(options, error, message):
    with pytest.raises(error, match=message):
        Ragged(**{"samples": 5, **options})


def test_wrong_places_are_named():
    ragged = make(1)
    for index in (200, -201):
        with pytest.raises(IndexError, match=f"sample {index} is outside of 200 samples"):
            ragged[index]
    with pytest.raises(IndexError, match="samples 5 to 201 do not lie in order within 0 to 200"):
        ragged.offsets(5, 201)
    with pytest.raises(TypeError, match=r"sample 1\.5 is not an integer"):
        ragged[1.5]
