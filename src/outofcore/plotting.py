"""Figures that teach: chunk grids with what was read, a file as a strip, bars against a limit.

Colour never stands alone: every area also has its own hatching. Every function returns a `Picture`,
which shows itself in a notebook and carries alt text for those who cannot see it.
"""

import base64
import html
import io
import itertools
from dataclasses import dataclass

import numpy as np
from matplotlib.collections import PatchCollection
from matplotlib.figure import Figure
from matplotlib.patches import Patch, Rectangle
from matplotlib.transforms import Bbox

from outofcore import grid
from outofcore.units import MIB, format_bytes, format_number

BLUE, ORANGE, GREEN, GREY = "#0072B2", "#E69F00", "#009E73", "#999999"
STYLES = {
    "touched": {"facecolor": "#9BCBEB", "edgecolor": BLUE, "hatch": "///"},
    "needed and read": {"facecolor": "#9BCBEB", "edgecolor": BLUE, "hatch": "///"},
    "read for nothing": {"facecolor": "#FBDD9B", "edgecolor": ORANGE, "hatch": "xxx"},
    "needed, not read": {"facecolor": "white", "edgecolor": GREEN, "hatch": "..."},
}
MOST_LINES = 80


@dataclass(frozen=True)
class Picture:
    """A matplotlib figure with the words that stand for it (its alt text)."""

    figure: Figure
    alt: str

    def png(self, dpi=100):
        """Return the figure as the bytes of a PNG file."""
        buffer = io.BytesIO()
        self.figure.savefig(buffer, format="png", dpi=dpi)
        return buffer.getvalue()

    def as_html(self, dpi=100):
        """Return the figure as an HTML image that carries its data and its alt text."""
        data = base64.b64encode(self.png(dpi)).decode("ascii")
        width = round(self.figure.get_figwidth() * 100)
        return (
            f'<img alt="{html.escape(self.alt)}" style="max-width:100%;background:white" '
            f'width="{width}" src="data:image/png;base64,{data}"/>'
        )

    def _repr_mimebundle_(self, include=None, exclude=None):
        # JupyterLab drops the alt text of a bare image/png, so the HTML form comes first
        data = {"text/html": self.as_html(), "image/png": self.png(), "text/plain": self.alt}
        return data, {"image/png": {"alt": self.alt}}


def plot_read(shape, chunks, *, selection=None, read=None, title=None, names=None):
    """Return a picture of a chunk grid, seen along each axis, with what was needed and read.

    Parameters
    ----------
    shape, chunks : tuple of int
        The array and its chunks, two or three axes.
    selection : selection, optional
        What was asked for. Its chunks count as needed, and its outline is drawn.
    read : iterable of index, optional
        The chunks that were read, as coordinates in the chunk grid. Without it, the chunks that the
        selection touches are shown.
    title : str, optional
        Stands above the panels.
    names : str, optional
        One letter per axis; "yx" or "zyx" by default.

    Notes
    -----
    A panel looks through the array: its cell is drawn as read when any chunk behind it was read.
    """
    names = names or "zyx"[-len(shape) :]
    pairs = list(itertools.combinations(range(len(shape)), 2))[::-1]
    figure = Figure(figsize=(max(4.2 * len(pairs), 5.5), 4.0), layout="constrained")
    groups = _groups(shape, chunks, selection, read)
    for axes, (row, column) in zip(
        figure.subplots(1, len(pairs), squeeze=False)[0], pairs, strict=True
    ):
        _draw_panel(axes, shape, chunks, groups, row, column)
        if selection is not None:
            _draw_outline(axes, shape, selection, row, column)
        axes.set_xlabel(f"{names[column]} (voxels)")
        axes.set_ylabel(f"{names[row]} (voxels)")
    handles = [Patch(label=label, **STYLES[label]) for label, found in groups.items() if found]
    if selection is not None:
        handles.append(Patch(facecolor="none", edgecolor="black", linewidth=2, label="asked for"))
    if handles:
        figure.legend(handles=handles, loc="outside lower center", ncols=4, frameon=False)
    words = describe_read(shape, chunks, selection=selection, read=read)
    figure.suptitle(title or words)
    return Picture(figure, f"Chunk grid of {shape} in chunks of {chunks}: {words}.")


