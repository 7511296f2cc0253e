"""The claims ledger: sentences about large data, measured where a lecture stands, and judged.

`course/claims.toml` holds the sentences. A lecture's cell measures one and says so:
`claim("screen-images", measured=n)`. The card that shows also carries its finding as data, so that
whoever has executed the notebook can collect it with `findings_of`.
"""

import difflib
import html
import math
import numbers
import re
import tomllib
from dataclasses import dataclass, field, fields
from pathlib import Path

CLAIM_MIME = "application/vnd.outofcore.claim+json"
LEDGER_NAME = "claims.toml"
VERDICTS = ("holds", "depends", "outdated", "wrong")

_NUMBER = r"[-+]?\d[\d_]*(?:\.\d+)?(?:[eE][-+]?\d+)?"
_COMPARISON = re.compile(rf"(==|<=|>=|<|>)\s*({_NUMBER})")
_RANGE = re.compile(rf"({_NUMBER})\s+to\s+({_NUMBER})")
_COMPARE = {
    "==": lambda value, bound: value == bound,
    "<=": lambda value, bound: value <= bound,
    ">=": lambda value, bound: value >= bound,
    "<": lambda value, bound: value < bound,
    ">": lambda value, bound: value > bound,
}
_LOOKS = {  # mark and colour: told apart without the colour, too
    "holds": ("✓", "#0072B2"),
    "depends": ("±", "#8A6D00"),
    "outdated": ("✗", "#D55E00"),
    "wrong": ("✗", "#D55E00"),
    None: ("–", "#666666"),
}


@dataclass(frozen=True)
class Claim:
    """One entry of the ledger. `source` is the key of its source, `by` the source in words."""

    id: str
    source: str
    claim: str
    claimed: str
    verdict: str
    lecture: str
    cell: str
    unit: str = ""
    instead: str = ""
    machine: bool = False
    by: str = field(default="", compare=False)


@dataclass(frozen=True)
class Finding:
    """A claim and what was measured.

    It shows as a card. `agrees` tells whether the verdict here is that of the ledger; None where
    there is no verdict, or where it belongs to the machine and is not held against the ledger.
    """

    entry: Claim
    measured: object  # a number, a bool, {case: number or bool}, or None
    verdict: str | None

    @property
    def agrees(self):
        """Return whether the measurement bears out the ledger's verdict, None if it can't say."""
        if self.verdict is None or self.entry.machine:
            return None
        return self.verdict == self.entry.verdict

    def as_dict(self):
        """Return the finding as plain data."""
        return {
            "id": self.entry.id,
            "measured": self.measured,
            "verdict": self.verdict,
            "agrees": self.agrees,
        }

    def __str__(self):
        lines = [f"Claim: {self.entry.claim}", f"  ({self.entry.by})"]
        lines += [f"  measured here: {line}" for line in _measured_lines(self)]
        lines.append(f"  {_verdict_line(self)}")
        return "\n".join(lines + ([f"  {self.entry.instead}"] if self.entry.instead else []))

    __repr__ = __str__

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {
            "text/plain": str(self),
            "text/html": _as_html(self),
            CLAIM_MIME: self.as_dict(),
        }


def claim(name, *, measured, ledger=None):
    """Show the claim `name` of the ledger beside what was measured, and judge it.

    Parameters
    ----------
    name : str
        The claim's id in the ledger.
    measured : number, bool, dict or None
        What was found here, in the claim's unit. A dict `{case in words: number or bool}` when it
        was tried in several cases. None when this system cannot measure it: that is said, too.
    ledger : path, optional
        The ledger; by default the one of the course, see `find_ledger`.

    Raises
    ------
    ValueError
        If there is no such claim, or a claim that depends is measured in fewer than two cases.
    TypeError
        If `measured` is of another type than the claim needs.
    FileNotFoundError
        If there is no ledger.

    Notes
    -----
    A measurement that contradicts the ledger does not raise: a lecture goes on, and the card says
    so. The course's tests raise.
    """
    from IPython.display import display

    path = find_ledger() if ledger is None else Path(ledger)
    display(judge(_look_up(name, read_ledger(path)), measured))


def judge(entry, measured):
    """Return the `Finding` for one claim.

    Every case agrees with what is claimed: it holds. None does: it is wrong, or outdated where the
    ledger says that it was right once. Some do: it depends.

    >>> entry = Claim("screen-images", "lecture", "A plate makes 600,000 images.", "== 600000",
    ...               "wrong", "00_orientation", "bill-images", instead="It makes 576,000.")
    >>> judge(entry, 384 * 10 * 50 * 3).verdict
    'wrong'
    """
    measured = _plain(entry, measured)
    if measured is None:
        return Finding(entry, None, None)
    cases = list(measured.values()) if isinstance(measured, dict) else [measured]
    if entry.verdict == "depends" and len(cases) < 2:
        raise ValueError(
            f"the claim {entry.id!r} depends, so one case cannot show it; "
            "measure a dict of two or more: {'in these words': number}"
        )
    return Finding(entry, measured, _verdict([_agrees(entry, value) for value in cases], entry))


