"""Make volume.h5: nuclei and membranes in an HDF5 file. The same as `outofcore data volume`."""

from pathlib import Path

import typer

from outofcore.cli.data import data


def main(size: str = "lecture", dest: Path | None = None, overwrite: bool = False):
    """Write volume.h5 of that size (small, lecture, or such as 200x2048x2048) into DEST."""
    data(["volume"], size, dest, overwrite)


if __name__ == "__main__":
    typer.run(main)