def describe_read(shape, chunks, *, selection=None, read=None):
    """Return in words what `plot_read` draws.

    >>> describe_read((8, 8), (4, 4), selection=(0, slice(None)), read=[(0, 0), (0, 1), (1, 0)])
    '3 of 4 chunks read, 2 needed'
    """
    total = f"{grid.count_chunks(shape, chunks):,} chunks"
    needed = None if selection is None else grid.count_touched(selection, shape, chunks)
    if read is None:
        return total if needed is None else f"{needed:,} of {total} touched"
    text = f"{len(set(read)):,} of {total} read"
    return text if needed is None else f"{text}, {needed:,} needed"


def _groups(shape, chunks, selection, read):
    """Return the chunks of each style; without a selection all that was read counts as needed."""
    needed = set() if selection is None else set(grid.touched_chunks(selection, shape, chunks))
    if read is None:
        return {"touched": needed}
    read = {tuple(index) for index in read}
    needed = read if selection is None else needed
    return {
        "needed and read": needed & read,
        "read for nothing": read - needed,
        "needed, not read": needed - read,
    }


def _draw_panel(axes, shape, chunks, groups, row, column):
    """Draw the grid lines and the chunks of two axes of the array, looking through the others."""
    taken = set()
    for label in groups:
        cells = {(index[row], index[column]) for index in groups[label]} - taken
        taken |= cells
        patches = _rectangles(cells, shape, chunks, row, column)
        axes.add_collection(PatchCollection(patches, linewidth=0.6, **STYLES[label]))
    for lines, axis in ((axes.hlines, row), (axes.vlines, column)):
        edges = range(0, shape[axis] + 1, chunks[axis])
        if len(edges) <= MOST_LINES:
            other = column if axis == row else row
            lines([*edges, shape[axis]], 0, shape[other], color=GREY, linewidth=0.7)
    axes.add_patch(Rectangle((0, 0), shape[column], shape[row], fill=False, color="black"))
    axes.set_xlim(-0.02 * shape[column], 1.02 * shape[column])
    axes.set_ylim(1.02 * shape[row], -0.02 * shape[row])
    axes.set_aspect("auto")


def _rectangles(cells, shape, chunks, row, column):
    """Return one rectangle per run of neighbouring cells in a row, cut at the array's edge."""
    rectangles = []
    for i, in_row in itertools.groupby(sorted(cells), key=lambda cell: cell[0]):
        top, bottom = i * chunks[row], min((i + 1) * chunks[row], shape[row])
        for first, last in _runs([j for _, j in in_row]):
            left, right = first * chunks[column], min((last + 1) * chunks[column], shape[column])
            rectangles.append(Rectangle((left, top), right - left, bottom - top))
    return rectangles


def _runs(numbers):
    """Return the (first, last) of each run of consecutive whole numbers.

    >>> _runs([0, 1, 2, 5, 7, 8])
    [(0, 2), (5, 5), (7, 8)]
    """
    runs = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return runs


def _draw_outline(axes, shape, selection, row, column):
    """Draw the box around what was asked for, at least a hair wide."""
    picked = grid.normalize_selection(selection, shape)
    if not picked[row] or not picked[column]:
        return
    top, left = picked[row][0], picked[column][0]
    height, width = picked[row][-1] + 1 - top, picked[column][-1] + 1 - left
    axes.add_patch(Rectangle((left, top), width, height, fill=False, color="black", linewidth=2.2))


def plot_file(strips):
    """Return a picture of files as strips, with the bytes read inked.

    Parameters
    ----------
    strips : dict of str to (int, list of (offset, nbytes))
        For each label the length of the file and the reads that fell on it.

    Notes
    -----
    A read too small to see is drawn as wide as a hair. The text beside it gives the true sum.
    """
    longest = max(file_bytes for file_bytes, _ in strips.values())
    hair = longest / 2000
    figure = Figure(figsize=(9.0, 0.9 + 0.75 * len(strips)), layout="constrained")
    axes = figure.subplots()
    for y, (file_bytes, requests) in enumerate(strips.values()):
        spans = [(offset / MIB, max(nbytes, hair) / MIB) for offset, nbytes in requests]
        axes.broken_barh(spans, (y - 0.3, 0.6), facecolor=BLUE, edgecolor="none")
        axes.add_patch(Rectangle((0, y - 0.3), file_bytes / MIB, 0.6, fill=False, color="black"))
        total = format_bytes(sum(nbytes for _, nbytes in requests))
        axes.text(longest / MIB * 1.01, y, f"{len(requests):,} reads\n{total}", va="center")
    axes.set_yticks(range(len(strips)), list(strips))
    axes.set_xlabel("position in the file (MiB)")
    axes.set_xlim(0, longest / MIB * 1.18)
    axes.set_ylim(len(strips) - 0.5, -0.5)
    axes.spines[["top", "right", "left"]].set_visible(False)
    words = "; ".join(f"{label}: {len(reads):,} reads" for label, (_, reads) in strips.items())
    return Picture(figure, f"Files as strips with the bytes read inked. {words}.")


