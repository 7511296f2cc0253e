"""HDF5 with a byte flipped or a file cut: the right data or an error in our words, nothing else.

The library is C and trusts some of what it finds, so each case runs in a child process.
"""

import math
from pathlib import Path

import h5py
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from fuzzing import Child, damage, damages, outcome
from outofcore.formats import hdf5

SHAPE, CHUNKS = (7, 15, 17), (4, 8, 8)  # ragged along every axis
DATA = np.arange(math.prod(SHAPE), dtype="u2").reshape(SHAPE)
DOCUMENTED = (ValueError, OSError, KeyError)
CHECKED = {  # by a checksum of each chunk: zlib has one, too
    "gzip": {"chunks": CHUNKS, "compression": "gzip"},
    "shuffle": {"chunks": CHUNKS, "compression": "gzip", "shuffle": True},
    "fletcher32": {"chunks": CHUNKS, "fletcher32": True},
}
LAYOUTS = {"contiguous": {}, "chunked": {"chunks": CHUNKS}} | CHECKED
VERSIONS = {"old": None, "new": "latest"}  # new: what the file says of itself has checksums


def examine(folder, case):
    """Damage a file, and return how each way to read it ends; "inside" is what was hit."""
    path, broken = folder / f"{case['version']} {case['layout']}.h5", folder / "broken.h5"
    sound, how = path.read_bytes(), case["damage"]
    changed = damage(sound, how)
    broken.write_bytes(changed)

    def read():
        with hdf5.open_lazy(broken) as file:
            return hdf5.get_dataset(file, "volume")[...]

    ways = {
        "map": (lambda: hdf5.chunk_map(broken, "volume"), hdf5.chunk_map(path, "volume").__eq__),
        "list": (lambda: hdf5.list_datasets(broken), hdf5.list_datasets(path).__eq__),
        "data": (read, lambda found: np.array_equal(found, DATA)),
    }
    answers = {way: outcome(*reading, DOCUMENTED) for way, reading in ways.items()}
    differ = [i for i, (a, b) in enumerate(zip(sound, changed, strict=False)) if a != b]
    return {"answers": answers, "inside": all(map(_covers(path), differ))}


def _covers(path):
    extents = hdf5.chunk_map(path, "volume").extents
    return lambda place: any(e.offset <= place < e.offset + e.nbytes for e in extents)


@pytest.fixture(scope="module")
def child(tmp_path_factory):
    """A process beside a folder with one sound file of each layout."""
    folder = tmp_path_factory.mktemp("layouts")
    for version, libver in VERSIONS.items():
        for layout, options in LAYOUTS.items():
            with h5py.File(folder / f"{version} {layout}.h5", "w", libver=libver) as file:
                file.create_dataset("volume", data=DATA, **options)
    child = Child(__file__, "examine", folder)
    yield child
    child.close()


@settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(how=damages)
@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_damaged_file_ends_in_an_error_or_the_right_data(child, version, layout, how):
    case = {"layout": layout, "version": version, "damage": how}
    reply = child(case)
    found = {way: verdict for way, (verdict, _) in reply["answers"].items()}
    assert not [verdict for verdict in found.values() if verdict.startswith("odd")], (case, reply)
    checked = layout in CHECKED and (reply["inside"] or version == "new")
    if how[0] in ("cut", "append") or checked:
        assert found["data"] != "wrong", (case, reply)
    if reply["inside"] or (version == "new" and how[0] != "append"):
        assert "wrong" not in (found["map"], found["list"]), (case, reply)


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("version", VERSIONS)
def test_a_cut_file_is_told(child, version, layout):
    """HDF5 compares the length of a file with what its head says: no zeros come out."""
    reply = child({"layout": layout, "version": version, "damage": ("cut", -1)})
    assert {verdict for verdict, _ in reply["answers"].values()} == {"OSError"}
    assert "truncated" in reply["answers"]["data"][1]


def test_a_damaged_structure_is_named(child):
    """One bit of the object header, of which the new kind has a checksum."""
    case = {"layout": "contiguous", "version": "new", "damage": ("flip", 48, 1)}
    verdict, words = child(case)["answers"]["map"]
    assert (verdict, "broken.h5 is damaged: " in words) == ("ValueError", True)


def test_a_name_that_is_no_text_is_still_listed(child):
    """One bit of the old kind's heap of names: "volume" is no UTF-8 any more."""
    folder = Path(child.folder)
    place = (folder / "old gzip.h5").read_bytes().index(b"volume")
    reply = child({"layout": "gzip", "version": "old", "damage": ("flip", place, 128)})
    verdict, words = reply["answers"]["data"]
    assert (verdict, "no data set 'volume' in broken.h5" in words) == ("KeyError", True)
