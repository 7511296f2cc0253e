"""Memory against time: all at once rises once, piece by piece stays low."""

import numpy as np
import pytest

from outofcore.measure.trace import trace_memory
from outofcore.units import MIB


def at_once(n):
    block = np.ones(n * 8 * MIB, "u1")
    return sum(int(block[:: 4096 * (k + 1)].sum()) for k in range(200)) > 0


def piece_by_piece(n):
    for _ in range(n):
        block = np.ones(8 * MIB, "u1")
        sum(int(block[:: 4096 * (k + 1)].sum()) for k in range(20))
    return n


def test_all_at_once_is_held_whole():
    trace = trace_memory(at_once, 12)
    assert trace.value is True
    assert abs(trace.held_bytes.max() - 96 * MIB) <= 4 * MIB
    assert (np.diff(trace.seconds) > 0).all()
    assert len(trace.seconds) == len(trace.held_bytes) > 5


def test_piece_by_piece_holds_a_piece():
    trace = trace_memory(piece_by_piece, 12)
    assert trace.value == 12
    assert trace.held_bytes.max() <= 20 * MIB  # the new block comes before the old one goes


def test_a_failing_call_says_why():
    with pytest.raises(RuntimeError, match="the traced call failed: ZeroDivisionError"):
        trace_memory(lambda: 1 / 0)
