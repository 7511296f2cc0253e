import functools
import hashlib
import itertools
import json
import pickle
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outofcore.datasets import _lazy
from outofcore.datasets._hits import GRAIN
from outofcore.datasets.events import DTYPES, Events

patient = settings(max_examples=40, deadline=None)

EVERYTHING = {"duplicates": 50, "empty": 100, "boundary": True, "rollover_bits": 20}
KINDS = {
    "disks": {},
    "uniform": {"pattern": "uniform"},
    "sparse": {"events_per_frame": 0.5},
    "everything": EVERYTHING,
}


def make(kind="disks", **more):
    settings = {"detector": (64, 80), "events_per_frame": 20, "seed": 5, **KINDS[kind], **more}
    return Events((12, 50), **settings)


@functools.cache
def whole(kind):
    return make(kind).frames(0, 600)


def join(parts):
    parts = list(parts)
    return {name: np.concatenate([part[name] for part in parts]) for name in DTYPES}


def assert_same(got, expected):
    assert list(got) == list(expected)
    for name, column in expected.items():
        np.testing.assert_array_equal(got[name], column, strict=True)


@pytest.mark.parametrize("kind", KINDS)
@patient
@given(cuts=st.sets(st.integers(1, 599), max_size=8), data=st.data())
def test_frames_in_any_split_and_order_make_the_same_stream(kind, cuts, data):
    events = make(kind)
    spans = list(itertools.pairwise([0, *sorted(cuts), 600]))
    made = {span: events.frames(*span) for span in data.draw(st.permutations(spans))}
    assert_same(join(made[span] for span in spans), whole(kind))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("chunk_frames", [1, 7, 600, 10**6])
def test_chunks_only_cut_the_stream(kind, chunk_frames):
    events = make(kind, chunk_frames=chunk_frames)
    parts = [events.chunk(i) for i in range(events.chunks)]
    assert_same(join(parts), whole(kind))
    sizes = [part["t"].size for part in parts]
    assert events.offsets().tolist() == [0, *itertools.accumulate(sizes)]
    assert events.size == sum(sizes)
    assert events.nbytes == sum(column.nbytes for part in parts for column in part.values())


@pytest.mark.parametrize("kind", KINDS)
@patient
@given(cuts=st.sets(st.integers(1, 200), max_size=5), chunk_frames=st.integers(1, 700))
def test_a_column_is_cut_anywhere(kind, cuts, chunk_frames):
    events = make(kind, chunk_frames=chunk_frames)
    for name, expected in whole(kind).items():
        column = events.column(name)
        assert (column.shape, column.dtype) == (expected.shape, expected.dtype)
        for start, stop in itertools.pairwise([0, *sorted(cuts), events.size]):
            np.testing.assert_array_equal(column.block((slice(start, stop),)), expected[start:stop])


def test_threads_make_the_same_stream():
    events = make(chunk_frames=13)
    with ThreadPoolExecutor(4) as pool:
        assert_same(join(pool.map(events.chunk, range(events.chunks))), whole("disks"))


# Pinned: these must hold on every machine and in every process, for ever.
DIGESTS = {
    "disks": "dc81dd53d7503435",
    "uniform": "355393742e31bfda",
    "sparse": "510a0ad0edc5238f",
    "everything": "e0cd2d53fb5a5180",
}


def digest(columns):
    return hashlib.sha256(b"".join(column.tobytes() for column in columns.values())).hexdigest()[
        :16
    ]


SCRIPT = """
import hashlib, json, sys
from outofcore.datasets.events import Events
for recipe in json.loads(sys.argv[1]):
    columns = Events.from_recipe(recipe).frames(0, 600)
    whole = b"".join(column.tobytes() for column in columns.values())
    print(hashlib.sha256(whole).hexdigest()[:16])
"""


def test_the_stream_is_pinned_in_every_process():
    recipes = json.dumps([make(kind).recipe() for kind in KINDS])
    command = [sys.executable, "-c", SCRIPT, recipes]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    assert {kind: digest(whole(kind)) for kind in KINDS} == DIGESTS
    assert dict(zip(KINDS, run.stdout.split(), strict=True)) == DIGESTS


