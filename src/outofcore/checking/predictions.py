"""Predictions: a learner locks a number, then measures, and sees how well they guess."""

import json
import math
import statistics
from pathlib import Path

from outofcore.paths import data_dir


class Predictions:
    """The locked guesses of one lecture, kept beside the data so that they survive a restart.

    Parameters
    ----------
    topic : str
        The lecture's stem; names the file the guesses are kept in.
    folder : path, optional
        Where the file lies; `<data folder>/predictions` by default.

    Notes
    -----
    Predict, observe, explain: a guess that is written down before the measurement is what makes
    the surprise stick (White and Gunstone, Probing Understanding, 1992, chapter 3). So the first
    guess counts, and there is no guessing once the answer is out.
    """

    def __init__(self, topic, *, folder=None):
        folder = data_dir() / "predictions" if folder is None else Path(folder)
        self.path = folder / f"{topic}.json"
        self._entries = json.loads(self.path.read_text()) if self.path.is_file() else {}

    def lock(self, name, guess=...):
        """Lock `guess` for the question `name` and print what was locked.

        The dots that stand in the lecture count as no guess, so a notebook runs without one.
        """
        entry = self._entries.get(name, {})
        if "guess" in entry:
            locked = entry["guess"]
            again = "" if guess in (locked, ...) else f"; the first guess counts, not {guess:,}"
            print(f"locked: {locked:,}{again}")
        elif guess is ...:
            print("no guess yet: put a number in place of the dots and run this cell again")
        elif isinstance(guess, bool) or not isinstance(guess, int | float) or not guess >= 0:
            raise TypeError(f"a guess is a number of 0 or more, but got {guess!r}")
        elif "truth" in entry:
            out = f"too late for {guess:,}: the answer, {entry['truth']:,}, is out already"
            print(f"{out}; start_again() forgets all guesses and answers of this lecture")
        else:
            self._save(name, guess=guess)
            print(f"locked: {guess:,}")

    def compare(self, name, truth):
        """Print the measured number beside the locked guess."""
        truth = truth.item() if hasattr(truth, "item") else truth
        self._save(name, truth=truth)
        guess = self._entries[name].get("guess")
        print(f"measured: {truth:,}" + ("" if guess is None else f" · {_verdict(guess, truth)}"))

    def calibration(self):
        """Print every guess beside the truth and return the median ratio between them.

        The ratio is the larger over the smaller, so 1 is a perfect guess and 10 is a guess ten
        times too high or too low. Returns None without any guess.
        """
        both = {n: e for n, e in self._entries.items() if "guess" in e and "truth" in e}
        if not both:
            print("no guesses to compare: lock some on the way next time")
            return None
        for name, entry in both.items():
            print(f"{name}: {_verdict(entry['guess'], entry['truth'])}")
        ratio = statistics.median(_ratio(e["guess"], e["truth"]) for e in both.values())
        print(f"median ratio of {len(both)} guesses to the truth: {ratio:.3g} (1 is perfect)")
        return ratio

    def start_again(self):
        """Forget every guess and every answer of this lecture."""
        self.path.unlink(missing_ok=True)
        self._entries = {}

    def _save(self, name, **values):
        self._entries[name] = self._entries.get(name, {}) | values
        self.path.parent.mkdir(parents=True, exist_ok=True)
        beside = self.path.with_suffix(".new")
        beside.write_text(json.dumps(self._entries, indent=1))
        beside.replace(self.path)


def _ratio(guess, truth):
    """Return how many times too high or too low a guess is; 1 for a perfect one.

    >>> _ratio(10, 40), _ratio(40, 10), _ratio(0, 0), _ratio(0, 3)
    (4.0, 4.0, 1.0, inf)
    """
    low, high = sorted((guess, truth))
    if low == high:
        return 1.0
    return math.inf if low == 0 else high / low


def _verdict(guess, truth):
    ratio = _ratio(guess, truth)
    if ratio == 1:
        return f"you said {guess:,}, it is {truth:,}: exactly right"
    side = "low" if guess < truth else "high"
    times = "far too" if math.isinf(ratio) else f"{ratio:.3g} times too"
    return f"you said {guess:,}, it is {truth:,}: {times} {side}"
