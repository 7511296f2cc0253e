"""Numbers of any dtype as codes of a browser, and back."""

import numpy as np
import pytest

from outofcore.viewer.values import coding_of, contrast_of, window_of


def decode(codes, coding):
    """Return the numbers that codes stand for, as js/paint.js does."""
    share = (codes.astype("f8") - coding.first) / (coding.last - coding.first)
    values = coding.low + share * (coding.high - coding.low)
    return np.where(codes < coding.first, np.nan, values)


@pytest.mark.parametrize("dtype", ["u1", "u2", ">u2", "i1", "i2", ">i2", "?"])
def test_small_integers_come_back_as_they_were(dtype):
    dtype = np.dtype(dtype)
    limits = (0, 1) if dtype.kind == "b" else (np.iinfo(dtype).min, np.iinfo(dtype).max)
    values = np.linspace(*limits, 500).astype(dtype)
    coding = coding_of(dtype)
    codes = coding.encode(values)
    assert codes.dtype.str in ("|u1", "<u2")
    assert codes.nbytes == values.nbytes
    np.testing.assert_array_equal(decode(codes, coding), values.astype("f8"))


@pytest.mark.parametrize("dtype", ["f2", "f4", ">f8", "u4", "i4", "i8", "c8"])
def test_others_come_back_to_a_step_of_their_window(dtype):
    values = np.linspace(0, 1000, 321).astype(dtype)
    coding = coding_of(dtype, window=window_of(values))
    found = decode(coding.encode(values), coding)
    step = (coding.high - coding.low) / 65534
    np.testing.assert_allclose(found, np.abs(values).astype("f8"), atol=step)


def test_no_number_stays_empty_and_the_infinite_is_cut_off():
    values = np.array([np.nan, -np.inf, np.inf, 0.0], "f4")
    coding = coding_of("f4", window=window_of(values))
    assert coding.encode(values).tolist()[:3] == [0, 1, 65535]


def test_neighbouring_labels_differ_and_background_is_kept():
    codes = coding_of("u4", labels=True).encode(np.array([0, 1, 2, 65535, 65536, 2**32 - 1], "u4"))
    assert codes[0] == 0
    assert (codes[1:] > 0).all()
    assert (np.diff(codes.astype(int)) != 0).all()


def test_contrast_of_nothing_and_of_one_number():
    assert contrast_of(np.array([np.nan])) == (0, 1)
    assert contrast_of(np.full((3, 3), 7)) == (7, 8)


def test_what_is_no_number_is_refused():
    with pytest.raises(ValueError, match="no numbers"):
        coding_of("S3")
