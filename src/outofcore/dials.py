"""Dials: numbers to turn under a formula, in a notebook and on a page without any Python behind it.

Each result is a factor times powers of the dials. Python and the page work it out alike.
"""

import html
import json
import math
from dataclasses import dataclass

from outofcore.units import format_number

# An `input` event rises from the slider to the box around all of them, where it is answered. So
# there is no script to load, no name that two boxes could share, and no server to ask.
ANSWER = """
const value = {};
for (const dial of this.querySelectorAll('input')) {
  value[dial.name] = Number(dial.value);
  dial.nextElementSibling.textContent = value[dial.name].toLocaleString('en');
}
for (const result of this.querySelectorAll('output[data-factor]')) {
  let number = Number(result.dataset.factor);
  for (const [name, power] of Object.entries(JSON.parse(result.dataset.powers)))
    number *= value[name] ** power;
  const digits = Math.abs(number) >= 100 ? {maximumFractionDigits: 0}
                                         : {maximumSignificantDigits: 3};
  result.textContent = number.toLocaleString('en', digits);
}
"""
KEYS = 'data-lm-suppress-shortcuts="true"'  # the arrow keys are the slider's, not JupyterLab's
CELL = "padding:2px 10px;text-align:left"


@dataclass(frozen=True)
class Dials:
    """A formula with dials, shown as sliders.

    Parameters
    ----------
    dials : dict of str to (number, number, number)
        Lowest and highest value, and the one to begin with.
    results : dict of str to (number, dict of str to int)
        A factor, and the power of each dial that the result depends on.

    Raises
    ------
    ValueError
        If a result names a dial that is not there, or a dial begins outside of its range.

    >>> dials = Dials({"side": (1, 9, 2), "planes": (1, 9, 5)},
    ...               {"voxels": (1, {"side": 2, "planes": 1})})
    >>> dials.compute(), dials.compute(side=3)
    ({'voxels': 20}, {'voxels': 45})
    """

    dials: dict
    results: dict

    def __post_init__(self):
        for name, (low, high, start) in self.dials.items():
            if not low <= start <= high:
                raise ValueError(f"dial {name!r} begins at {start}, outside of {low} to {high}")
        for label, (_, powers) in self.results.items():
            self._check(powers, f"result {label!r}")

    def compute(self, **settings):
        """Return the results by label; a dial that is not named stays where it begins."""
        self._check(settings, "the call")
        values = {name: start for name, (_, _, start) in self.dials.items()} | settings
        return {
            label: factor * math.prod(values[name] ** power for name, power in powers.items())
            for label, (factor, powers) in self.results.items()
        }

    def _check(self, names, who):
        for name in names:
            if name not in self.dials:
                raise ValueError(f"{who} names {name!r}; the dials are {', '.join(self.dials)}")

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {"text/html": self.as_html(), "text/plain": self.as_text()}

    def as_text(self):
        """Return dials and results as lines of text."""
        dials = [f"{name}: {start:,}" for name, (_, _, start) in self.dials.items()]
        results = [f"{label}: {format_number(n)}" for label, n in self.compute().items()]
        return "\n".join([*dials, *(f"= {line}" for line in results)])

    def as_html(self):
        """Return dials and results as a piece of HTML that works by itself."""
        rows = [self._dial(name, *limits) for name, limits in self.dials.items()]
        rows += [self._result(label, n) for label, n in self.compute().items()]
        return (
            f'<div oninput="{html.escape(" ".join(ANSWER.split()))}">'
            f'<table style="border-collapse:collapse">{"".join(rows)}</table></div>'
        )

    def _dial(self, name, low, high, start):
        label, step = html.escape(name), _step(low, high, start)
        return (
            f'<tr><td style="{CELL}">{label}</td><td style="{CELL}">'
            f'<input type="range" {KEYS} aria-label="{label}" name="{label}" '
            f'min="{low}" max="{high}" step="{step}" value="{start}"/> '
            f"<output>{start:,}</output></td></tr>"
        )

    def _result(self, label, number):
        factor, powers = self.results[label]
        return (
            f'<tr><td style="{CELL}"><b>{html.escape(label)}</b></td><td style="{CELL}">'
            f'<output data-factor="{factor!r}" data-powers="{html.escape(json.dumps(powers))}">'
            f"{format_number(number)}</output></td></tr>"
        )


def _step(*values):
    """Return 1 for a dial of whole numbers, else a step that is fine enough for `values`.

    >>> _step(1, 384, 10), _step(0.1, 10, 2), _step(0.05, 1, 0.3)
    (1, 0.1, 0.01)
    """
    return next((s for s in (1, 0.1) if all(round(v / s, 9) % 1 == 0 for v in values)), 0.01)