def plot_bars(groups, series, *, ylabel, limit=None, limit_name="limit", log=True):
    """Return a picture of grouped bars, one hatch per series, with an optional limit as a line.

    Parameters
    ----------
    groups : list of str
        The labels along the horizontal axis.
    series : dict of str to list of number
        A value per group for each named series.
    ylabel : str
        What the values are, with their unit.
    limit : number, optional
        Drawn as a dashed line, under the name `limit_name`.
    """
    figure = Figure(figsize=(9.0, 3.6), layout="constrained")
    axes = figure.subplots()
    width = 0.8 / len(series)
    looks = zip(
        series.items(), itertools.cycle(zip((BLUE, ORANGE, GREEN), ("//", "xx", ".."), strict=True))
    )
    for k, ((label, values), (colour, hatch)) in enumerate(looks):
        at = [g + (k - (len(series) - 1) / 2) * width for g in range(len(groups))]
        bars = axes.bar(
            at, values, width * 0.9, label=label, color=colour, hatch=hatch, edgecolor="white"
        )
        axes.bar_label(bars, [format_number(value) for value in values], fontsize=8)
    if limit is not None:
        name = f"{limit_name} {limit:g}"
        axes.axhline(limit, color="black", linestyle="--", linewidth=1, label=name)
    if log:
        axes.set_yscale("log")
    axes.margins(y=0.15)
    axes.set_xticks(range(len(groups)), groups)
    axes.set_ylabel(ylabel)
    figure.legend(frameon=False, loc="outside upper center", ncols=4)
    axes.spines[["top", "right"]].set_visible(False)
    words = "; ".join(
        f"{label}: "
        + ", ".join(f"{g} {format_number(v)}" for g, v in zip(groups, values, strict=True))
        for label, values in series.items()
    )
    return Picture(figure, f"Bars of {ylabel}. {words}.")


def plot_memory(traces, *, limit_bytes=None):
    """Return a picture of memory held against time.

    Parameters
    ----------
    traces : dict of str to (array of seconds, array of bytes)
        One line each, by its label.
    limit_bytes : int, optional
        Drawn as a dashed line.
    """
    figure = Figure(figsize=(9.0, 3.4), layout="constrained")
    axes = figure.subplots()
    looks = itertools.cycle(zip((BLUE, ORANGE, GREEN), ("-", "--", "-."), strict=True))
    for (label, (seconds, held)), (colour, line) in zip(traces.items(), looks, strict=False):
        axes.plot(seconds, [b / MIB for b in held], line, color=colour, label=label, linewidth=2)
    if limit_bytes is not None:
        axes.axhline(limit_bytes / MIB, color="black", linestyle=":", label="limit")
    axes.set(xlabel="time (s)", ylabel="memory held (MiB)")
    axes.set_ylim(bottom=0)
    axes.spines[["top", "right"]].set_visible(False)
    figure.legend(frameon=False, loc="outside upper center", ncols=4)
    peaks = "; ".join(f"{name}: {format_bytes(int(max(b)))}" for name, (_, b) in traces.items())
    return Picture(figure, f"Memory held against time. At most, {peaks}.")


