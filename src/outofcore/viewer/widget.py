"""The widget: an image, a server of its tiles, and what the browser and the notebook agree on."""

import contextlib
from pathlib import Path

import anywidget
import numpy as np
import traitlets

from outofcore.convert.places import find_source, open_source
from outofcore.formats.image import Image
from outofcore.units import MIB, format_bytes
from outofcore.viewer import picture, scene
from outofcore.viewer.reader import WAY_OUT, Reader
from outofcore.viewer.server import Server
from outofcore.viewer.values import coding_of, contrast_of, window_of

CACHE_BYTES = 64 * MIB
STATIC = Path(__file__).parent / "static"
COLOURS = ("#ff00ff", "#00e000", "#00a0ff", "#ffa000", "#ffff60", "#ff4040")  # one after the other
RGB = ("#ff0000", "#00ff00", "#0000ff")
SHOWN = 4  # channels at the beginning
WORDS = {"micrometer": "µm", "nanometer": "nm", "millimeter": "mm", "meter": "m", "second": "s"}


class Viewer(anywidget.AnyWidget):
    """An image to pan and zoom; see `outofcore.viewer.view`.

    Attributes
    ----------
    position : dict of str to int
        Along the axes that are not shown, in pixels of the full resolution: {"t": 0, "z": 12}.
    plane : str
        "xy", "xz" or "yz".
    level : int
        That is drawn. To set it zooms so that one of its pixels is one of the screen.
    centre : list of float
        (row, column) of the full resolution that lies in the middle; [] before it is drawn.
    zoom : float or None
        Powers of two of screen pixels per pixel of the full resolution: -3 is an eighth.
    channels : list of dict
        "name", "shown", "color" ("#rrggbb"), "low" and "high", the numbers drawn black and full.
    grid : bool
        Whether the chunks of the level are drawn.
    """

    _esm = STATIC / "viewer.js"
    _css = STATIC / "viewer.css"

    about = traitlets.Dict().tag(sync=True)
    position = traitlets.Dict().tag(sync=True)
    plane = traitlets.Unicode("xy").tag(sync=True)
    level = traitlets.Int(0).tag(sync=True)
    centre = traitlets.List().tag(sync=True)
    zoom = traitlets.Float(None, allow_none=True).tag(sync=True)
    channels = traitlets.List().tag(sync=True)
    grid = traitlets.Bool(False).tag(sync=True)
    height = traitlets.Int(480).tag(sync=True)

    def __init__(self, source, *, height=480, cache_bytes=CACHE_BYTES):
        self._files, self._server = contextlib.ExitStack(), None
        try:
            image, name = self._open(source)
            self._reader = Reader(image, cache_bytes=cache_bytes)
            channels, coding, self._samples = _first_look(self._reader, name)
            super().__init__(
                about=_about(self._reader, coding, name),
                position=_middle(self._reader, self._reader.planes[0]),
                plane=self._reader.planes[0].name,
                channels=channels,
                height=height,
            )
        except BaseException:
            self._files.close()
            raise
        self.observe(self._complete_position, "plane")
        self._server = Server(self._reader, coding, self._post)
        self._server.look_up_sizes()
        self.on_msg(lambda _, content, buffers: self._server.handle(content))

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.close()

    def __repr__(self):
        about, shape = self.about, "×".join(map(str, self._reader.image.shape))
        levels = len(self._reader.levels)
        return (
            f"Viewer of {about['name']}: {shape} {self._reader.image.dtype} "
            f"({self._reader.letters}), {levels} level{'s' if levels > 1 else ''}. "
            "Run the cell in JupyterLab to pan and zoom"
        )

    def _repr_mimebundle_(self, **kwargs):
        """Return the widget, a sentence, and a picture for where no widgets are drawn."""
        found = super()._repr_mimebundle_(**kwargs)
        data = dict((found[0] if isinstance(found, tuple) else found) or {})
        shown = [channel for channel in self.channels if channel["shown"]]
        rgb = picture.paint(
            [sample for sample, _ in zip(self._samples, shown, strict=False)],
            shown[: len(self._samples)] or self.channels[:1],
            labels=self._reader.image.labels,
        )
        data["text/plain"], data["text/html"] = repr(self), picture.as_html(rgb, self._alt())
        return (data, found[1]) if isinstance(found, tuple) else data

    @property
    def counts(self):
        """Return what was fetched and what there is, as a dictionary.

        "chunks", "fetches" (again where the cache had dropped one) and "bytes" as stored, of all
        levels and in "levels" for each, with "of_chunks" and "of_bytes"; "whole" has all there is;
        "tiles", "cancelled", "errors". Bytes of a level are None while they are looked up.
        """
        return self._server.counts()

    def wait(self, timeout=60):
        """Return whether all tiles that were asked for, and all sizes, came in that time."""
        return self._server.wait_for_sizes(timeout) and self._server.wait(timeout)

    def close(self):
        """End the threads, close the file, and take the widget away."""
        if self._server is not None:
            self._server.close()
        self._files.close()
        super().close()

    def _open(self, source):
        """Return the `Image` of a source, and what to call it."""
        if isinstance(source, Image):
            return source, source.name or "an image"
        place = find_source(source)
        image = self._files.enter_context(open_source(place))
        return image, f"{place.path.name}::{place.name}".removesuffix("::")

    def _post(self, content, buffers):
        if self.comm is not None:
            self.send(content, buffers)

    def _alt(self):
        last = len(self._reader.levels) - 1
        place = ", ".join(f"{axis} = {at}" for axis, at in self.position.items())
        return (
            f"{self.about['name']}, level {last} of {last + 1}"
            f"{' at ' + place if place else ''}: a still picture; in JupyterLab it pans and zooms"
        )

    def _complete_position(self, change):
        """Say where the plane lies along an axis that was shown until now: in its middle."""
        plane = self._reader.plane(change["new"])
        missing = {a: n for a, n in _middle(self._reader, plane).items() if a not in self.position}
        if missing:
            self.position = self.position | missing

    @traitlets.validate("position")
    def _check_position(self, proposal):
        about = {axis["letter"]: axis["length"] for axis in self.about.get("axes", ())}
        for axis, at in proposal["value"].items():
            if about and axis not in about:
                raise traitlets.TraitError(f"no axis {axis!r}; there are {', '.join(about)}")
            if about and not 0 <= at < about[axis]:
                raise traitlets.TraitError(f"{axis} = {at} is outside of 0 to {about[axis] - 1}")
        return {axis: int(at) for axis, at in proposal["value"].items()}

    @traitlets.validate("plane")
    def _check_plane(self, proposal):
        if self.about and proposal["value"] not in self.about["planes"]:
            names = ", ".join(self.about["planes"])
            raise traitlets.TraitError(f"no plane {proposal['value']!r}; there are {names}")
        return proposal["value"]

    @traitlets.validate("level")
    def _check_level(self, proposal):
        last = len(self._reader.levels) - 1
        if not 0 <= proposal["value"] <= last:
            raise traitlets.TraitError(f"no level {proposal['value']}; there are 0 to {last}")
        return proposal["value"]

    @traitlets.validate("channels")
    def _check_channels(self, proposal):
        keys, value = {"name", "shown", "color", "low", "high"}, proposal["value"]
        if self.channels and len(value) != len(self.channels):
            raise traitlets.TraitError(f"{len(value)} channels; there are {len(self.channels)}")
        for channel in value:
            if set(channel) != keys:
                raise traitlets.TraitError(f"a channel has {sorted(channel)}, not {sorted(keys)}")
        return value


