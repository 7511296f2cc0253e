import hashlib
import itertools
import json
import os
import pickle
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import h5py
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy import ndimage

from outofcore import grid
from outofcore.datasets import _camera, _tissue
from outofcore.datasets.volume import (
    BLACK,
    CHANNELS,
    LABELS,
    SHAPES,
    Volume,
    lecture_shape,
    size_shape,
)

# A deadline or a slow-draw check would be a timing assert: a busy machine must not fail a test.
patient = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])

# Crosses the borders of tiles (64, 1024), of background knots (128) and of many cells.
SHAPE = (140, 150, 1300)
CORNER = (125, 0, 0)
WHOLE = {c: Volume(SHAPE, seed=7, channel=c)[125:131] for c in (*CHANNELS, LABELS)}


@st.composite
def splits(draw):
    """Draw regions that cover 6 x 150 x 1300 once, cut at random places, in a random order."""
    axes = []
    for length in (6, 150, 1300):
        inner = draw(st.sets(st.integers(1, length - 1), max_size=3))
        axes.append([slice(*ends) for ends in itertools.pairwise([0, *sorted(inner), length])])
    return draw(st.permutations(list(itertools.product(*axes))))


@pytest.mark.parametrize("channel", WHOLE)
@patient
@given(regions=splits())
def test_blocks_in_any_split_and_order_make_the_same_volume(channel, regions):
    volume = Volume(SHAPE, seed=7, channel=channel)
    made = np.zeros_like(WHOLE[channel])
    for z, y, x in regions:
        made[z, y, x] = volume.block((slice(z.start + 125, z.stop + 125), y, x))
    np.testing.assert_array_equal(made, WHOLE[channel])


@pytest.mark.parametrize("channel", CHANNELS)
def test_threads_make_the_same_volume(channel):
    volume = Volume((6, 150, 1300), seed=7, channel=channel)
    regions = list(grid.iter_chunks(volume.shape, (2, 70, 333)))
    made = np.zeros(volume.shape, volume.dtype)
    with ThreadPoolExecutor(4) as pool:
        for region, block in zip(regions, pool.map(volume.block, regions), strict=True):
            made[region] = block
    np.testing.assert_array_equal(made, volume[:])


# Pinned: these must hold on every machine, for ever. A new look of the cells is a new data set.
REGION = np.s_[9:12, 60:80, 90:117]
PINNED = {
    ("nuclei", "uint16"): "523753eec48318d3",
    ("nuclei", "uint8"): "442ce3d567e9bb6c",
    ("membrane", "uint16"): "d1ad5140cacc90f5",
    ("labels", "uint32"): "36e536c928ce4982",
    ("membrane", "uint8"): "ed96f7163001d4c0",
}


def digest(block):
    return hashlib.sha256(block.astype(block.dtype.newbyteorder("<")).tobytes()).hexdigest()[:16]


@pytest.mark.parametrize(("channel", "dtype"), PINNED)
def test_the_bytes_are_those_of_every_machine(channel, dtype):
    volume = Volume((20, 100, 120), seed=2**63 + 5, dtype=dtype, channel=channel)
    assert digest(volume[REGION]) == PINNED[channel, dtype]


PRINT_BLOCKS = """
from outofcore.datasets.volume import CHANNELS, Volume
for channel in CHANNELS:
    print(Volume((40, 500, 500), seed=3, channel=channel)[30:32, 400:404, 250:256].tolist())
"""


