"""`outofcore convert`: from any format to any other that can hold the image."""

from enum import Enum
from typing import Annotated

import typer

from outofcore.units import format_bytes, parse_bytes, parse_shape


class Kind(Enum):
    """The formats of a target."""

    OME_ZARR = "ome-zarr"
    OME_ZARR_04 = "ome-zarr-0.4"
    ZARR = "zarr"
    OME_TIFF = "ome-tiff"
    HDF5 = "hdf5"
    PYTABLES = "pytables"
    BDV = "bdv"


def convert(
    source: Annotated[
        str,
        typer.Argument(
            metavar="SRC",
            help="TIFF, a folder of TIFF planes, HDF5, Zarr, OME-Zarr, BigDataViewer's XML, .npy; "
            "SRC::NAME is one array or image inside.",
        ),
    ],
    target: Annotated[
        str, typer.Argument(metavar="DST", help="Its ending says the format; see --to.")
    ],
    to: Annotated[Kind | None, typer.Option(help="The format of the target.")] = None,
    chunks: Annotated[
        str, typer.Option(metavar="LENGTHS", help="Such as 32x128x128: the last axes; 1 before.")
    ] = "",
    shards: Annotated[
        str, typer.Option(metavar="LENGTHS", help="What one file holds: whole chunks. Zarr only.")
    ] = "",
    codec: Annotated[
        str, typer.Option(help="none, gzip, zstd, blosc-lz4 or blosc-zstd; usual ones by default.")
    ] = "",
    pyramid: Annotated[bool, typer.Option("--pyramid", help="Make smaller levels, too.")] = False,
    levels: Annotated[
        int | None, typer.Option(min=1, help="How many levels in all; implies --pyramid.")
    ] = None,
    axes: Annotated[
        str, typer.Option(help="Of the source, where it does not say: letters of tczyx.")
    ] = "",
    spacing: Annotated[
        str, typer.Option(metavar="z=1.5,y=0.5,x=0.5", help="In micrometres, where it is not said.")
    ] = "",
    labels: Annotated[
        bool, typer.Option("--labels", help="The numbers name objects: levels by vote, no means.")
    ] = False,
    memory: Annotated[
        str, typer.Option(metavar="BYTES", help="What may be held at a time.")
    ] = "256MiB",
    threads: Annotated[int, typer.Option(min=1, help="Readers and writers at a time.")] = 2,
    scheduler: Annotated[
        str | None,
        typer.Option(metavar="ADDRESS", help="Spread over the workers of this dask scheduler."),
    ] = None,
    check: Annotated[
        bool, typer.Option("--verify", help="Read both again and compare every voxel.")
    ] = False,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace a target of the same format.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be done, and what would be lost.")
    ] = False,
):
    """Convert an image, with its axes, pixel sizes and channel names, in constant memory.

    What the target cannot hold is named. A target is there whole or not at all; Zarr goes on where
    it stopped when the same is run again.
    """
    from outofcore.cli.data import progress_bar
    from outofcore.convert import plan_convert, run_convert, verify

    try:
        conversion = plan_convert(
            source,
            target,
            to=None if to is None else to.value,
            chunks=parse_shape(chunks) if chunks else None,
            shards=parse_shape(shards) if shards else None,
            codec=codec or None,
            pyramid=levels or pyramid,
            axes=axes or None,
            spacing=steps(spacing),
            labels=True if labels else None,
            max_bytes=parse_bytes(memory),
            threads=threads,
        )
        typer.echo(str(conversion), err=True)
        if dry_run:
            return
        with progress_bar("convert", conversion.image.nbytes) as bar:
            run_convert(conversion, overwrite=overwrite, scheduler=scheduler, progress=bar.update)
        typer.echo(f"{conversion.target.path}: {format_bytes(stored(conversion.target.path))}")
        if check:
            with progress_bar("verify", conversion.image.nbytes) as bar:
                sums = verify(conversion, progress=bar.update)
            typer.echo(f"every voxel of {len(sums)} levels is the same; CRC32C {' '.join(sums)}")
    except (OSError, ValueError, KeyError, RuntimeError) as error:
        words = error.args[0] if isinstance(error, KeyError) else error
        typer.echo(f"outofcore convert: {words}", err=True)
        raise typer.Exit(1) from None


def steps(text):
    """Return the spacing of "z=1.5,x=0.5", None for an empty text.

    >>> steps("z=1.5,x=0.5")
    {'z': 1.5, 'x': 0.5}
    """
    found = {}
    for part in filter(None, text.split(",")):
        axis, _, number = part.partition("=")
        try:
            found[axis.strip()] = float(number)
        except ValueError:
            raise ValueError(f"{part!r} is not such as z=1.5") from None
    return found or None


def stored(path):
    """Return the bytes of a file, or of all files below a folder."""
    files = [path] if path.is_file() else (f for f in path.rglob("*") if f.is_file())
    return sum(file.stat().st_size for file in files)
