"""Bytes and shapes, from words and into words."""

import re
from fractions import Fraction

KIB = 2**10
MIB = 2**20
GIB = 2**30
TIB = 2**40

BINARY = {"KiB": KIB, "MiB": MIB, "GiB": GIB, "TiB": TIB}
DECIMAL = {"kB": 10**3, "MB": 10**6, "GB": 10**9, "TB": 10**12}
_FACTORS = {name.lower(): factor for name, factor in (BINARY | DECIMAL).items()}
_FACTORS |= dict.fromkeys(("", "b", "byte", "bytes"), 1)


def format_bytes(n):
    """Return `n` bytes in words, in the largest binary unit that keeps the number at 1 or above.

    Parameters
    ----------
    n : int or float
        Bytes; rounded to whole bytes first. A negative number (a difference) keeps its sign.

    >>> format_bytes(512), format_bytes(3584), format_bytes(16 * MIB)
    ('512 bytes', '3.5 KiB', '16.0 MiB')
    """
    n = round(n)
    if abs(n) < KIB:
        return "1 byte" if n == 1 else f"{n} bytes"
    units = iter(BINARY)
    unit = next(units)
    while abs(round(n / BINARY[unit], 1)) >= 1024 and unit != "TiB":
        unit = next(units)  # rounded first, or 1023.97 KiB would read 1024.0 KiB
    return f"{n / BINARY[unit]:.1f} {unit}"


def format_number(value):
    """Return a number with three digits, or with all of those before the point.

    >>> format_number(14.2857), format_number(3587.4), format_number(7)
    ('14.3', '3,587', '7')
    """
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def parse_bytes(text):
    """Return the number of bytes that `text` names, rounded down to a whole byte.

    Parameters
    ----------
    text : str or int
        A number and a unit: KiB, MiB, GiB, TiB (powers of 1024), kB, MB, GB, TB (powers of 1000)
        or none (bytes). Upper and lower case are the same; so are "16GiB" and "16 GiB".

    Raises
    ------
    ValueError
        If `text` is anything else, a bare "16G" included: nobody can tell which G is meant.

    >>> parse_bytes("16GiB") == 16 * GIB
    True
    >>> parse_bytes("1.5 MB"), parse_bytes("4096"), parse_bytes(4096)
    (1500000, 4096, 4096)

    Notes
    -----
    1 TB is 9 % less than 1 TiB. Disks are sold in TB; most of what reports memory means GiB.
    """
    match = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([a-z]*)", str(text).strip().lower(), re.ASCII)
    if match is None or match[2] not in _FACTORS:
        raise ValueError(
            f"{text!r} is not a number of bytes; write a number and one of "
            f"{', '.join(BINARY | DECIMAL)}, such as 16GiB"
        )
    return int(Fraction(match[1]) * _FACTORS[match[2]])


def parse_shape(text):
    """Return the shape that `text` names, as a tuple of lengths of at least 1.

    Raises
    ------
    ValueError
        If `text` is not whole numbers of at least 1 with an "x" between them.

    >>> parse_shape("64x512x512")
    (64, 512, 512)
    """
    parts = str(text).strip().lower().split("x")
    if not all(re.fullmatch(r"0*[1-9]\d*", part, re.ASCII) for part in parts):
        raise ValueError(
            f"{text!r} is not a shape; write one length of at least 1 per axis with an x between "
            "them, such as 64x512x512"
        )
    return tuple(int(part) for part in parts)