@pytest.mark.parametrize(
    "without_compiler",
    [
        "0",  # the same kernels in another process
        "1",  # plain Python and NumPy scalars: a compiler's liberties would show
    ],
)
def test_another_process_makes_the_same_blocks(without_compiler):
    run = subprocess.run(
        [sys.executable, "-W", "ignore:overflow:RuntimeWarning", "-c", PRINT_BLOCKS],
        env={**os.environ, "NUMBA_DISABLE_JIT": without_compiler},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.stderr == ""
    volumes = [Volume((40, 500, 500), seed=3, channel=channel) for channel in CHANNELS]
    expected = [str(volume[30:32, 400:404, 250:256].tolist()) for volume in volumes]
    assert run.stdout.splitlines() == expected


def test_a_larger_shape_shows_more_of_the_same():
    small = Volume(SHAPES["small"], seed=4)
    large = Volume((10**6,) * 3, seed=4)
    z, y, x = small.shape
    np.testing.assert_array_equal(large[:z, :y, :x], small[:])


def test_far_away_there_are_cells_too():
    far = Volume((2**31 - 1,) * 3)[-12:, -150:, -150:]
    assert np.count_nonzero(far > 600) > 0.02 * far.size


def test_seeds_and_channels_share_nothing_but_the_cells():
    shape = SHAPES["small"]
    one, other = Volume(shape, seed=0)[:], Volume(shape, seed=1)[:]
    assert np.mean(one == other) < 0.1
    nuclei, membrane = (Volume(shape, channel=c)[:] for c in CHANNELS)
    assert np.mean(nuclei == membrane) < 0.1
    bright = membrane > np.percentile(membrane, 95)
    assert np.mean(nuclei[bright] > 500) < 0.1 * np.mean(nuclei > 500)  # hulls lie outside nuclei


@pytest.mark.parametrize("channel", CHANNELS)
def test_dtypes_are_two_scales_of_one_image(channel):
    counts = Volume((12, 90, 90), channel=channel)[:]
    scaled = Volume((12, 90, 90), channel=channel, dtype="uint8")[:]
    assert (counts.dtype, scaled.dtype) == (np.uint16, np.uint8)
    np.testing.assert_array_equal(scaled, np.maximum(counts.astype(int) - BLACK, 0) >> 4)
    assert 60 < counts.min() < 150
    assert 1500 < counts.max() <= 4095


def centres(volume):
    """Return the voxels in which the cells of `volume` have their centres, shape (cells, 3)."""
    pitches = (_tissue.PITCH_Z, _tissue.PITCH, _tissue.PITCH)
    counts = [n // pitch + 2 for n, pitch in zip(volume.shape, pitches, strict=True)]
    key = np.uint64(_tissue._hash(np.uint64(volume.seed), 0))  # numba hands back plain integers
    found = []
    for index in itertools.product(*(range(-1, n) for n in counts)):
        site = np.uint64(_tissue._hash_at(key, *index))
        if not _tissue._is_empty(site, volume.density):
            found.append(_tissue._centre(site, *index))
    found = np.array(found)
    return found[np.all((found >= 0) & (found < volume.shape), axis=1)]


def test_nuclei_can_be_found_again():
    volume = Volume((60, 250, 300), seed=11)
    cells = centres(volume)
    expected = volume.size / (_tissue.PITCH_Z * _tissue.PITCH**2) * 0.92
    assert abs(len(cells) - expected) < 0.06 * expected
    smooth = ndimage.uniform_filter(volume[:].astype(float), (1, 3, 3))
    bright = smooth > 350
    assert np.all(bright[tuple(cells.T)])
    labels, _ = ndimage.label(bright)
    sizes = np.bincount(labels.ravel())[1:]
    assert abs(np.count_nonzero(sizes > 60) - len(cells)) < 0.06 * len(cells)  # few touch
    assert np.mean(bright) < 0.3


def test_labels_are_the_truth_of_the_nuclei():
    volume = Volume((60, 250, 300), seed=11)
    labels = Volume(volume.shape, seed=11, channel=LABELS)[:]
    assert labels.dtype == np.uint32
    cells = centres(volume)
    names = labels[tuple(cells.T)]
    assert np.all(names > 0)
    assert len(set(names.tolist())) == len(cells)
    counts = volume[:]
    assert np.median(counts[labels > 0]) > 3 * np.median(counts[labels == 0])
    ours = np.isin(labels, names)
    for name in names[:50]:  # a nucleus is one piece
        assert ndimage.label(labels == name)[1] == 1
    assert 0.03 < np.mean(ours) < 0.3
    larger = Volume((10_000, 10_000, 10_000), seed=11, channel=LABELS)
    np.testing.assert_array_equal(larger[20:25, :250, :300], labels[20:25])


def test_density_is_the_share_of_sites_with_a_cell():
    shape = (60, 250, 300)
    found = [np.unique(Volume(shape, density=d, channel=LABELS)[:]) for d in (0, 50, 100)]
    assert found[0].tolist() == [0]
    assert 0.4 < len(found[1]) / len(found[2]) < 0.6
    assert set(found[1].tolist()) <= set(found[2].tolist())  # fewer of the same cells


def test_noise_and_bits():
    shape = (4, 100, 120)
    clean, half, full = (Volume(shape, noise=noise)[:].astype(int) for noise in (0, 50, 100))
    assert abs((half - clean).std() / (full - clean).std() - 0.5) < 0.02
    np.testing.assert_array_equal(Volume(shape, bits=9)[:], Volume(shape)[:] >> 3)


def test_gzip_makes_the_8_bit_default_as_small_as_the_lecture_says():
    with h5py.File("volume.h5", "w", driver="core", backing_store=False) as file:
        data = Volume((100, 500, 600), dtype="uint8")[:]
        stored = file.create_dataset("volume", data=data, compression="gzip", compression_opts=5)
        ratio = data.nbytes / stored.id.get_storage_size()
    assert abs(ratio / 3.05 - 1) < 0.05


@pytest.mark.parametrize(
    "options", [{}, {"channel": LABELS}, {"dtype": "uint8", "noise": 41, "bits": 6, "density": 30}]
)
def test_a_recipe_makes_the_volume_again(options):
    volume = Volume((4, 5, 6), seed=2**64 - 1, **options)
    assert Volume.from_recipe(json.loads(json.dumps(volume.recipe()))) == volume


def test_a_foreign_recipe_is_refused():
    with pytest.raises(ValueError, match="recipe is for 'movie', not for 'volume'"):
        Volume.from_recipe({"name": "movie"})


def test_stretches_of_noise_share_nothing():
    """Two places in two tables: 20,000 stretches repeat in nothing, and do not correlate."""
    n, stretch = 20_000 * _camera.STRETCH, _camera.STRETCH
    tables = _camera.noise_tables()
    noise = _camera._roll_noise(np.empty(n + 2 * stretch, np.int16), 0, n, np.uint64(9), *tables)
    stretches = noise.reshape(-1, stretch)
    assert len(np.unique(stretches[:, :4], axis=0)) > 0.999 * len(stretches)
    assert abs(np.corrcoef(stretches[:-1].ravel(), stretches[1:].ravel())[0, 1]) < 0.01
    assert 1014 < noise.std() < 1034
    assert 0.65 < np.mean(np.abs(noise) < 1024) < 0.72  # normal: 0.683


@pytest.mark.parametrize("s", [0, 20, 60, 160, 400, 800, 1600, 3500])
def test_noise_grows_with_the_light(s):
    n = 1000
    counts = np.full((100, n), s, np.int16)
    room, tables = np.empty(n + 2 * _camera.STRETCH, np.int16), _camera.noise_tables()
    for key, row in enumerate(counts):
        _camera.expose(row, 5, np.uint64(key), room, np.int16(100), tables)
    sd = (36 + 2 * s) ** 0.5
    assert abs(counts.mean() - 100 - s) < 0.5 + 4 * sd / counts.size**0.5
    assert 0.97 * sd < counts.std() < 1.11 * sd
    pairs = np.corrcoef(counts[:, :-1].ravel(), counts[:, 1:].ravel())[0, 1]
    assert abs(pairs) < 0.02


def test_no_cell_reaches_beyond_its_box():
    slopes = itertools.product((106, 174), (-52, 52), (106, 174))
    narrow = min(xx - yx**2 / (4 * yy) for yy, yx, xx in slopes)  # the flattest form along x or y
    assert narrow * _tissue.REACH**2 >= _tissue.ONE + _tissue.EDGE
    assert 950 * (_tissue.REACH_Z + 1) ** 2 >= _tissue.ONE + _tissue.EDGE
    assert narrow * _tissue.NUCLEUS_REACH**2 >= _tissue.NUCLEUS
    assert 950 * (_tissue.NUCLEUS_Z + 1) ** 2 >= _tissue.NUCLEUS


@pytest.mark.parametrize(
    "selection",
    [
        0,
        -1,
        ...,
        np.s_[2, 3:50, -7:],
        np.s_[..., 5],
        np.s_[:, 4],
        np.s_[1, 2, 3],  # a scalar
        np.s_[3:3],  # empty
        np.s_[:99, 5:2],  # clipped, and empty
        (),
    ],
)
def test_indexing_is_numpys(selection):
    volume = Volume((5, 60, 70), seed=2)
    expected = volume.block((slice(None),) * 3)[selection]
    got = volume[selection]
    assert type(got) is type(expected)
    assert got.dtype == expected.dtype
    np.testing.assert_array_equal(got, expected, strict=True)


def test_sizes_are_numpys():
    volume = Volume([4, np.int64(5), 6], dtype=np.uint8)
    assert (volume.ndim, volume.size, volume.nbytes) == (3, 120, 120)
    assert Volume((4, 5, 6)).nbytes == 240
    assert volume == pickle.loads(pickle.dumps(volume))
    assert hash(volume) == hash(Volume((4, 5, 6), dtype="uint8"))
    assert np.asarray(volume, dtype=object).shape == ()  # never the whole volume, unasked


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"shape": (4, 5)}, ValueError, r"shape \(4, 5\) is not three lengths"),
        ({"shape": (4, 0, 5)}, ValueError, r"shape \(4, 0, 5\) is not three lengths"),
        ({"shape": (4, 5, 2**31)}, ValueError, r"to 2\*\*31 - 1"),
        ({"shape": "456"}, TypeError, "shape '456' is not a tuple of three integers"),
        ({"shape": 4}, TypeError, "shape 4 is not a tuple"),
        ({"seed": -1}, ValueError, "seed -1 is not from 0"),
        ({"seed": 2**64}, ValueError, "is not from 0"),
        ({"seed": 0.5}, TypeError, "seed 0.5 is not an integer"),
        ({"density": 101}, ValueError, "density 101 is not from 0 to 100"),
        ({"noise": -1}, ValueError, "noise -1 is not from 0 to 100"),
        ({"bits": 13}, ValueError, "bits 13 is not from 1 to 12"),
        ({"bits": 9, "dtype": "uint8"}, ValueError, "bits 9 is not from 1 to 8"),
        ({"channel": "labels", "dtype": "uint8"}, ValueError, "uint8 cannot hold labels"),
        ({"channel": "labels", "shape": (12_001, 1, 1)}, ValueError, "labels repeat in shape"),
        ({"dtype": "float32"}, ValueError, "dtype float32 is not one of uint16, uint8"),
        (
            {"channel": "actin"},
            ValueError,
            "channel 'actin' is not one of nuclei, membrane, labels",
        ),
    ],
)
def test_wrong_parameters_are_named(options, error, message):
    with pytest.raises(error, match=message):
        Volume(**{"shape": (4, 5, 6), **options})


