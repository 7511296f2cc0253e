"""Imports point downward only, and siblings do not import each other."""

import ast

import pytest

from repository import ROOT, name_of

SOURCE = ROOT / "src"
LAYERS = [
    {"units"},
    {"grid", "paths", "direct", "cluster"},
    {"datasets", "formats"},
    {"measure", "produce", "pyramid", "describe"},
    {"plotting", "dials", "convert"},
    {"checking", "bench", "viewer"},
    {"grading"},
    {"cli"},
    {"__main__"},
]
LEVEL = {name: level for level, names in enumerate(LAYERS) for name in names}
ONLY_IMPORTER = {
    "h5py": "formats",
    "tables": "formats",
    "tifffile": "formats",
    "zarr": "formats",
}  # library: the one package that may know it
MODULES = sorted((SOURCE / "outofcore").rglob("*.py"))


def imported_names(tree):
    """Return the dotted name of everything `tree` imports, wherever the import stands."""
    names = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            prefix = "." * node.level + (node.module or "")
            names += [f"{prefix}.{alias.name}" for alias in node.names]
    return names


def part_of(dotted):
    """Return the module or sub-package of outofcore that `dotted` belongs to."""
    return dotted.split(".")[1]


def violations(own, names):
    """Return one sentence per import in `names` that `own`, a part of outofcore, may not do."""
    found = []
    for name in names:
        if name.startswith("."):
            found.append(f"relative import {name!r}: write it from outofcore on")
        elif name.startswith("outofcore."):
            other = part_of(name)
            if other == "__version__" or other == own:
                continue
            if own is None:
                found.append(f"outofcore itself imports {other!r}; it stays empty to stay cheap")
            elif other not in LEVEL:
                found.append(f"imports {other!r}, which has no layer in this test")
            elif LEVEL[other] == LEVEL[own]:
                found.append(f"imports its sibling {other!r}")
            elif LEVEL[other] > LEVEL[own]:
                found.append(f"imports {other!r} from above")
        library = name.split(".")[0]
        if ONLY_IMPORTER.get(library, own) != own:
            found.append(f"imports {library!r}; only {ONLY_IMPORTER[library]!r} may")
    return found


def owner(path):
    """Return the part of outofcore that holds the module at `path`, None for outofcore itself."""
    inside = path.relative_to(SOURCE / "outofcore")
    if len(inside.parts) > 1:
        return inside.parts[0]
    return None if inside.stem == "__init__" else inside.stem


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_module_imports_only_from_below(path):
    own = owner(path)
    assert own is None or own in LEVEL, f"give {own!r} a layer in this test and in CONTRIBUTING.md"
    names = imported_names(ast.parse(path.read_text(encoding="utf-8")))
    assert violations(own, names) == []


@pytest.mark.parametrize(
    ("own", "statement", "complaint"),
    [
        ("grid", "from outofcore.measure.reads import Cost", "from above"),
        ("grid", "from outofcore import plotting", "from above"),
        ("paths", "import outofcore.grid", "sibling"),
        ("formats", "def f():\n    from outofcore.datasets.volume import Volume", "sibling"),
        ("measure", "import h5py", "only 'formats'"),
        ("checking", "from .tasks import Task", "relative"),
        (None, "from outofcore.units import MIB", "stays empty"),
        ("cli", "import outofcore.nowhere", "no layer"),
    ],
)
def test_each_kind_of_violation_is_seen(own, statement, complaint):
    (found,) = violations(own, imported_names(ast.parse(statement)))
    assert complaint in found


def test_allowed_imports_are_allowed():
    statement = "from outofcore.units import MIB\nimport outofcore.formats.hdf5\nimport numpy"
    assert violations("measure", imported_names(ast.parse(statement))) == []
