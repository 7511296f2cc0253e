"""The plate, 1.2 TB that nobody holds, as Zarr and dask see it; random blocks equal the whole."""

import dask.array as da
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outofcore.datasets.movie import Movie
from outofcore.datasets.plate import Plate
from outofcore.formats import zarr_virtual

SMALL = Plate(fields=2, planes=6, side=96, seed=5)
MOVIE = Movie(shape=(40, 150, 170), seed=5, leaders=2, followers=3)


def test_the_whole_plate_opens_as_zarr_and_dask_and_gives_one_image():
    plate = Plate()
    assert plate.nbytes > 1.2e12
    chunks = (1, 1, 1, 1, 1024, 1024)
    array = zarr_virtual.open_virtual({"plate": plate}, chunks=chunks)["plate"]
    assert (array.shape, array.chunks) == (plate.shape, chunks)
    place = (17, 3, 0, 25)
    expected = plate[place]
    np.testing.assert_array_equal(array[place], expected)
    np.testing.assert_array_equal(
        da.from_array(array, chunks=chunks)[place].compute(scheduler="sync"), expected
    )


@pytest.fixture(scope="module")
def wholes():
    """A corner of a small plate and a small movie, each made in one piece."""
    return {"plate": SMALL[:3], "movie": MOVIE[:, :, :]}


@settings(max_examples=40, deadline=None)
@given(st.data())
@pytest.mark.parametrize("name", ["plate", "movie"])
def test_any_block_is_the_slice_of_the_whole(name, wholes, data):
    whole, source = wholes[name], {"plate": SMALL, "movie": MOVIE}[name]
    region = []
    for n in whole.shape:
        start = data.draw(st.integers(0, n - 1))
        region.append(slice(start, data.draw(st.integers(start + 1, n))))
    np.testing.assert_array_equal(source.block(tuple(region)), whole[tuple(region)])
