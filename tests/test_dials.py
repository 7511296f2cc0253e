"""Dials: the formula in Python, and the page that is to show the same."""

import json
import re
import shutil
import subprocess

import pytest

from outofcore.dials import ANSWER, Dials

SCREEN = Dials(
    {"wells": (6, 1536, 384), "MB": (0.1, 10, 2)},
    {
        "images": (10, {"wells": 1}),
        "GB": (0.01, {"wells": 1, "MB": 1}),
        "a day": (86400, {"MB": -1}),
    },
)


def test_results_follow_the_dials():
    assert SCREEN.compute() == {"images": 3840, "GB": pytest.approx(7.68), "a day": 43200}
    assert SCREEN.compute(wells=96, MB=4) == {
        "images": 960, "GB": pytest.approx(3.84), "a day": 21600
    }  # fmt: skip


@pytest.mark.parametrize(
    ("dials", "results", "words"),
    [
        ({"a": (1, 2, 3)}, {}, "begins at 3, outside of 1 to 2"),
        ({"a": (1, 3, 2)}, {"r": (1, {"b": 1})}, "result 'r' names 'b'; the dials are a"),
    ],
)
def test_what_does_not_fit_is_named(dials, results, words):
    with pytest.raises(ValueError, match=words):
        Dials(dials, results)
    with pytest.raises(ValueError, match="the call names 'welsl'"):
        SCREEN.compute(welsl=3)


def test_the_page_begins_with_the_same_numbers_and_names_each_dial():
    data = SCREEN._repr_mimebundle_()
    assert data["text/plain"].splitlines() == [
        "wells: 384", "MB: 2", "= images: 3,840", "= GB: 7.68", "= a day: 43,200"
    ]  # fmt: skip
    page = data["text/html"]
    assert re.findall(r"<output[^>]*>([^<]+)", page) == ["384", "2", "3,840", "7.68", "43,200"]
    assert re.findall(r'aria-label="([^"]+)"[^>]*step="([^"]+)"', page) == [
        ("wells", "1"), ("MB", "0.1")
    ]  # fmt: skip
    assert "<script" not in page
    assert "http" not in page


@pytest.mark.skipif(shutil.which("node") is None, reason="node runs the page's formula")
def test_the_page_works_out_what_python_does():
    """The handler itself, on stand-ins for the sliders and the results."""
    settings = {"wells": 1000, "MB": 0.3}
    given = [
        {"factor": str(factor), "powers": json.dumps(powers)}
        for factor, powers in SCREEN.results.values()
    ]
    script = f"""
    const dials = Object.entries({json.dumps(settings)}).map(
      ([name, value]) => ({{name, value: String(value), nextElementSibling: {{}}}}));
    const results = {json.dumps(given)}.map(dataset => ({{dataset}}));
    const box = {{querySelectorAll: what => what === 'input' ? dials : results}};
    (function () {{ {" ".join(ANSWER.split())} }}).call(box);
    console.log(JSON.stringify(results.map(r => r.textContent)));
    """
    said = subprocess.run(["node", "-e", script], capture_output=True, text=True, check=True)
    assert json.loads(said.stdout) == ["10,000", "3", "288,000"]