def plot_limits(rows):
    """Return a picture of benchmark rows: the share of its physical limit that each one reaches.

    Parameters
    ----------
    rows : list of dict
        As `outofcore bench --json` prints them: "name", "ratio", "samples", "value", "unit".
    """
    figure = Figure(figsize=(9.0, 1.0 + 0.5 * len(rows)), layout="constrained")
    axes = figure.subplots()
    for y, row in enumerate(rows):
        axes.barh(y, row["ratio"], 0.6, color=BLUE, hatch="//", edgecolor="white")
        axes.plot([min(row["samples"]), max(row["samples"])], [y, y], color="black", linewidth=2)
        text = f" {row['ratio']:.2f}  ({format_number(row['value'])} {row['unit']})"
        axes.text(max(*row["samples"], row["ratio"]), y, text, va="center")
    axes.axvline(1, color="black", linestyle="--")
    axes.set_yticks(range(len(rows)), [row["name"] for row in rows])
    axes.set_xlim(0, 1.4 * max(1, *(max(row["samples"]) for row in rows)))
    axes.invert_yaxis()
    axes.set_xlabel("share of the limit (1 = as fast as this machine can; line: range of samples)")
    axes.spines[["top", "right"]].set_visible(False)
    words = "; ".join(f"{row['name']}: {row['ratio']:.2f}" for row in rows)
    return Picture(figure, f"Share of the physical limit that each benchmark reaches. {words}.")


def show_slices(volume, *, z, y, voxel=(3, 1, 1)):
    """Return a picture of an XY and an XZ slice of a volume, drawn to scale.

    Parameters
    ----------
    volume : array-like of shape (z, y, x)
        Anything that two slices can be taken from.
    z, y : int
        Where the slices are taken.
    voxel : tuple of number
        The size of a voxel along z, y and x, in any one unit.
    """
    figure = Figure(figsize=(9.0, 3.8), layout="constrained")
    for axes, image, ratio, title, label in zip(
        figure.subplots(1, 2),
        (volume[z, :, :], volume[:, y, :]),
        (voxel[1] / voxel[2], voxel[0] / voxel[2]),
        (f"XY plane at z = {z}", f"XZ plane at y = {y}"),
        ("y (voxels)", "z (voxels)"),
        strict=True,
    ):
        axes.imshow(image, cmap="gray", aspect=ratio, interpolation="nearest")
        axes.set(title=title, xlabel="x (voxels)", ylabel=label)
    return Picture(figure, f"An XY plane at z = {z} and an XZ plane at y = {y} of the volume.")


def plot_scatter(series, *, xlabel, ylabel, lines=()):
    """Return a picture of named points on two axes, the horizontal one logarithmic.

    Parameters
    ----------
    series : dict of str to dict of str to (number, number)
        For each named series its points (x, y) by their labels. A label is written once, beside the
        point of the first series that has it, and a thin line joins the points of one label.
    xlabel, ylabel : str
        With units.
    lines : dict of str to number, optional
        Upright dashed lines, for instance the speed of a disk.
    """
    figure = Figure(figsize=(9.0, 5.2), layout="constrained")
    axes = figure.subplots()
    axes.set_xscale("log")
    looks = itertools.cycle(zip((BLUE, ORANGE, GREEN), "os^", strict=True))
    for name in dict.fromkeys(name for points in series.values() for name in points):
        ends = sorted(points[name] for points in series.values() if name in points)
        axes.plot(*zip(*ends, strict=True), color=GREY, linewidth=0.8, zorder=0)
    first = {}
    for (label, points), (colour, marker) in zip(series.items(), looks, strict=False):
        x, y = zip(*points.values(), strict=True)
        axes.scatter(x, y, s=55, color=colour, marker=marker, edgecolor="black", label=label)
        first = points | first
    for (label, x), style in zip(dict(lines).items(), itertools.cycle(("--", ":")), strict=False):
        axes.axvline(x, color="black", linestyle=style, label=f"{label}: {format_number(x)}")
    axes.set(xlabel=xlabel, ylabel=ylabel)
    axes.margins(x=0.12, y=0.1)
    axes.spines[["top", "right"]].set_visible(False)
    figure.legend(frameon=False, loc="outside upper center", ncols=4)
    places = [place for points in series.values() for place in points.values()]
    _write_beside(figure, axes, first, places)
    words = "; ".join(
        f"{label}: "
        + ", ".join(f"{n} {format_number(x)} {format_number(y)}" for n, (x, y) in points.items())
        for label, points in series.items()
    )
    limits = "".join(f" Line: {label} {format_number(x)}." for label, x in dict(lines).items())
    return Picture(figure, f"Points of {ylabel} against {xlabel}. {words}.{limits}")


