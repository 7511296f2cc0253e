"""The codecs by the names that commands and benchmarks use, for h5py and for PyTables."""

import hdf5plugin

CODECS = ("none", "gzip", "zstd", "blosc-lz4", "blosc-zstd")
PYTABLES = {"none": None, "gzip": "zlib", "blosc-lz4": "blosc:lz4", "blosc-zstd": "blosc:zstd"}


def get_codec(name):
    """Return a codec as the options of `h5py.Group.create_dataset`.

    Parameters
    ----------
    name : str
        One of `CODECS`: gzip at level 5 behind shuffle, Zstandard at 3, Blosc at 5 behind shuffle.
        All but gzip need hdf5plugin at the reader's side, too.

    Raises
    ------
    ValueError
        For another name; the message lists those there are.

    >>> get_codec("gzip")
    {'compression': 'gzip', 'compression_opts': 5, 'shuffle': True}
    """
    if name not in CODECS:
        raise ValueError(f"no codec {name!r}; there are {', '.join(CODECS)}")
    if name == "none":
        return {"compression": None}
    if name == "gzip":
        return {"compression": "gzip", "compression_opts": 5, "shuffle": True}
    if name == "zstd":
        return dict(hdf5plugin.Zstd(clevel=3))
    inner = name.partition("-")[2]
    return dict(hdf5plugin.Blosc(cname=inner, clevel=5, shuffle=hdf5plugin.Blosc.SHUFFLE))


def get_pytables_codec(name):
    """Return a codec as the options of `outofcore.formats.pytables_image.creating`.

    Raises
    ------
    ValueError
        For a name that PyTables does not have; the message lists those it has.
    """
    if name not in PYTABLES:
        raise ValueError(f"PyTables has no codec {name!r}; there are {', '.join(PYTABLES)}")
    return {"compression": PYTABLES[name]}
