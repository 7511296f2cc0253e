"""The report of a class: what it counts, and that its page stands alone and can be read aloud."""

import json
import re
import shutil
from html.parser import HTMLParser

import pytest
from nbgrader.api import Gradebook

from grading import standin
from outofcore.checking import load_tasks
from outofcore.grading import _page, classroom
from outofcore.grading.classroom import find_course
from outofcore.grading.report import class_report, read_misconceptions, without_numbers
from repository import ROOT, topics


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """Six hand-ins: full marks, none, halves, one that timed out, one broken, one missing."""
    root = tmp_path_factory.mktemp("report") / "course"
    standin.make_course(root)
    standin.hand_in(root, "full", {"points": [2, 2]})
    standin.hand_in(root, "none", {"points": [0, 0]})
    standin.hand_in(root, "half", {"points": [1, 2]})
    standin.hand_in(root, "slow", {"points": [1, 0], "outcome": "timed-out"})
    standin.hand_in(root, "<b>&", {"points": [2, 2]})
    (standin.hand_in(root, "torn", {}) / "demo.ipynb").write_text("{")
    (root / "_grading" / "submitted" / "away").mkdir()

    def spread(jobs, work, **_):
        return ((job, work(job)) for job in jobs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(classroom, "spread", spread)
        standin.grade_class(root)
    with Gradebook(f"sqlite:///{root}/_grading/gradebook.db") as book:
        book.update_or_create_student("half", first_name="Hal", email="hal@example.org")
        book.find_grade("one", standin.NAME, standin.NAME, "half").manual_score = 1.5
        book.db.commit()
    return root


@pytest.fixture(scope="module")
def report(course):
    return class_report(find_course(course, standin.NAME))


def test_tasks_are_counted_over_what_was_run(report):
    one, two = report.tasks
    assert (one.name, one.judged, one.full, one.mean) == ("one", 5, 2, 6 / 5)
    assert (two.name, two.full, two.success) == ("two", 3, 3 / 5)


def test_the_criterion_most_often_missed_comes_first(report):
    first = report.most_missed()[0]
    assert (first.task, first.name, first.missed, first.judged) == ("one", "second half", 3, 5)
    assert report.stands_for(first) == "it is # (3 times)"


def test_a_misconception_of_the_course_goes_before_the_messages(course, report):
    path = course / "solutions" / standin.NAME / "misconceptions.json"
    path.write_text(json.dumps({"one": {"second half": "Stops half-way."}}))
    try:
        again = class_report(find_course(course, standin.NAME))
        assert again.stands_for(again.most_missed()[0]) == "Stops half-way."
        path.write_text('["no"]')
        with pytest.raises(ValueError, match="no list of misconceptions"):
            class_report(find_course(course, standin.NAME))
    finally:
        path.unlink()


def test_outcomes_scores_and_names_come_from_the_gradebook(report):
    assert report.outcomes == {"graded": 4, "timed-out": 1, "corrupt": 1, "missing": 1}
    half = next(row for row in report.students if row["student"] == "half")
    assert (half["earned"], half["first_name"]) == (3.5, "Hal")  # the manual grade counts
    assert sorted(report.scores) == [0, 0, 1, 3.5, 4, 4]


def test_nothing_graded_is_said(tmp_path, course):
    root = shutil.copytree(course, tmp_path / "course")
    shutil.rmtree(root / "_grading")
    with pytest.raises(LookupError, match="nothing of demo has been graded yet"):
        class_report(find_course(root, standin.NAME))


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("you said 1,024, there are 6 chunks", "you said #, there are # chunks"),
        ("it is 51.2", "it is #"),
        ("16.8 MB of (64, 64)", "# MB of (#, #)"),
        ("1e-9", "#"),
    ],
)
def test_equal_mistakes_read_the_same(message, expected):
    assert without_numbers(message) == expected


class Page(HTMLParser):
    """Collects what a page holds."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.attributes = [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes.append((tag, dict(attrs)))


def test_the_page_stands_alone_and_can_be_read_aloud(report):
    text = _page.as_page(report)
    page = Page(text)
    assert not {"script", "link", "iframe"} & set(page.tags)
    assert re.findall(r"(?:src|href)=['\"](?!data:)", text) == []
    assert "url(" not in text
    assert page.tags.count("table") == page.tags.count("caption") == 4
    (image,) = [attrs for tag, attrs in page.attributes if tag == "img"]
    assert "Scores of 6 hand-ins" in image["alt"]
    assert all("scope" in attrs for tag, attrs in page.attributes if tag == "th")
    assert dict(page.attributes)["html"]["lang"] == "en"
    assert "&lt;b&gt;&amp;" in text
    assert "<b>&" not in text


def test_the_picture_is_a_png_with_words(report):
    picture = _page.class_picture(report)
    assert picture.png().startswith(b"\x89PNG")
    assert "Mean points: one 1.2 of 2, two 1.2 of 2." in picture.alt


def test_an_empty_class_still_has_a_picture(report):
    from dataclasses import replace

    empty = replace(report, students=[], tasks=[], criteria=[])
    assert _page.class_picture(empty).png().startswith(b"\x89PNG")
    assert "<h1>demo</h1>" in _page.as_page(empty)


@pytest.mark.parametrize("topic", topics())
def test_the_courses_misconceptions_name_every_criterion(topic):
    course = find_course(ROOT, topic)
    criteria = {name: set(task.criteria) for name, task in load_tasks(course.checks).items()}
    assert {name: set(said) for name, said in read_misconceptions(course).items()} == criteria