PALE = {"facecolor": "white", "edgecolor": "none", "alpha": 0.8, "pad": 0.5}


def _write_beside(figure, axes, points, places):
    """Write each name beside its point: the first place of several that is free."""
    figure.draw_without_rendering()  # the layout is settled, so what is near can be told
    axes.set(xlim=axes.get_xlim(), ylim=axes.get_ylim())
    spots = [(7, 4, "left"), (7, -11, "left"), (-7, 4, "right"), (-7, -11, "right")]
    spots += [(7, 15, "left"), (-7, 15, "right"), (7, -22, "left"), (-7, -22, "right")]
    taken = [_around(axes.transData.transform(place), 5) for place in places]
    for name, place in sorted(points.items(), key=lambda item: -item[1][1]):
        tried = []
        for dx, dy, side in spots:
            text = axes.annotate(
                name, place, (dx, dy), textcoords="offset points", fontsize=8, ha=side, bbox=PALE
            )
            box = text.get_window_extent()
            tried.append((sum(map(box.overlaps, taken)), len(tried), text, box))
            if not tried[-1][0]:
                break
        *others, best = sorted(tried, key=lambda one: (-one[0], -one[1]))
        for one in others:
            one[2].remove()
        taken.append(best[3])


def _around(place, pixels):
    x, y = place
    return Bbox([[x - pixels, y - pixels], [x + pixels, y + pixels]])


def plot_cells(rows, owners):
    """Return a picture of rows of small boxes with text, coloured and hatched by their owner.

    Parameters
    ----------
    rows : dict of str to sequence of str
        For each labelled row the text of its boxes, for instance the bytes of some numbers.
    owners : dict of str to sequence of int
        For each box of each row the number of the item that it belongs to.
    """
    looks = [("#9BCBEB", ""), ("#FBDD9B", "//"), ("#B5E3C9", ".."), ("#DDDDDD", "xx")]
    longest = max(map(len, rows.values()))
    figure = Figure(figsize=(9.0, 0.6 + 0.6 * len(rows)), layout="constrained")
    axes = figure.subplots()
    for y, (label, texts) in enumerate(rows.items()):
        width = longest / len(texts)
        for x, (text, owner) in enumerate(zip(texts, owners[label], strict=True)):
            colour, hatch = looks[owner % len(looks)]
            box = Rectangle((x * width, y - 0.4), width, 0.8, facecolor=colour, edgecolor="white")
            box.set(hatch=hatch, linewidth=0.5)
            axes.add_patch(box)
            size = 10 if len(texts) <= 16 else 7
            spot = {"boxstyle": "square,pad=0.1", "facecolor": "white", "edgecolor": "none"}
            axes.text(
                (x + 0.5) * width, y, text, ha="center", va="center", fontsize=size, bbox=spot
            )
    axes.set_yticks(range(len(rows)), list(rows))
    axes.set_xticks([])
    axes.set(xlim=(0, longest), ylim=(len(rows) - 0.5, -0.5))
    axes.spines[:].set_visible(False)
    words = "; ".join(f"{label}: {' '.join(texts)}" for label, texts in rows.items())
    return Picture(figure, f"Boxes coloured by the item they belong to. {words}.")


