"""One row of the benchmark table: a figure beside its physical limit, measured in turn.

A machine that does other work swings by a factor of ten; a ratio of two things measured in turn
does not. So every row runs its subject and its limit alternately and quotes the median ratio.
"""

import statistics
import time
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One line of the table.

    Attributes
    ----------
    name : str
    value, limit : float
        Median of what was reached, and of the limit, both in `unit`; bigger is better.
    unit : str
    ratio : float
        Median of value over limit, sample by sample.
    samples : list of float
        The ratios.
    peak_bytes : int or None
        Memory held at the worst moment, where the row measures it.
    note : str
        What was compared with what.
    """

    name: str
    value: float
    unit: str
    limit: float
    ratio: float
    samples: list
    peak_bytes: int | None
    note: str


def paired(name, unit, work, subject, limit, *, samples, note, peak_bytes=None):
    """Return the `Row` of two callables that do the same amount of work, run in turn.

    Parameters
    ----------
    work : float
        How much one call does, in units of `unit` times seconds: 0.5 for 0.5 GB and "GB/s".
    subject, limit : callable
        Called without arguments; a call may return the seconds it took, if not all of it counts.
    samples : int
        How many pairs are counted, after one that is not.
    """
    _seconds(subject), _seconds(limit)
    pairs = [(_seconds(subject), _seconds(limit)) for _ in range(samples)]
    ratios = [of_limit / of_subject for of_subject, of_limit in pairs]
    value, best = (work / statistics.median(column) for column in zip(*pairs, strict=True))
    return Row(name, value, unit, best, statistics.median(ratios), ratios, peak_bytes, note)


def _seconds(function):
    start = time.perf_counter()
    own = function()
    return own if isinstance(own, float) else time.perf_counter() - start