def _middle(reader, plane):
    """Return the position to begin with: the first time point, the middle of all else."""
    shape = reader.image.shape
    return {
        letter: 0 if letter == "t" else shape[axis] // 2
        for axis, letter in enumerate(reader.letters)
        if axis not in (plane.rows, plane.columns) and letter != "c"
    }


def _first_look(reader, name):
    """Return the channels, the coding, and the smallest level's plane for each channel shown."""
    image, plane = reader.image, reader.planes[0]
    count = image.shape[reader.letters.index("c")] if "c" in reader.letters else 1
    count = 1 if {plane.rows, plane.columns} & {reader.letters.find("c")} else count
    names = image.channels or ([f"channel {n}" for n in range(count)] if count > 1 else ["image"])
    coloured = count == 3 and reader.letters[-1] == "c" and image.dtype == np.uint8
    position, samples = _middle(reader, plane), []
    for channel in range(min(count, SHOWN)):
        try:
            samples.append(np.array(reader.sample(plane, position | {"c": channel})))
        except (ValueError, OSError):  # a damaged chunk: the browser says so where it lies
            samples.append(np.zeros((1, 1), image.dtype))
    window = window_of(np.concatenate([sample.ravel() for sample in samples]))
    coding = coding_of(image.dtype, labels=image.labels, window=window)
    channels, colours = [], ("#ffffff",) if count == 1 else RGB if coloured else COLOURS
    for number in range(count):
        look = samples[number] if number < len(samples) else samples[0]
        low, high = (0, 255) if coloured else contrast_of(look)
        if image.dtype == bool:
            low, high = 0, 1
        channels.append(
            {
                "name": str(names[number]),
                "shown": number < SHOWN,
                "color": colours[number % len(colours)],
                "low": float(low),
                "high": float(high),
            }
        )
    return channels, coding, samples