def show_images(images, *, columns=4, limits=None):
    """Return a picture of grey images side by side, each with its name above it.

    Parameters
    ----------
    images : dict of str to array of shape (y, x)
    columns : int
        Images per row.
    limits : (number, number), optional
        What is drawn black and white in all of them; each image's own extremes without it.
    """
    rows = -(-len(images) // columns)
    figure = Figure(figsize=(9.0, 9.0 / columns * rows + 0.4), layout="constrained")
    panels = figure.subplots(rows, columns, squeeze=False).ravel()
    low, high = limits or (None, None)
    for axes, (name, image) in itertools.zip_longest(panels, images.items(), fillvalue=("", None)):
        axes.set_axis_off()
        if image is not None:
            axes.imshow(image, cmap="gray", vmin=low, vmax=high, interpolation="nearest")
            axes.set_title(name, fontsize=9)
    return Picture(figure, f"Images side by side: {', '.join(images)}.")


def plot_ladder(steps):
    """Return a picture of durations on a logarithmic scale, one rung each, longest at the bottom.

    Beside each rung stands how long it would be if the shortest one took a second.

    Parameters
    ----------
    steps : dict of str to number
        Seconds by label.
    """
    rungs = sorted(steps.items(), key=lambda rung: rung[1])
    shortest, longest = rungs[0][1], rungs[-1][1]
    figure = Figure(figsize=(9.0, 1.1 + 0.42 * len(rungs)), layout="constrained")
    axes = figure.subplots()
    axes.set_xscale("log")
    for y, (_, seconds) in enumerate(rungs):
        axes.plot([shortest / 2, seconds], [y, y], color=GREY, linewidth=1, zorder=0)
        axes.plot(seconds, y, "o", color=BLUE, markersize=8, markeredgecolor="black")
        axes.annotate(
            format_seconds(seconds), (seconds, y), (9, 0), textcoords="offset points", va="center"
        )
        scaled = format_seconds(seconds / shortest)
        axes.text(1.02, y, scaled, transform=axes.get_yaxis_transform(), va="center")
    head = "if the first\ntook 1 s"
    axes.text(1.02, -0.75, head, transform=axes.get_yaxis_transform(), va="bottom", fontsize=9)
    axes.set_yticks(range(len(rungs)), [label for label, _ in rungs])
    axes.set_xlim(shortest / 2, longest * 12)
    axes.set_ylim(len(rungs) - 0.5, -0.6)
    axes.set_xlabel("seconds for one")
    axes.spines[["top", "right"]].set_visible(False)
    words = "; ".join(f"{label}: {format_seconds(seconds)}" for label, seconds in rungs)
    return Picture(figure, f"Durations on a logarithmic scale. {words}.")


def format_seconds(seconds):
    """Return a duration in words, in the largest unit that keeps the number at 1 or above.

    >>> format_seconds(2.5e-7), format_seconds(0.0312), format_seconds(90), format_seconds(11.52e6)
    ('250 ns', '31.2 ms', '1.5 min', '133 days')
    """
    units = {"ns": 1e-9, "µs": 1e-6, "ms": 1e-3, "s": 1, "min": 60, "h": 3600, "days": 86400}
    fits = [name for name, length in units.items() if round(seconds / length, 9) >= 1]
    name = fits[-1] if fits else "ns"
    return f"{format_number(seconds / units[name])} {name}"


def plot_fields(data, fields):
    """Return a picture of bytes in a row of boxes, and under them what each group of them means.

    Parameters
    ----------
    data : bytes
        For instance the header of a file.
    fields : list of (str, int)
        The meaning of each group and how many bytes it has, in their order.
    """
    looks = itertools.cycle(
        [("#9BCBEB", ""), ("#FBDD9B", "//"), ("#B5E3C9", ".."), ("#DDDDDD", "")]
    )
    ends = list(itertools.accumulate(length for _, length in fields))
    groups = [(data[end - n : end], name) for (name, n), end in zip(fields, ends, strict=True)]
    figure = Figure(figsize=(9.0, 1.3), layout="constrained")
    axes = figure.subplots()
    start = 0
    for (group, meaning), (colour, hatch) in zip(groups, looks, strict=False):
        for y, boxes in ((0, [f"{byte:02x}" for byte in group]), (1, [meaning])):
            width = len(group) / len(boxes)
            for k, text in enumerate(boxes):
                box = Rectangle((start + k * width, y - 0.42), width, 0.84, facecolor=colour)
                box.set(hatch=hatch, edgecolor="white", linewidth=0.5)
                axes.add_patch(box)
                spot = {"boxstyle": "square,pad=0.1", "facecolor": "white", "edgecolor": "none"}
                middle = start + (k + 0.5) * width
                axes.text(middle, y, text, ha="center", va="center", fontsize=9, bbox=spot)
        start += len(group)
    axes.set(xlim=(0, start), ylim=(1.5, -0.5))
    axes.axis("off")
    words = "; ".join(f"{group.hex(' ')}: {meaning}" for group, meaning in groups)
    return Picture(figure, f"Bytes and what they mean. {words}.")


def show_sections(images, *, ratio, columns=2):
    """Return a picture of grey images of one scene, all drawn at the same size.

    Parameters
    ----------
    images : dict of str to array of shape (rows, columns)
    ratio : number
        Height over width of what is shown.
    columns : int
        Images per row.
    """
    rows = -(-len(images) // columns)
    height = 9.0 / columns * ratio + 0.3
    figure = Figure(figsize=(9.0, height * rows), layout="constrained")
    panels = figure.subplots(rows, columns, squeeze=False).ravel()
    for axes, (name, image) in itertools.zip_longest(panels, images.items(), fillvalue=("", None)):
        axes.set_axis_off()
        if image is not None:
            axes.imshow(image, cmap="gray", aspect="auto", interpolation="nearest")
            axes.set_title(name, fontsize=9)
    return Picture(figure, f"The same section with fewer and more pixels: {', '.join(images)}.")


def plot_clusters(panels, *, xlabel, ylabel):
    """Return a picture of labelled points in the plane, one panel for each named set of them.

    Parameters
    ----------
    panels : dict of str to (array of shape (n, 2), array of shape (n,))
        The points, and to which cluster each belongs. A few thousand are drawn; choose them before.
    xlabel, ylabel : str
        With units.
    """
    figure = Figure(figsize=(9.0, 9.0 / len(panels) + 0.3 * len(panels)), layout="constrained")
    if len(panels) == 1:
        figure.set_size_inches(5.6, 5.0)
    found = sorted({int(label) for _, labels in panels.values() for label in np.unique(labels)})
    looks = list(zip((BLUE, ORANGE, GREEN, "#555555"), "os^x", strict=True))
    for axes, (name, (points, labels)) in zip(
        figure.subplots(1, len(panels), squeeze=False, sharex=True, sharey=True)[0],
        panels.items(),
        strict=True,
    ):
        for label in found:
            colour, marker = looks[label % len(looks)]
            x, y = np.asarray(points)[np.asarray(labels) == label].T
            axes.scatter(x, y, s=9, color=colour, marker=marker, linewidth=0.8, alpha=0.6)
        axes.set(title=name, xlabel=xlabel, ylabel=ylabel, aspect="equal")
        axes.spines[["top", "right"]].set_visible(False)
    counts = "; ".join(
        f"{name}: {len(labels):,} points in {len(np.unique(labels))} clusters"
        for name, (_, labels) in panels.items()
    )
    return Picture(figure, f"Points by {xlabel} and {ylabel}, their look by cluster. {counts}.")


def plot_tasks(graphs):
    """Return a picture of task graphs side by side: rows of boxes, a line for each result used.

    Parameters
    ----------
    graphs : dict of str to dict of str to list of list of int
        For each named graph its rows by name, sources first. A row lists, for each of its boxes,
        the numbers of the boxes in the row before that it takes.
    """
    figure = Figure(figsize=(9.0, 3.4), layout="constrained")
    panels = figure.subplots(1, len(graphs), squeeze=False)[0]
    looks = list(zip(("#9BCBEB", "#FBDD9B", "#B5E3C9"), ("//", "xx", ".."), strict=True))
    tallest = max(map(len, graphs.values()))
    for axes, (name, rows) in zip(panels, graphs.items(), strict=True):
        widest, before = max(map(len, rows.values())), []
        for y, (row, (colour, hatch)) in enumerate(zip(rows, itertools.cycle(looks), strict=False)):
            places = [(k + 0.5) * widest / len(rows[row]) for k in range(len(rows[row]))]
            for x, sources in zip(places, rows[row], strict=True):
                for source in sources:
                    axes.plot((before[source], x), (y - 0.75, y - 0.25), color=GREY, linewidth=0.9)
                box = Rectangle((x - 0.35, y - 0.25), 0.7, 0.5, facecolor=colour, edgecolor="black")
                axes.add_patch(box)
                box.set(hatch=hatch, linewidth=0.6)
            before = places
        axes.set(xlim=(0, widest), ylim=(tallest - 0.5, -0.5), xticks=[])
        axes.set_title(name, fontsize=10)
        axes.set_yticks(range(len(rows)), [f"{row}: {len(boxes)}" for row, boxes in rows.items()])
        axes.tick_params(length=0)
        axes.spines[:].set_visible(False)
    words = "; ".join(
        f"{name}: " + ", then ".join(f"{len(boxes)} {row}" for row, boxes in rows.items())
        for name, rows in graphs.items()
    )
    return Picture(figure, f"Task graphs from top to bottom, as rows of boxes. {words}.")
