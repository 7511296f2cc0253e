"""The cache: bounded, and nothing is made twice at the same time."""

import threading

import numpy as np
import pytest

from outofcore.viewer.cache import Cache


def test_it_never_holds_more_than_it_may():
    cache = Cache(100)
    for number in range(50):
        cache.get(number, lambda n=number: np.zeros(n, "u1"))
        assert cache.nbytes <= 100
        assert cache.nbytes == sum(cache.keys())


def test_what_is_larger_is_handed_out_and_not_kept():
    cache = Cache(10)
    assert cache.get("a", lambda: np.zeros(11, "u1")).size == 11
    assert cache.keys() == []


def test_who_comes_second_waits_for_the_first():
    cache, begun, go, made = Cache(10), threading.Event(), threading.Event(), []

    def make():
        begun.set()
        go.wait(30)
        made.append(1)
        return np.zeros(1, "u1")

    threads = [threading.Thread(target=cache.get, args=("a", make)) for _ in range(4)]
    threads[0].start()
    begun.wait(30)
    for thread in threads[1:]:
        thread.start()
    go.set()
    for thread in threads:
        thread.join(30)
    assert made == [1]


def test_after_an_error_the_next_one_tries_again():
    cache = Cache(10)

    def fail():
        raise ValueError("damaged")

    with pytest.raises(ValueError, match="damaged"):
        cache.get("a", fail)
    assert cache.get("a", lambda: np.ones(1, "u1"))[0] == 1