@pytest.mark.parametrize(
    ("selection", "error", "message"),
    [
        (np.s_[::2], ValueError, r"no steps or lists \(axis 0\): index it with plain slices"),
        (np.s_[0, [1, 2]], ValueError, r"no steps or lists \(axis 1\)"),
        (4, IndexError, "position 4 is outside of axis 0 of length 4"),
        ((0, 0, 0, 0), IndexError, "has 4 axes but shape"),
        (np.s_[None], TypeError, "None cannot select"),
    ],
)
def test_wrong_selections_are_named(selection, error, message):
    with pytest.raises(error, match=message):
        Volume((4, 5, 6))[selection]


@pytest.mark.parametrize("region", [0, np.s_[0:1], np.s_[0:1, 0:1, 0], [slice(None)] * 3])
def test_a_region_is_three_slices(region):
    with pytest.raises(TypeError, match="is not a tuple of 3 slices, one per axis"):
        Volume((4, 5, 6)).block(region)


def test_named_sizes():
    assert size_shape("small") == SHAPES["small"]
    assert size_shape("lecture") == (100, 500, 600)
    assert size_shape("3x4x5") == (3, 4, 5)


@pytest.mark.parametrize("size", ["large", "3x4", "3x4x5x6", "3x4x0", ""])
def test_unknown_sizes(size):
    with pytest.raises(ValueError, match=r"is not one of small, lecture, nor three lengths"):
        size_shape(size)


def test_lecture_shape(monkeypatch):
    monkeypatch.delenv("OUTOFCORE_SIZE", raising=False)
    assert lecture_shape() == SHAPES["lecture"]
    monkeypatch.setenv("OUTOFCORE_SIZE", "small")
    assert lecture_shape() == SHAPES["small"]
    monkeypatch.setenv("OUTOFCORE_SIZE", "huge")
    with pytest.raises(ValueError, match="OUTOFCORE_SIZE is 'huge'; set it to one of small"):
        lecture_shape()