def find_ledger(folder=None):
    """Return the path of the course's ledger.

    It lies beside the lectures. Looked for in the current folder (or `folder`), in each folder
    above and their `course/`; then in the checkout that this package runs from.

    Raises
    ------
    FileNotFoundError
        With the folder where the search began.
    """
    here = Path.cwd() if folder is None else Path(folder).absolute()
    for above in (here, *here.parents, Path(__file__).resolve().parents[3]):
        for path in (above / LEDGER_NAME, above / "course" / LEDGER_NAME):
            if path.is_file():
                return path
    raise FileNotFoundError(
        f"no {LEDGER_NAME} in {here} nor above it; it lies in course/, beside the lectures"
    )


def read_ledger(path):
    """Return the claims of the ledger at `path`, in the order of the file.

    Returns
    -------
    dict
        `{id: Claim}`.

    Raises
    ------
    ValueError
        If the file is not TOML, or an entry lacks something, holds something unknown, has the id
        of another or names a source that is not listed.
    """
    path = Path(path)
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{path.name} is not TOML: {error}") from None
    sources = document.get("sources", {})
    entries = {}
    for number, row in enumerate(document.get("claim", []), 1):
        entry = _entry(row, sources, f"{path.name}, claim {number} ({row.get('id', 'no id')})")
        if entry.id in entries:
            raise ValueError(f"{path.name}: two claims have the id {entry.id!r}")
        entries[entry.id] = entry
    return entries


def findings_of(notebook):
    """Return `[(cell id, finding as a dict)]` of an executed notebook, in its order."""
    return [
        (cell.id, dict(output.data[CLAIM_MIME]))
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if CLAIM_MIME in output.get("data", {})
    ]


# ---------------------------------------------------------------- the ledger's entries


def _entry(row, sources, where):
    known = {f.name for f in fields(Claim)} - {"by"}
    needed = {"id", "source", "claim", "claimed", "verdict", "lecture", "cell"}
    if row.get("verdict") in VERDICTS[1:]:
        needed = needed | {"instead"}
    wrong_type = [k for k, v in row.items() if type(v) is not (bool if k == "machine" else str)]
    for problem, keys in (
        ("lacks", sorted(k for k in needed if row.get(k, "") == "")),
        ("has the unknown", sorted(set(row) - known)),
        ("has no text (or, for machine, no true or false) in", sorted(wrong_type)),
    ):
        if keys:
            raise ValueError(f"{where} {problem} {', '.join(keys)}")
    if row["verdict"] not in VERDICTS:
        raise ValueError(f"{where}: verdict {row['verdict']!r} is none of {', '.join(VERDICTS)}")
    if row["source"] not in sources:
        raise ValueError(f"{where}: source {row['source']!r} is none of {', '.join(sources)}")
    if re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", row["id"]) is None:
        raise ValueError(f"{where}: an id is words of small letters and digits, joined by -")
    source = sources[row["source"]]
    entry = Claim(**row, by=", ".join(source[k] for k in ("title", "by") if source.get(k)))
    _test_of(entry)  # raises if `claimed` says nothing that can be tested
    return entry


def _look_up(name, entries):
    if name in entries:
        return entries[name]
    near = difflib.get_close_matches(str(name), entries, n=3)
    hint = f"; did you mean {', '.join(near)}" if near else f"; it goes into {LEDGER_NAME}"
    raise ValueError(f"no claim {name!r} in the ledger{hint}")


# ---------------------------------------------------------------- judging


def _test_of(entry):
    """Return the function that tells whether a measured value is what the claim says.

    >>> entry = Claim("a", "b", "c", "1.5e3 to 2_000", "holds", "d", "e")
    >>> [_test_of(entry)(value) for value in (1499, 1500, 2000, 2001)]
    [False, True, True, False]
    """
    text = entry.claimed.strip()
    if text == "true":
        return bool
    if found := _COMPARISON.fullmatch(text):
        compare, bound = _COMPARE[found[1]], _number(found[2])
        return lambda value: compare(value, bound)
    if (found := _RANGE.fullmatch(text)) and _number(found[1]) <= _number(found[2]):
        low, high = _number(found[1]), _number(found[2])
        return lambda value: low <= value <= high
    raise ValueError(
        f"claim {entry.id!r}: claimed = {text!r} cannot be tested; write '== x', '<= x', '>= x', "
        "'< x', '> x', 'a to b' (the smaller first) or 'true'"
    )


def _number(text):
    try:
        return int(text)
    except ValueError:
        return float(text)


def _agrees(entry, value):
    return bool(_test_of(entry)(value))


def _verdict(agreements, entry):
    if all(agreements):
        return "holds"
    if any(agreements):
        return "depends"
    return "outdated" if entry.verdict == "outdated" else "wrong"


def _plain(entry, measured):
    """Return `measured` in Python's own types, or raise."""
    if measured is None:
        return None
    if isinstance(measured, dict):
        if not measured or not all(isinstance(case, str) and case for case in measured):
            raise TypeError(
                f"claim {entry.id!r}: a dict of measurements is {{case in words: value}}, "
                f"but got {measured!r}"
            )
        return {case: _plain_value(entry, value) for case, value in measured.items()}
    return _plain_value(entry, measured)


