"""The formats a conversion writes: what each holds, how it is cut and packed."""

from outofcore.formats import bdv, hdf5_image, ngff, pytables_image, tiff_image, zarr_image
from outofcore.formats.hdf5_codecs import get_codec as get_hdf5_codec
from outofcore.formats.hdf5_codecs import get_pytables_codec
from outofcore.formats.image import AXES
from outofcore.formats.zarr_codecs import CODECS, get_codec

MODULES = {
    "ome-zarr": ngff,
    "ome-zarr-0.4": ngff,
    "zarr": zarr_image,
    "ome-tiff": tiff_image,
    "hdf5": hdf5_image,
    "pytables": pytables_image,
    "bdv": bdv,
}
WITHOUT_LEVELS = ("zarr", "pytables")
FOLDERS = (
    "ome-zarr",
    "ome-zarr-0.4",
    "zarr",
)  # made block by block, so a run can be taken up again
USUAL = {  # what each format's own tools write
    "ome-zarr": "blosc-lz4",
    "ome-zarr-0.4": "blosc-lz4",
    "zarr": "blosc-lz4",
    "ome-tiff": "none",
    "hdf5": "gzip",
    "pytables": "blosc-lz4",
    "bdv": "gzip",
}
TIFF_NAMES = {"none": None, "gzip": "zlib", "zstd": "zstd"}
FLAT, DEEP = (512, 512), (32, 128, 128)  # chunks of a picture, of a volume: 0.5 and 1 MiB as uint16
TILE = 16  # TIFF's tiles are multiples of it


def holds_levels(kind):
    """Return whether a format holds smaller levels."""
    return kind not in WITHOUT_LEVELS


def keeps_planes(kind):
    """Return whether the levels of a format have as many planes as the full resolution."""
    return kind == "ome-tiff"


def needs_axes(kind):
    """Return whether a format has to know what the axes are."""
    return kind not in ("zarr", "hdf5", "pytables")


def axes_for(kind, image):
    """Return the order of the axes in the target; that of the source where it is free."""
    if not needs_axes(kind) or (kind == "ome-tiff" and image.axes.endswith("yx")):
        return image.axes
    return "".join(sorted(image.axes, key=AXES.index))


def blocks_for(kind, image, chunks, shards, codec):
    """Return what one file or write of the target holds, and the options of its module.

    Raises
    ------
    ValueError
        For a codec or a cut that the format does not have.
    """
    codec = codec or USUAL[kind]
    if codec not in CODECS:
        raise ValueError(f"no codec {codec!r}; there are {', '.join(CODECS)}")
    if shards and kind not in FOLDERS:
        raise ValueError(f"{kind} has no shards; leave them out")
    usual = FLAT if kind == "ome-tiff" or image.length("z") == 1 else DEEP
    chunk = _whole(chunks or usual[-len(image.shape) :], image.shape)
    if kind == "ome-tiff":
        return _tiles(chunk, image.shape, codec)
    if kind in FOLDERS:
        version = 2 if kind == "ome-zarr-0.4" else 3
        options = {"compressors": get_codec(codec, version)}
        if kind == "ome-zarr-0.4":
            options["version"] = "0.4"
        if not shards:
            return chunk, options
        return _whole(shards, image.shape), options | {"chunks": chunk}
    return chunk, (get_pytables_codec if kind == "pytables" else get_hdf5_codec)(codec)


def lost(kind, image, options):
    """Return in words what an image knows and the target cannot hold."""
    return MODULES[kind].lost(image, **options)


def creating(conversion, *, overwrite, durable):
    """Return the context that yields the sinks of a target."""
    kind, options = conversion.target.kind, dict(conversion.options)
    if kind in FOLDERS:
        options |= {"resume": True, "identity": conversion.identity}
    if conversion.target.name:
        if kind not in ("hdf5", "pytables"):
            raise ValueError(f"{kind} has no names inside; leave ::{conversion.target.name} out")
        options["name"] = conversion.target.name
    return MODULES[kind].creating(
        conversion.target.path,
        conversion.image,
        blocks=list(conversion.pyramid.blocks),
        overwrite=overwrite,
        durable=durable,
        **options,
    )


def _whole(lengths, shape):
    """Return one length per axis: those that are given are of the last axes, the others are 1.

    >>> _whole((64, 64), (3, 10, 500, 500))
    (1, 1, 64, 64)
    """
    lengths = tuple(lengths)
    if len(lengths) > len(shape):
        raise ValueError(f"chunks {lengths} have more axes than the shape {shape}")
    return (1,) * (len(shape) - len(lengths)) + lengths


def _tiles(chunk, shape, codec):
    """Return the block and options of TIFF: tiles no larger than the page."""
    if codec not in TIFF_NAMES:
        raise ValueError(f"TIFF has no codec {codec!r}; there are {', '.join(TIFF_NAMES)}")
    if set(chunk[:-2]) - {1}:
        raise ValueError(f"chunks {chunk} are deeper than a page; give the last two lengths")
    tile = tuple(min(c, -(-n // TILE) * TILE) for c, n in zip(chunk[-2:], shape[-2:], strict=True))
    return (*chunk[:-2], *tile), {"tile": tile, "compression": TIFF_NAMES[codec]}
