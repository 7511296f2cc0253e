import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outofcore.units import GIB, KIB, MIB, TIB, format_bytes, parse_bytes, parse_shape


@pytest.mark.parametrize(
    ("n", "words"),
    [
        (0, "0 bytes"),
        (1, "1 byte"),
        (1023, "1023 bytes"),
        (1024, "1.0 KiB"),  # the first in the next unit
        (3584, "3.5 KiB"),
        (1024 * KIB - 1, "1.0 MiB"),  # rounds up into the next unit, never "1024.0 KiB"
        (16 * MIB, "16.0 MiB"),
        (5000 * TIB, "5000.0 TiB"),  # there is no larger unit
        (-3584, "-3.5 KiB"),  # a difference
        (511.6, "512 bytes"),  # a mean
    ],
)
def test_format_bytes(n, words):
    assert format_bytes(n) == words


@pytest.mark.parametrize(
    ("text", "nbytes"),
    [
        ("16GiB", 16 * GIB),
        ("1TiB", TIB),
        ("2 mib", 2 * MIB),  # case and space do not matter
        ("3kB", 3000),
        ("4MB", 4_000_000),
        ("5 GB", 5_000_000_000),
        ("1TB", 10**12),
        ("1.5KiB", 1536),
        ("0.3kB", 300),  # exact: 0.3 * 1000 is 299.99… in binary floats
        ("100", 100),
        ("7 bytes", 7),
        (100, 100),
    ],
)
def test_parse_bytes(text, nbytes):
    assert parse_bytes(text) == nbytes


@pytest.mark.parametrize("text", ["", "GiB", "16G", "16 GiBs", "-1", "1e6", "1,5 MB", "١KiB", None])
def test_parse_bytes_refuses(text):
    with pytest.raises(ValueError, match="not a number of bytes; write a number and one of KiB"):
        parse_bytes(text)


@settings(deadline=None)
@given(st.integers(0, 2**60))
def test_words_name_the_number_to_one_decimal(n):
    step = max(n, KIB) * 0.1 / 2  # at least 1.0 of a unit is shown, so half a decimal is 5 %
    assert abs(parse_bytes(format_bytes(n)) - n) <= step


def test_parse_shape():
    assert parse_shape("64x512x512") == (64, 512, 512)
    assert parse_shape(" 7 ") == (7,)
    assert parse_shape("2X3") == (2, 3)


@pytest.mark.parametrize("text", ["", "x", "64x", "64x0x3", "-1x2", "1.5x2", "64*512", "6 4x2"])
def test_parse_shape_refuses(text):
    with pytest.raises(ValueError, match="is not a shape; write one length"):
        parse_shape(text)