@pytest.mark.parametrize("kind", KINDS)
def test_counts_are_the_events_of_each_frame(kind):
    events = make(kind, rollover_bits=None)
    t = events.frames(0, 600)["t"]
    assert np.all(t[1:] >= t[:-1])
    frames = (t // np.uint64(events.frame_ns)).astype(int)
    np.testing.assert_array_equal(np.bincount(frames, minlength=600), events.counts())
    np.testing.assert_array_equal(events.counts(40, 90), events.counts()[40:90])


@pytest.mark.parametrize("mean", [0, 0.25, 20, 600, 5000, 250_000])
def test_counts_spread_like_poisson(mean):
    counts = Events((200, 200), events_per_frame=mean).counts()
    error = (mean / counts.size) ** 0.5
    assert abs(counts.mean() - mean) <= 4 * error + 0.002 * mean**0.5  # the table has 4096 steps
    assert 0.95 * mean <= counts.var() <= 1.05 * mean


def test_the_rate_is_per_second():
    events = Events((100, 100), events_per_frame=800, frame_ns=10_000)
    assert events.rate == 80e6
    seconds = events.n_frames * events.frame_ns * 1e-9
    assert abs(events.size / seconds - events.rate) < 0.01 * events.rate


@pytest.mark.parametrize(("mean", "frame_ns"), [(1, 2**40), (20, 1), (2**20, 2**40), (2**24, 10)])
def test_times_stay_in_their_frame(mean, frame_ns):
    """At the ends of what is allowed: more events than nanoseconds, or hours between two events."""
    events = Events((1, 3), events_per_frame=mean, frame_ns=frame_ns)
    for frame in range(3):
        t = events.frames(frame, frame + 1)["t"].astype(np.int64)
        assert np.all(np.diff(t) >= 0)
        assert np.all((t >= frame * frame_ns) & (t < (frame + 1) * frame_ns))


def test_uniform_hits_every_pixel_alike():
    columns = Events((10, 10), (40, 50), events_per_frame=2000, pattern="uniform").frames(0, 100)
    image = np.zeros((40, 50), int)
    np.add.at(image, (columns["y"], columns["x"]), 1)
    assert abs(image.var() / image.mean() - 1) < 0.15  # a Poisson distribution's variance
    assert image.min() > 50


@pytest.mark.parametrize("detector", [(8, 8), (64, 80), (65536, 8), (512, 512)])
@pytest.mark.parametrize("pattern", ["disks", "uniform"])
def test_every_event_is_on_the_detector(detector, pattern):
    columns = Events((2, 80), detector, pattern=pattern).frames(0, 160)
    for name, length in zip("yx", detector, strict=True):
        assert columns[name].max() < length
        assert columns[name].max() >= 0.9 * length - 1
        assert columns[name].min() <= 0.1 * length


def test_grains_can_be_found_again():
    events = Events((GRAIN, 8 * GRAIN), (256, 256), events_per_frame=300, seed=3)
    truth = events.orientations()
    assert set(truth) == {0, 1, 2, 3}
    columns = events.frames(0, events.n_frames)
    across, down = columns["x"].astype(float) - 128, columns["y"].astype(float) - 128
    ring = np.abs(np.hypot(down, across) - 76) < 12
    frames = (columns["t"] // np.uint64(events.frame_ns)).astype(int)[ring]
    turned = np.exp(6j * np.arctan2(down, across))[ring]  # six disks: 60 degrees are one turn
    sums = np.bincount(frames, turned.real) + 1j * np.bincount(frames, turned.imag)
    found = np.round(np.angle(sums) / (np.pi / 2)).astype(int) % 4
    assert np.mean(found == truth) > 0.99


def test_rollover_can_be_undone():
    rolled, truth = make(rollover_bits=22), make()
    columns, expected = rolled.frames(0, 600), truth.frames(0, 600)
    assert columns["t"].max() < 2**22
    turns = np.cumsum(np.diff(columns["t"].astype(np.int64), prepend=0) < 0)
    assert turns[-1] == expected["t"].max() >> np.uint64(22) > 5
    np.testing.assert_array_equal(columns["t"].astype(np.int64) + (turns << 22), expected["t"])
    assert_same({**columns, "t": expected["t"]}, expected)


@pytest.mark.parametrize("duplicates", [10, 300, 1000])
def test_duplicates_are_extra_events(duplicates):
    """Taking them out gives the stream without them; frame by frame as many as were asked for."""
    columns, single = make(duplicates=duplicates).frames(0, 600), whole("disks")
    rows = np.stack([column.astype(np.int64) for column in columns.values()])
    again = np.all(rows[:, 1:] == rows[:, :-1], axis=0)
    assert abs(again.sum() - duplicates / 1000 * single["t"].size) < 30
    kept = np.r_[True, ~again]
    assert_same({name: column[kept] for name, column in columns.items()}, single)


def test_empty_frames():
    counts, full = make(empty=200).counts(), make().counts()
    assert 80 < np.sum(counts == 0) < 160
    np.testing.assert_array_equal(counts[counts > 0], full[counts > 0])
    nothing = make(empty=1000)
    assert nothing.size == 0
    assert nothing.chunk(0)["t"].shape == (0,)
    assert nothing.column("t")[:].shape == (0,)


def test_boundary_events_stand_on_the_first_nanosecond():
    events = make(boundary=True)
    t = events.frames(0, 600)["t"].astype(np.int64)
    firsts = t[np.r_[0, np.cumsum(events.counts())[:-1]]]
    np.testing.assert_array_equal(firsts, np.arange(600) * events.frame_ns)
    others = whole("disks")["t"].astype(np.int64)
    assert np.count_nonzero(others % events.frame_ns == 0) < 20


def test_records_are_the_columns():
    events = make(chunk_frames=100)
    records, columns = events.records(3), events.chunk(3)
    assert records.dtype.itemsize == 14
    for name, column in columns.items():
        np.testing.assert_array_equal(records[name], column)


def test_tdc_is_the_scan_clock():
    events = make(chunk_frames=250)
    tdc = [events.tdc(i) for i in range(events.chunks)]
    t, level = (np.concatenate([part[name] for part in tdc]) for name in ("t", "level"))
    assert (t.dtype, level.dtype) == (np.uint64, np.uint8)
    np.testing.assert_array_equal(t, np.arange(1200) * events.frame_ns // 2)
    assert level.tolist() == [1, 0] * 600
    assert make(rollover_bits=20).tdc(0)["t"].max() < 2**20


def test_a_stream_of_terabytes_costs_nothing():
    events = Events((4096, 4096), (4096, 4096), events_per_frame=16_000)
    far = events.frames(16_000_000, 16_000_002)
    assert np.all(far["t"] // np.uint64(100_000) >= 16_000_000)


@pytest.mark.parametrize("kind", KINDS)
def test_a_recipe_rebuilds_the_events(kind):
    events = make(kind)
    recipe = json.loads(json.dumps(events.recipe()))
    assert Events.from_recipe(recipe) == events == pickle.loads(pickle.dumps(events))
    with pytest.raises(ValueError, match="recipe is for 'points', not for 'events'"):
        Events.from_recipe({**recipe, "name": "points"})


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"scan": 5}, TypeError, "scan 5 is not a pair of integers"),
        ({"scan": (0, 5)}, ValueError, "scan 0 is not from 1"),
        ({"detector": (4, 512)}, ValueError, "detector 4 is not from 8 to 65536"),
        ({"detector": (512, 2**17)}, ValueError, "detector 131072 is not from 8"),
        ({"seed": -1}, ValueError, "seed -1 is not from 0"),
        ({"frame_ns": 0}, ValueError, "frame_ns 0 is not from 1"),
        ({"frame_ns": 1.5}, TypeError, "frame_ns 1.5 is not an integer"),
        ({"chunk_frames": 0}, ValueError, "chunk_frames 0 is not from 1"),
        ({"events_per_frame": -1}, ValueError, r"events_per_frame -1\.0 is not from 0"),
        ({"events_per_frame": float("nan")}, ValueError, "events_per_frame nan is not"),
        ({"events_per_frame": "many"}, TypeError, "events_per_frame 'many' is not a number"),
        ({"pattern": "stripes"}, ValueError, "pattern 'stripes' is not one of disks, uniform"),
        ({"rollover_bits": 64}, ValueError, "rollover_bits 64 is not from 8 to 63"),
        ({"duplicates": 1001}, ValueError, "duplicates 1001 is not from 0 to 1000"),
        ({"empty": -1}, ValueError, "empty -1 is not from 0 to 1000"),
        ({"scan": (2**20, 2**20), "frame_ns": 2**30}, ValueError, "outlast a 63-bit clock"),
    ],
)
def test_wrong_parameters_are_named(options, error, message):
    with pytest.raises(error, match=message):
        Events(**{"scan": (4, 5), **options})


def test_wrong_places_are_named():
    events = make(chunk_frames=100)
    with pytest.raises(IndexError, match="chunk 6 is outside of 6 chunks"):
        events.chunk(6)
    with pytest.raises(IndexError, match="chunk -1 is outside"):
        events.tdc(-1)
    with pytest.raises(IndexError, match="frames 5 to 601 do not lie in order within 0 to 600"):
        events.frames(5, 601)
    with pytest.raises(IndexError, match="frames 5 to 4 do not"):
        events.counts(5, 4)
    with pytest.raises(ValueError, match="column 'z' is not one of x, y, t, tot"):
        events.column("z")


def test_numbers_of_numpy_are_numbers():
    assert make(events_per_frame=np.int64(20), seed=np.uint8(5), boundary=np.False_) == make()


def test_tables():
    table = _lazy.poisson_table(Decimal(3))
    assert abs(np.mean(table == 0) - 0.0498) < 0.0005  # exp(-3)
    assert abs(np.mean(table == 3) - 0.2240) < 0.0005
