"""Timing: which calls count, in which order, and what is kept with them. Never how long."""

import gc
import json
import statistics
from dataclasses import asdict

import pytest

from outofcore.measure import timing
from outofcore.measure.timing import Timing, repeat


def test_warm_ups_come_first_and_are_kept_apart(monkeypatch):
    clock = iter([0, 10, 20, 21, 30, 32, 40, 43])  # calls of 10, 1, 2 and 3 s
    monkeypatch.setattr(timing.time, "perf_counter", lambda: next(clock))
    measured = repeat(lambda: None, samples=3, warmups=1)
    assert measured.warmups_s == (10,)
    assert measured.samples_s == (1, 2, 3)
    assert measured.median_s == 2
    assert measured.quartiles_s == (1.5, 2.5)


def test_each_call_is_prepared_outside_of_the_clock(monkeypatch):
    events = []

    def tick():
        events.append("tick")
        return 0.0

    monkeypatch.setattr(timing.time, "perf_counter", tick)
    repeat(lambda: events.append("call"), samples=2, before=lambda: events.append("before"))
    assert events == ["before", "tick", "call", "tick"] * 3


def test_the_garbage_collector_rests_and_is_back_afterwards():
    seen = []
    repeat(lambda: seen.append(gc.isenabled()))
    assert (set(seen), gc.isenabled()) == ({False}, True)
    with pytest.raises(ZeroDivisionError):
        repeat(lambda: 1 / 0)
    assert gc.isenabled()


def test_nothing_is_printed(capsys):
    repeat(lambda: None)
    assert capsys.readouterr() == ("", "")


def test_one_sample_is_its_own_quartile():
    assert Timing((3.0,), (), {}).quartiles_s == (3.0, 3.0)


def test_quartiles_lie_between_the_extremes():
    samples = (5.0, 1.0, 4.0, 2.0, 100.0)
    measured = Timing(samples, (), {})
    assert measured.quartiles_s == (2.0, 5.0)  # one slow call does not move them
    assert measured.median_s == statistics.median(samples) == 4.0
    assert str(measured) == "4 s (median of 5, quartiles 2 to 5 s)"


@pytest.mark.parametrize("counts", [{"samples": 0}, {"warmups": -1}])
def test_counts_that_mean_nothing(counts):
    with pytest.raises(ValueError, match="cannot be timed"):
        repeat(lambda: None, **counts)


def test_a_result_can_be_kept_as_json():
    kept = json.loads(json.dumps(asdict(repeat(lambda: None, samples=2))))
    assert len(kept["samples_s"]) == 2
    assert {"processor", "cores", "memory", "system", "python", "numpy"} <= set(kept["machine"])
    assert kept["machine"]["cores"] >= 1
