import json
import os
import subprocess
import sys

import numpy as np
import pytest

from outofcore import grid
from outofcore.datasets.movie import Movie


@pytest.fixture(scope="module")
def movie():
    return Movie((1000, 256, 256), seed=5)


@pytest.fixture(scope="module")
def pixels(movie):
    return movie[:]


@pytest.mark.parametrize("chunks", [(1, 256, 256), (333, 100, 77), (1000, 9, 256)])
def test_every_blocking_makes_the_same_movie(movie, pixels, chunks):
    regions = list(grid.iter_chunks(movie.shape, chunks))
    for region in regions[:: max(1, len(regions) // 40)]:
        np.testing.assert_array_equal(movie.block(region), pixels[region], strict=True)


def test_a_longer_movie_begins_the_same(movie, pixels):
    longer = Movie((10**9, 256, 256), seed=5)
    np.testing.assert_array_equal(longer[990:1000], pixels[990:])
    assert longer[10**9 - 1].max() > 500
    assert np.mean(Movie((3, 256, 256), seed=6)[:] == pixels[:3]) < 0.1


def light_of_cells(movie, pixels):
    near = [np.s_[:, y - 4 : y + 5, x - 4 : x + 5] for y, x in movie.cells[["y", "x"]]]
    return np.stack([pixels[region].mean((1, 2)) for region in near])


def test_followers_their_leaders_and_delays_can_be_found_in_the_pixels(movie, pixels):
    rises = np.diff(light_of_cells(movie, pixels))
    rises = (rises - rises.mean(1, keepdims=True)) / rises.std(1, keepdims=True)
    lags = range(1, 12)
    alike = np.stack([rises[:, k:] @ rises[:, :-k].T for k in lags]) / rises.shape[1]
    alike[:, range(len(rises)), range(len(rises))] = 0  # a cell does not follow itself
    best = alike.max(0)
    leader = best.argmax(1)
    follows = best.max(1) > 0.5
    cells = movie.cells
    np.testing.assert_array_equal(follows, cells["leader"] >= 0)
    np.testing.assert_array_equal(leader[follows], cells["leader"][follows])
    delay = 1 + alike[:, follows, leader[follows]].argmax(0)
    np.testing.assert_array_equal(delay, cells["delay"][follows])


def test_spikes_are_what_lights_up(movie, pixels):
    rises = np.diff(light_of_cells(movie, pixels))
    for cell in range(0, len(movie.cells), 7):
        fired = movie.spikes(cell)[1:]
        assert np.median(rises[cell][fired]) > 100 + np.median(rises[cell][~fired])
        np.testing.assert_array_equal(movie.spikes(cell, 100, 230), movie.spikes(cell)[100:230])


def test_the_truth_names_leaders_and_followers(movie):
    cells = movie.cells
    assert len(cells) == 64
    assert cells["leads"].sum() == movie.leaders
    following = cells[cells["leader"] >= 0]
    assert np.unique(following["leader"], return_counts=True)[1].tolist() == [6] * 4
    assert cells["leads"][following["leader"]].all()
    assert not following["leads"].any()


class Clock:
    """A clock that only moves when it is told to sleep."""

    def __init__(self):
        self.now, self.slept = 100.0, []

    def sleep(self, seconds):
        self.slept.append(seconds)
        self.now += seconds


def test_frames_come_at_their_rate():
    movie, clock = Movie((4, 64, 64), leaders=0), Clock()
    times = []
    for t, frame in enumerate(movie.frames(10, clock=lambda: clock.now, sleep=clock.sleep)):
        np.testing.assert_array_equal(frame, movie[t])
        times.append(round(clock.now - 100, 6))
        if t == 1:
            clock.now += 0.15  # a slow caller: the next frame comes at once, none is left out
    assert times == [0, 0.1, 0.25, 0.3]


def test_frames_without_a_rate_do_not_wait():
    movie, clock = Movie((3, 64, 64), leaders=0), Clock()
    assert len(list(movie.frames(clock=lambda: clock.now, sleep=clock.sleep))) == 3
    assert clock.slept == []


def test_a_recipe_makes_the_movie_again(movie):
    assert Movie.from_recipe(json.loads(json.dumps(movie.recipe()))) == movie


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"shape": (1, 64)}, TypeError, "is not three integers"),
        ({"shape": (0, 64, 64)}, ValueError, "frames 0 is not from 1"),
        ({"shape": (1, 64, 63)}, ValueError, "columns 63 is not from 64"),
        ({"seed": -1}, ValueError, "seed -1 is not from 0"),
        ({"followers": 1.5}, TypeError, "followers 1.5 is not an integer"),
        (
            {"shape": (1, 64, 64), "leaders": 1},
            ValueError,
            "are 7 cells, but 64 x 64 pixels hold 4",
        ),
    ],
)
def test_wrong_parameters_are_named(options, error, message):
    with pytest.raises(error, match=message):
        Movie(**options)


def test_wrong_requests_are_named():
    movie = Movie((3, 64, 64), leaders=0)
    with pytest.raises(ValueError, match="rate_hz 0 is not above 0"):
        movie.frames(0)
    with pytest.raises(ValueError, match="cell 4 is not from 0 to 3"):
        movie.spikes(4)
    with pytest.raises(ValueError, match="no steps or lists"):
        movie[::2]


# Pinned: must hold on every machine, for ever. A new look is a new data set.
PINNED = "61fd84dc55487d79"
PRINT_DIGEST = """
import hashlib
from outofcore.datasets.movie import Movie
block = Movie((10**6, 64, 64), seed=2**63 + 5, leaders=1, followers=2)[70_000:70_002, 3:40, 5:20]
print(hashlib.sha256(block.astype("<u2").tobytes()).hexdigest()[:16])
"""


@pytest.mark.parametrize(
    "without_compiler",
    [
        "0",  # the same kernels in another process
        "1",  # plain Python and NumPy scalars: a compiler's liberties would show
    ],
)
def test_another_process_makes_the_pinned_bytes(without_compiler):
    run = subprocess.run(
        [sys.executable, "-W", "ignore:overflow:RuntimeWarning", "-c", PRINT_DIGEST],
        env={**os.environ, "NUMBA_DISABLE_JIT": without_compiler},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.stderr == ""
    assert run.stdout.strip() == PINNED
