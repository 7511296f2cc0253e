"""`outofcore info`: what is in a file, and what typical reads of it would cost."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

WIDTH = 100  # columns of the text
DETAILED = 12  # images of one file that the text goes into


def info(
    path: Annotated[
        str,
        typer.Argument(metavar="PATH", help="A file or folder; PATH::NAME for a part of it."),
    ],
    json_file: Annotated[
        str, typer.Option("--json", metavar="FILE", help='Write the result as JSON; "-" prints it.')
    ] = "",
):
    """Say what is in a file: arrays, chunks, codecs, pyramids, sizes, and what reads would cost.

    Only metadata is read, however large the file is. Exit code 1 means that something in it is
    damaged or could not be understood, 2 that nothing could be said.
    """
    import logging

    from outofcore.describe import describe

    logging.getLogger("tifffile").setLevel(logging.CRITICAL)  # what is wrong is said below
    try:
        found = describe(path)
    except (OSError, ValueError, KeyError, NotImplementedError) as error:
        words = error.args[0] if isinstance(error, KeyError) else error
        typer.echo(f"outofcore info: {words}", err=True)
        raise typer.Exit(2) from None
    if json_file == "-":
        json.dump(found.as_dict(), sys.stdout, indent=1)
        print()
    else:
        if json_file:
            Path(json_file).write_text(json.dumps(found.as_dict(), indent=1) + "\n")
        typer.echo(as_text(found))
    raise typer.Exit(1 if found.problems else 0)


def as_text(found):
    """Return a `Description` as lines for a terminal, of 100 columns where names are short."""
    lines = [f"{found.path}: {found.kind}"]
    if len(found.images) > 1:
        lines += ["", *_tree(found)]
    for image in found.images[:DETAILED]:
        lines += ["", *_image(image)]
    if len(found.images) > DETAILED:
        more = len(found.images) - DETAILED
        lines += ["", f"the other {more}: ask for PATH::NAME, where NAME may be a group, or --json"]
    if any(image.accesses for image in found.images):
        lines += ["", "amplified: bytes unpacked for each byte that is asked for"]
    if not found.images:
        lines.append("it holds no array")
    lines += ["", *(_wrapped("note: ", note) for note in found.notes)] * bool(found.notes)
    wrong = [_wrapped("problem: ", problem) for problem in found.problems]
    lines += ["", *wrong] * bool(wrong)
    return "\n".join(lines)


def _tree(found):
    """Return one line per image, below the groups that hold it."""
    lines, above = [], ()
    for image in found.images:
        *groups, last = image.name.split("/")
        for depth, group in enumerate(groups):
            if above[: depth + 1] != tuple(groups[: depth + 1]):
                lines.append(f"{'  ' * (depth + 1)}{group}/")
        above = tuple(groups)
        first = image.levels[0]
        smaller = f", {_count(len(image.levels) - 1, 'smaller level')}" if image.levels[1:] else ""
        indent = "  " * (len(groups) + 1)
        lines.append(f"{indent}{last}  {_what(first)}{smaller}")
    return lines


def _image(image):
    """Return the lines about one image: what it is, how it is stored, what reads would cost."""
    from outofcore.units import format_bytes

    first = image.levels[0]
    lines = [f"{image.name}  " * bool(image.name) + _what(first)]
    if first.dtype == "any length":
        facts = [("size", "that of the rows is not known before they are read")]
    else:
        facts = [("size", f"{format_bytes(first.nbytes)} unpacked, {_stored(first)}")]
    facts += [("axes", words)] if (words := _axes(image)) else []
    names = [name or "?" for name in image.channels]
    facts += [("channels", ", ".join(names))] * bool(names)
    facts += [("values", "numbers of objects (labels)")] * image.labels
    facts += [("storage", _storage(first))]
    lines += [_wrapped(f"  {what:9} ", words) for what, words in facts]
    lines += [_wrapped(f"  {'note':9} ", note) for note in image.notes]
    if image.levels[1:]:
        lines += _table(_levels(image))
    if image.accesses:
        lines += _table(_accesses(image))
    return lines


def _levels(image):
    from outofcore.units import format_bytes

    rows = [("level", "shape", "smaller by", "chunks", "stored", "ratio", "name")]
    factors = image.factors or ((),) * len(image.levels)
    for number, (level, factor) in enumerate(zip(image.levels, factors, strict=True)):
        rows.append(
            (
                str(number),
                _shape(level.shape),
                "x".join(f"{f:.3g}" for f in factor),
                _shape(level.chunks) if level.chunks else "none",
                format_bytes(level.stored_bytes),
                _ratio(level),
                level.name,
            )
        )
    return rows


def _accesses(image):
    from outofcore.units import format_bytes, format_number

    pieces = "chunks" if image.levels[0].chunks else "runs"
    rows = [("to read", "shape", pieces, "asked for", "unpacked", "from disk", "amplified")]
    for access in image.accesses:
        rows.append(
            (
                access.name,
                _shape(access.shape),
                f"{access.pieces:,}",
                format_bytes(access.asked_bytes),
                format_bytes(access.unpacked_bytes),
                ("" if access.exact else "about ") + format_bytes(access.stored_bytes),
                f"{format_number(access.amplification)} x",
            )
        )
    return rows


def _table(rows):
    """Return rows as lines: a heading, a rule, columns of words to the left and numbers right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    words = (0, 1, len(widths) - 1) if rows[0][0] == "level" else (0, 1)
    lines = []
    for row in rows:
        pairs = enumerate(zip(row, widths, strict=True))
        cells = [cell.ljust(n) if i in words else cell.rjust(n) for i, (cell, n) in pairs]
        lines.append("  " + "  ".join(cells).rstrip())
    return ["", lines[0], "  " + "  ".join("-" * width for width in widths), *lines[1:]]


