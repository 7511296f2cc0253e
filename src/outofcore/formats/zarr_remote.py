"""Zarr on objects that lie elsewhere."""

from zarr.storage import ObjectStore


def as_zarr_store(client, *, read_only=False):
    """Return an obstore client (S3, Azure, Google, HTTP) as a store that zarr reads and writes."""
    return ObjectStore(client, read_only=read_only)
