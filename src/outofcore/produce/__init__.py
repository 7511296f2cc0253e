"""Data sets on disk: planned purely, then made part by part in constant memory.

A set is a folder. Each of its parts is a file that can be computed alone, in any order, anywhere::

    volume/recipe.json        what it is: written first
    volume/volume.zarr/...    the parts: each written beside, then renamed
    volume/journal            the parts that are done, and their checksums: gone at the end
    volume/manifest.json      every part with its checksum: written last

Whatever is interrupted goes on where it stopped, and ends in the same bytes.
"""

from outofcore.produce.plan import (
    Plan,
    Status,
    differences,
    found_set,
    look,
    plan_data,
    word,
)
from outofcore.produce.run import run_plan
from outofcore.produce.sets import SETS

__all__ = [
    "SETS",
    "Plan",
    "Status",
    "differences",
    "found_set",
    "look",
    "plan_data",
    "run_plan",
    "word",
]
