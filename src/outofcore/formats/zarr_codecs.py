"""The codecs by the names that commands and benchmarks use, for either version of Zarr."""

import numcodecs
from zarr.codecs import BloscCodec, GzipCodec, ZstdCodec

CODECS = ("none", "gzip", "zstd", "blosc-lz4", "blosc-zstd")


def get_codec(name, zarr_format=3):
    """Return a codec as `zarr.create_array` takes it for `compressors`; None for "none".

    Parameters
    ----------
    name : str
        One of `CODECS`. gzip at level 5, zstd at 3, Blosc at 5 behind shuffle.
    zarr_format : int

    Raises
    ------
    ValueError
        For another name; the message lists those there are.

    >>> get_codec("gzip").level, get_codec("blosc-lz4", zarr_format=2).cname
    (5, 'lz4')
    """
    if name not in CODECS:
        raise ValueError(f"no codec {name!r}; there are {', '.join(CODECS)}")
    if name == "none":
        return None
    kind, _, inner = name.partition("-")
    if zarr_format == 3:
        if kind == "blosc":
            return BloscCodec(cname=inner, clevel=5, shuffle="shuffle")
        return {"gzip": GzipCodec(level=5), "zstd": ZstdCodec(level=3)}[kind]
    if kind == "blosc":
        return numcodecs.Blosc(inner, clevel=5, shuffle=numcodecs.Blosc.SHUFFLE)
    return {"gzip": numcodecs.GZip(level=5), "zstd": numcodecs.Zstd(level=3)}[kind]
