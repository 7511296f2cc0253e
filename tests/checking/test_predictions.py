"""Locked guesses: the first counts, none after the answer, all survive a restart."""

import pytest

from outofcore.checking import Predictions


@pytest.fixture
def predictions(tmp_path):
    return Predictions("topic", folder=tmp_path)


def test_the_first_guess_counts(predictions, capsys):
    predictions.lock("q", 10)
    predictions.lock("q", 20)
    predictions.compare("q", 40)
    out = capsys.readouterr().out
    assert "the first guess counts, not 20" in out
    assert "you said 10, it is 40: 4 times too low" in out


def test_no_guess_once_the_answer_is_out(predictions, capsys):
    predictions.lock("q")
    predictions.compare("q", 40)
    predictions.lock("q", 40)
    out = capsys.readouterr().out
    assert "no guess yet" in out
    assert "too late for 40: the answer, 40, is out already; start_again() forgets" in out
    assert predictions.calibration() is None


def test_guesses_survive_a_restart(predictions, tmp_path, capsys):
    predictions.lock("q", 10)
    again = Predictions("topic", folder=tmp_path)
    again.compare("q", 10)
    assert "exactly right" in capsys.readouterr().out
    again.start_again()
    assert Predictions("topic", folder=tmp_path).calibration() is None


def test_who_starts_again_may_guess_again(predictions, capsys):
    predictions.compare("q", 40)
    predictions.start_again()
    predictions.lock("q", 10)
    assert "locked: 10" in capsys.readouterr().out


def test_calibration_is_the_median_ratio(predictions):
    for name, guess, truth in [("a", 1, 10), ("b", 10, 5), ("c", 7, 7)]:
        predictions.lock(name, guess)
        predictions.compare(name, truth)
    assert predictions.calibration() == 2


@pytest.mark.parametrize("guess", [-1, "many", True, float("nan")])
def test_a_guess_is_a_number(predictions, guess):
    with pytest.raises(TypeError, match="a guess is a number"):
        predictions.lock("q", guess)
