"""The report in its three forms: text, HTML and the bare score that nbgrader reads."""

import pytest
from matplotlib import pyplot
from nbformat.notebooknode import NotebookNode
from nbformat.v4 import new_output
from nbgrader.utils import determine_grade

from outofcore.checking.report import REPORT_MIME, Criterion, Report
from outofcore.plotting import plot_read


@pytest.fixture
def report():
    picture = plot_read((8, 8), (4, 4), selection=(0, slice(None)), read=[(0, 0), (1, 1)])
    criteria = (Criterion("good", 2, True, "fine"), Criterion("<bad>", 1.5, False, "a < b\nc"))
    return Report("a_task", criteria, ("your code printed: <script>x</script>",), picture)


def test_html_is_escaped_and_holds_the_picture(report):
    html = report.as_html()
    assert "<script>" not in html
    assert "&lt;bad&gt;" in html
    assert "a &lt; b<br/>c" in html
    assert 'alt="Chunk grid of (8, 8) in chunks of (4, 4): 2 of 4 chunks read, 2 needed."' in html
    assert "data:image/png;base64,iVBOR" in html


def test_nbgrader_reads_the_partial_score(report):
    bundle = report._repr_mimebundle_()
    cell = NotebookNode(
        cell_type="code",
        metadata=NotebookNode(nbgrader=NotebookNode(grade=True, solution=False, points=3.5)),
        outputs=[new_output("execute_result", {"text/plain": bundle["text/plain"]})],
    )
    assert determine_grade(cell) == (2.0, 3.5)


def test_the_json_form_is_the_contract(report):
    assert report._repr_mimebundle_()[REPORT_MIME] == {
        "name": "a_task",
        "earned": 2,
        "max": 3.5,
        "criteria": [
            {"name": "good", "passed": True, "message": "fine"},
            {"name": "<bad>", "passed": False, "message": "a < b\nc"},
        ],
    }


def test_drawing_leaves_no_figure_open(report):
    report.as_html()
    assert pyplot.get_fignums() == []
