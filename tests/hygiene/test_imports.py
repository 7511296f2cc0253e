"""Importing the package or starting the command loads nothing heavy."""

import subprocess
import sys

import pytest

HEAVY = {"numpy", "h5py", "numba", "dask", "matplotlib", "nbformat", "nbclient", "psutil"}


def loaded_by(statement):
    """Return the top-level modules loaded after `statement` in a fresh interpreter."""
    script = f"{statement}\nimport sys\nprint(*{{n.split('.')[0] for n in sys.modules}})"
    run = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    return set(run.stdout.split())


@pytest.mark.parametrize("statement", ["import outofcore", "import outofcore.cli"])
def test_import_is_cheap(statement):
    assert loaded_by(statement) & HEAVY == set()


def test_the_probe_sees_a_heavy_import():
    assert "numpy" in loaded_by("import numpy")