def _about(reader, coding, name):
    """Return all that the browser has to know, as data for JSON."""
    image, letters = reader.image, reader.letters
    return {
        "name": name,
        "axes": [
            {
                "letter": letter,
                "length": image.shape[axis],
                "spacing": image.spacing.get(letter),
                "unit": WORDS.get(image.units.get(letter), image.units.get(letter)),
            }
            for axis, letter in enumerate(letters)
        ],
        "planes": {plane.name: _about_plane(reader, plane) for plane in reader.planes},
        "coding": {
            "kind": coding.kind,
            "dtype": coding.dtype,
            "low": coding.low,
            "high": coding.high,
            "first": coding.first,
            "last": coding.last,
        },
        "note": _note(image, coding),
        "tile": scene.TILE,
        "sharp": scene.SHARP,
        "way_out": f"Zooming out ends here: a tile of the smallest level would read too much. "
        f"To see all of it, {WAY_OUT}",
    }


def _about_plane(reader, plane):
    """Return what one plane looks like on each level, and what a tile of it takes."""
    image, letters = reader.image, reader.letters
    rows, columns = letters[plane.rows], letters[plane.columns]
    known = {rows, columns} <= set(image.spacing)
    known = known and image.units.get(rows) == image.units.get(columns)
    spacing = tuple(image.spacing[axis] if known else 1.0 for axis in (rows, columns))
    factors = [level.factors for level in image.levels]
    unit = image.units.get(columns) if known else None
    levels = []
    for number, scale in enumerate(scene.scales_of(factors, plane, spacing)):
        cells, level = reader.cells(number, plane), reader.levels[number]
        levels.append(
            {
                "shape": reader.shape(number, plane),
                "scale": scale,
                "cells": (cells[plane.rows], cells[plane.columns]),
                "factors": [float(f"{factor:.6g}") for factor in factors[number]],
                "word": level.word,
            }
        )
    return {
        "rows": rows,
        "columns": columns,
        "unit_length": min(spacing) if unit else None,
        "unit": WORDS.get(unit, unit),
        "levels": levels,
        "most_step": reader.most_step(plane),
        "cost": _cost(reader, plane),
    }


def _cost(reader, plane):
    """Return in words what a tile of the full resolution takes, to choose a plane by."""
    level, cells = reader.levels[0], reader.cells(0, plane)
    many = 1
    for axis in (plane.rows, plane.columns):
        many *= -(-min(scene.TILE, level.shape[axis]) // cells[axis])
    nbytes = many * int(np.prod(np.minimum(cells, level.shape))) * level.dtype.itemsize
    word = level.word if many > 1 else level.word.removesuffix("s")
    return f"a tile takes {many:,} {word}, {format_bytes(nbytes)} unpacked"


def _note(image, coding):
    """Return what is to be said about how numbers are painted; "" where they are as they are."""
    if coding.kind == "window":
        return (
            f"{image.dtype}, seen in 65,535 steps from {coding.low:.4g} to {coding.high:.4g}"
            f"{'; empty where there is no number' if image.dtype.kind in 'fc' else ''}"
        )
    if coding.kind == "labels":
        return f"{image.dtype} labels, coloured by their number modulo 65,535"
    return ""