def _stored(array):
    from outofcore.units import format_bytes

    about = "" if array.exact else "about "
    words = f"{about}{format_bytes(array.stored_bytes)} stored"
    if not array.stored_bytes:
        return words
    whole = "; chunks at the edges are stored whole" if array.ratio < 1 and array.chunks else ""
    return f"{words} (ratio {_ratio(array)}{whole})"


def _ratio(array):
    from outofcore.units import format_number

    return format_number(array.ratio) if array.ratio else "-"


def _storage(array):
    if array.chunks is None:
        return array.layout
    words = [f"{array.layout}, {_shape(array.chunks)} each"]
    if array.shards:
        words.append(f"in shards of {_shape(array.shards)}")
    if array.stored_chunks is None:
        words.append(f"{array.total_chunks:,} of them, not counted one by one")
    elif array.stored_chunks < array.total_chunks:
        words.append(f"{array.stored_chunks:,} of {array.total_chunks:,} are there")
    else:
        words.append(f"{array.total_chunks:,} of them")
    words.append(f"packed by {', then '.join(array.codecs)}" if array.codecs else "not packed")
    return ", ".join(words)


def _axes(image):
    """Return the axes with their steps in words: "z 2 micrometer, y 0.5 micrometer"."""
    if image.accesses and not image.axes:
        planes = "z, y and x" if len(image.levels[0].shape) > 2 else "y and x"
        return f"not said; the last ones are taken for {planes}"
    words = []
    for axis in image.axes:
        step, unit = image.spacing.get(axis), image.units.get(axis, "")
        words.append(axis if step is None else f"{axis} {step:.6g} {unit}".rstrip())
    return ", ".join(words)


def _what(array):
    """Return shape and type in words: "20 x 100 uint16", "12 rows of 3 columns"."""
    rows = " rows of" if array.dtype.endswith(("columns", "length")) and array.shape else ""
    return f"{_shape(array.shape)}{rows} {array.dtype}"


def _shape(shape):
    return "x".join(map(str, shape)) or "one value"


def _count(many, what):
    return f"{many} {what}{'' if many == 1 else 's'}"


def _wrapped(label, words):
    """Return words that begin behind a label, broken where the line would get too long."""
    import textwrap

    options = {"initial_indent": label, "subsequent_indent": " " * len(label)}
    return textwrap.fill(str(words), WIDTH, break_on_hyphens=False, **options)
