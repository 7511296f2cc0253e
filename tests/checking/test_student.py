"""The learner's side of a check: what each kind of broken answer is told."""

import os

import h5py
import numpy as np
import pytest

from outofcore.checking import AnswerFailed, LocalStudent, Source, run_task, task
from outofcore.formats import hdf5


@pytest.fixture
def volume(tmp_path):
    path = tmp_path / "volume.h5"
    with h5py.File(path, "w") as file:
        file["volume"] = np.arange(64, dtype="uint16").reshape(8, 8)
        file.create_dataset("chunked", data=np.arange(64, dtype="u2").reshape(8, 8), chunks=(4, 4))
    return path


def told(code, *args, seconds=5):
    """Return what a learner is told whose cell holds `code`, which should define `f`."""
    namespace = {}
    exec(compile(code, "<cell>", "exec"), namespace)
    with LocalStudent(namespace, call_seconds=seconds) as student, pytest.raises(AnswerFailed) as e:
        student.call("f", *args)
    return str(e.value)


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("", "f is not defined; run the cell"),  # the cell was not run, or left empty
        ("f = 3", "f should be a function, but it is of type int"),
        ("def f(x):\n    raise NotImplementedError()", "f is still empty"),
        ("def f(x):\n    x + 1", "f(1) returned None"),
        ("def f(x):\n    return [][x]", "IndexError: list index out of range"),
        ("def f(x):\n    return 1 / 0", "f(1) stopped with ZeroDivisionError"),
        ("def f(x):\n    raise SystemExit", "stopped with SystemExit"),
        ("def f(x):\n    return bytearray(2**62)", "stopped with MemoryError"),
        ("def f():\n    return 1", "f() takes 0 positional arguments but 1 was given"),
    ],
)
def test_a_broken_answer_is_told_why(code, words):
    assert words in told(code, 1)


@pytest.mark.parametrize(
    "body",
    ["pass", "try:\n            g()\n        except Exception:\n            pass"],
    ids=["plain", "swallows exceptions"],
)
def test_an_endless_loop_is_stopped(body):
    code = f"def g():\n    pass\ndef f(x):\n    while True:\n        {body}"
    assert "did not return within 0.2 s" in told(code, 1, seconds=0.2)


def test_ten_megabytes_of_print_are_kept_short():
    namespace = {}
    exec("def f():\n    print('x' * 10_000_000)\n    return 1", namespace)
    with LocalStudent(namespace) as student:
        run = student.call("f")
    assert run.value == 1
    assert len(run.output) < 2100
    assert "9.5 MiB more" in run.output


def test_arguments_are_copies():
    given = [1, 2]
    with LocalStudent({"f": lambda x: x.append(3) or x}) as student:
        assert student.call("f", given).value == [1, 2, 3]
    assert given == [1, 2]


def test_reads_of_a_source_are_counted(volume):
    def f(source):
        with h5py.File(source, "r") as file:
            return file["chunked"][0]

    with LocalStudent({"f": f}) as student:
        run = student.call("f", Source(volume))
    np.testing.assert_array_equal(run.value, np.arange(8))
    cost = run.cost(volume, "chunked")
    assert cost.chunks == ((0, 0), (0, 1))
    assert cost.data_bytes == 2 * 16 * 2


def test_a_file_left_open_is_closed_for_the_learner(volume):
    def f(source):
        return h5py.File(source, "r")["volume"][0]

    before = hdf5.open_file_ids()
    with LocalStudent({"f": f}) as student:
        student.call("f", Source(volume))
    assert hdf5.open_file_ids() == before


def test_scratch_files_go_away():
    with LocalStudent({}) as student:
        folder = student.folder
        assert folder.is_dir()
    assert not os.path.exists(folder)


@task(
    criteria={"value": 2, "second": 1, "third": 0.5},
    cases=[{"about": "one", "x": 1}, {"about": "two", "x": 2}],
)
def double(student, expect, *, x):
    run = student.call("double", x)
    expect.whole_number("value", run.value, 2 * x, about="things")
    expect("second", True)
    if x == 2:
        expect("third", run.value != 3, "third message")


def report_of(function, **options):
    with LocalStudent({"double": function} if function else {}) as student:
        return run_task(double, student, **options)


def test_full_and_partial_marks():
    assert report_of(lambda x: 2 * x).earned == 3.5
    partial = report_of(lambda x: 2)  # right for 1 only
    assert [c.passed for c in partial.criteria] == [False, True, True]
    assert "you said 2, there are 4 things" in str(partial)


def test_a_failed_call_fails_every_criterion_of_its_case_and_says_so_once():
    report = report_of(None)
    assert report.earned == 0
    assert str(report).count("is not defined") == 1


def test_a_hidden_case_only_takes_away():
    hidden = [{"about": "a large number", "x": 1000}]
    assert report_of(lambda x: 2 * x, hidden_cases=hidden).earned == 3.5
    report = report_of(lambda x: 2 * x if x < 10 else 0, hidden_cases=hidden)
    assert not report.criteria[0].passed
    assert "a large number" in str(report)
    assert "1000" not in str(report)
    assert "2,000" not in str(report)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (2.0, "a float; a count is whole"),
        (True, "of type bool; expected a whole number"),
        ("2", "of type str"),
        (np.int32(2), ""),
    ],
)
def test_whole_numbers_are_told_from_others(value, words):
    report = report_of(lambda x: value)
    assert words in str(report)
