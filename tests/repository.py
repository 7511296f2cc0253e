"""What the repository holds, for the tests that read it."""

import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def repository_files():
    """Return the paths of the files that git tracks or would track, in order."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    paths = {ROOT / name for name in listing.stdout.split("\0") if name}
    return sorted(path for path in paths if path.is_file())


def notebooks():
    """Return the paths of the repository's notebooks."""
    return [path for path in repository_files() if path.suffix == ".ipynb"]


def topics():
    """Return the topics that have exercises: the folders of solutions/."""
    return sorted({path.parent.name for path in notebooks() if path.parts[-3] == "solutions"})


def name_of(path):
    """Return `path` as seen from the repository; names a parametrised test."""
    return path.relative_to(ROOT).as_posix()
