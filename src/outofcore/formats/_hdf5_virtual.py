"""Data sets of several files, shown as one: whether they fit, and where each goes."""

import os
from dataclasses import dataclass
from pathlib import Path

import h5py
import numpy as np

from outofcore.formats.image import Image, Level, Planned


@dataclass(frozen=True)
class Part:
    """One data set of another file."""

    file: Path
    name: str
    shape: tuple
    dtype: np.dtype


def join(parts, first, axis, new_axis):
    """Return the image that the parts are together, its array planned.

    Parameters
    ----------
    parts : list of Part
    first : outofcore.formats.image.Image
        The first part: axes, sizes and units are taken from it.
    axis : int or None
        Along which they are joined; None stacks them along a new first axis.
    new_axis : str
        Its letter.
    """
    planned = Planned(_joined_shape(parts, axis), parts[0].dtype)
    levels = (Level(planned, (1.0,) * planned.ndim),)
    axes = first.axes if axis is not None else new_axis + first.axes
    if len(axes) != planned.ndim:
        return Image(levels, labels=first.labels, name=first.name)
    channels = first.channels
    if channels and len(channels) != planned.shape[axes.index("c")]:  # joined along this axis
        channels = ()
    return Image(
        levels,
        axes=axes,
        spacing=first.spacing,
        units=first.units,
        origin=first.origin,
        channels=channels,
        labels=first.labels,
        name=first.name,
    )


def layout(parts, joined, path, axis):
    """Return where each part lies, its file as seen from the folder of `path`."""
    found, at = h5py.VirtualLayout(joined.shape, joined.dtype), 0
    folder = Path(path).absolute().parent
    for number, part in enumerate(parts):
        relative = os.path.relpath(part.file.absolute(), folder)
        source = h5py.VirtualSource(relative, part.name, shape=part.shape, dtype=part.dtype)
        if axis is None:
            found[number] = source
        else:
            found[(slice(None),) * axis + (slice(at, at + part.shape[axis]),)] = source
            at += part.shape[axis]
    return found


def _joined_shape(parts, axis):
    """Return the shape of all parts together; raise unless they fit."""
    first, length = parts[0], 0
    if axis is not None and not 0 <= axis < len(first.shape):
        raise ValueError(f"there is no axis {axis} in the shape {first.shape}")
    for part in parts:
        shape = list(part.shape)
        if axis is not None and len(shape) == len(first.shape):
            length += shape[axis]
            shape[axis] = first.shape[axis]
        if part.dtype != first.dtype or tuple(shape) != first.shape:
            raise ValueError(
                f"{part.name} in {part.file} is {part.dtype} of {part.shape}, which does not fit "
                f"{first.dtype} of {first.shape} of the first part"
            )
    if axis is None:
        return len(parts), *first.shape
    return (*first.shape[:axis], length, *first.shape[axis + 1 :])
