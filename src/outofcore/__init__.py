"""A course, and the library under it, on arrays larger than memory.

Importing `outofcore` loads nothing heavy: pick the part you need, as in
``from outofcore import grid`` or ``from outofcore.datasets.volume import Volume``.
"""

__version__ = "0.1.0"