def _plain_value(entry, value):
    value = value.item() if hasattr(value, "item") and getattr(value, "ndim", 0) == 0 else value
    wants_bool = entry.claimed.strip() == "true"
    is_bool = isinstance(value, bool)
    if wants_bool != is_bool or not isinstance(value, bool | numbers.Real):
        what = "True or False" if wants_bool else "a number"
        raise TypeError(f"claim {entry.id!r} is measured by {what}, but got {value!r:.80}")
    if is_bool:
        return value
    value = int(value) if isinstance(value, numbers.Integral) else float(value)
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError(f"claim {entry.id!r}: {value} is not a measurement")
    return value


# ---------------------------------------------------------------- the card


def _in_words(entry, value):
    """Return a measured value with its unit; a share, "of the file" for instance, in percent.

    >>> entry = Claim("a", "b", "c", "> 1", "holds", "d", "e", unit="bytes")
    >>> [_in_words(entry, value) for value in (57411584, 2.0971, 1, True)]
    ['57,411,584 bytes', '2.1 bytes', '1 byte', '']
    >>> _in_words(Claim("a", "b", "c", "== 1", "holds", "d", "e", unit="of the pages"), 1)
    '100 % of the pages'
    """
    if isinstance(value, bool):
        return ""  # that it agrees, or not, is all there is to say
    if entry.unit.startswith("of "):
        return f"{_percent(100 * value)} % {entry.unit}"
    text = f"{value:,}" if isinstance(value, int) else f"{value:,.3g}"
    if isinstance(value, float) and abs(value) >= 100:
        text = f"{value:,.0f}"
    return f"{text} {_singular(entry.unit) if text == '1' else entry.unit}".strip()


def _percent(number):
    """Return a percentage as text; what is not quite all of it does not become 100.

    >>> [_percent(number) for number in (0.04999, 21.845, 99.96, 100, 1234.5)]
    ['0.05', '21.8', '99.96', '100', '1,234']
    """
    if number >= 100:
        return f"{number:,.0f}"
    return f"{number:.4g}" if number > 99 else f"{number:.3g}"


def _singular(unit):
    """Return a unit for one of it.

    >>> _singular("bytes read"), _singular("fetches per chunk"), _singular("times the bytes")
    ('byte read', 'fetch per chunk', 'times the bytes')
    """
    first, space, rest = unit.partition(" ")
    if first != "times":
        first = first.removesuffix("es" if first.endswith("ches") else "s")
    return first + space + rest


def _cases(finding):
    """Return `[(case, value in words, agreement in words)]`; the case of a single value is ''."""
    measured = finding.measured
    cases = measured if isinstance(measured, dict) else {"": measured}
    entry = finding.entry
    return [
        (case, _in_words(entry, v), "as claimed" if _agrees(entry, v) else "not as claimed")
        for case, v in cases.items()
    ]


def _measured_lines(finding):
    if finding.measured is None:
        return ["this system cannot measure it"]
    return [
        (f"{case}: " if case else "") + (f"{value} ({agreement})" if value else agreement)
        for case, value, agreement in _cases(finding)
    ]


def _verdict_line(finding):
    entry, verdict = finding.entry, finding.verdict
    if verdict is None:
        return f"verdict of the course: {entry.verdict}"
    if entry.machine:
        return f"verdict on this machine: {verdict} (of the course: {entry.verdict})"
    if verdict != entry.verdict:
        return f"verdict here: {verdict}, and the course says {entry.verdict}. Worth a closer look"
    return f"verdict: {verdict}"


def _as_html(finding):
    """Return the card as an HTML fragment that needs no script and no style sheet."""
    entry = finding.entry
    mark, colour = _LOOKS[finding.verdict]
    cell = "style='text-align:left;padding:1px 12px 1px 0'"
    if finding.measured is None:
        rows = f"<tr><td {cell}>this system cannot measure it</td></tr>"
    else:
        rows = "".join(
            f"<tr><td {cell}>{html.escape(case or 'measured here')}</td>"
            + (f"<td {cell}><b>{html.escape(value)}</b></td>" if value else "")
            + f"<td {cell}>{agreement}</td></tr>"
            for case, value, agreement in _cases(finding)
        )
    line = "style='margin:4px 0'"
    instead = f"<p {line}>{html.escape(entry.instead)}</p>" if entry.instead else ""
    return (
        f"<div style='border-left:6px solid {colour};padding:4px 12px;max-width:60em'>"
        f"<p {line}><b>Claim.</b> {html.escape(entry.claim)} "
        f"<small>({html.escape(entry.by)})</small></p>"
        f"<table style='border-collapse:collapse;margin:0;font-size:inherit'>{rows}</table>"
        f"<p {line}><b style='color:{colour}'>{mark} {html.escape(_verdict_line(finding))}</b></p>"
        f"{instead}</div>"
    )
