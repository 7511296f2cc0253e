"""The viewer without a browser: tiles asked for, cancelled, counted; every format; errors."""

import math
import threading

import h5py
import numpy as np
import pytest
import tifffile

from images import distinct, planned
from outofcore import grid
from outofcore.formats import (
    bdv,
    hdf5,
    hdf5_image,
    ngff,
    pytables,
    pytables_image,
    tiff,
    tiff_image,
    zarr,
)
from outofcore.formats.image import Image, Level, make_image
from outofcore.viewer import view
from outofcore.viewer.reader import Reader
from outofcore.viewer.server import Server
from outofcore.viewer.values import coding_of

SHAPES = [(9, 300, 520), (5, 150, 260)]
FACTORS = [(1.0, 1.0, 1.0), (2.0, 2.0, 2.0)]
BLOCKS = [(4, 64, 128), (4, 64, 128)]


def zyx(dtype="uint16"):
    return planned(SHAPES, FACTORS, dtype, axes="zyx", spacing={"z": 2.0, "y": 0.5, "x": 0.5})


def write_image(module, path, image, blocks, **options):
    """Write distinct numbers as every level, and return them."""
    arrays = [distinct(level.array.shape, level.array.dtype) for level in image.levels]
    with module.creating(path, image, blocks=blocks, **options) as sinks:
        for sink, array, block in zip(sinks, arrays, blocks, strict=True):
            for number in np.ndindex(*grid.grid_shape(array.shape, block)):
                sink.write(number, array[grid.chunk_region(number, array.shape, block)])
    return arrays


class Asked:
    """A server, and what it sent."""

    def __init__(self, image, *, cache_bytes=2**26, threads=2, window=None):
        self.sent, self.reader = [], Reader(image, cache_bytes=cache_bytes)
        coding = coding_of(image.dtype, labels=image.labels, window=window)
        self.server = Server(
            self.reader, coding, lambda *message: self.sent.append(message), threads=threads
        )

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.server.close()

    def ask(self, *tiles):
        tiles = [tile_of(**tile) for tile in tiles]
        self.server.handle({"kind": "tiles", "tiles": tiles})

    def answers(self, kind="tiles"):
        assert self.server.wait(30)
        found = {}
        for content, buffers in self.sent:
            if content["kind"] == kind == "tiles":
                pairs = zip(content["tiles"], buffers, strict=True)
                found |= {tile["id"]: (tile, buffer) for tile, buffer in pairs}
            elif content["kind"] == kind:
                found[content["id"]] = (content,)
        return found

    def codes(self, name="a"):
        content, buffer = self.answers()[name]
        return np.frombuffer(buffer, self.server.coding.dtype).reshape(content["shape"])


def tile_of(**given):
    default = {"id": "a", "level": 0, "plane": "xy", "position": {}, "channel": 0}
    return default | {"row": 0, "column": 0, "step": 1} | given


def chunk_sizes(kind, path):
    """Return {level: {index: stored bytes}}, as the formats' own chunk maps say."""
    if kind in ("zarr", "packed", "sharded"):
        maps = [zarr.chunk_map(path, name) for name in "01"]
    elif kind == "tiff":
        with tiff.open_lazy(path) as file:
            series = file.series[0]
            maps = [tiff.map_series(tiff.get_level(series, n)) for n in (0, 1)]
    elif kind == "bdv":
        h5 = path.with_suffix(".h5")
        maps = [hdf5.chunk_map(h5, f"t00000/s00/{n}/cells") for n in (0, 1)]
    elif kind == "pytables":
        maps = [pytables.chunk_map(path, name) for name in ("image", "image_1")]
    else:
        maps = [hdf5.chunk_map(path, name) for name in ("image", "image_1")]
    return [{extent.index: extent.nbytes for extent in one.extents} for one in maps]


WRITERS = {
    "zarr": (ngff, "a.zarr", {"compressors": None}),
    "packed": (ngff, "a.zarr", {}),
    "sharded": (ngff, "a.zarr", {"chunks": [(4, 32, 64)] * 2}),
    "hdf5": (hdf5_image, "a.h5", {"compression": "gzip"}),
    "pytables": (pytables_image, "a.h5", {}),
    "bdv": (bdv, "a.xml", {}),
    "tiff": (tiff_image, "a.ome.tif", {"compression": "zlib"}),
}


@pytest.mark.parametrize("kind", WRITERS)
@pytest.mark.parametrize("plane", ["xy", "xz", "yz"])
def test_tiles_and_counts_of_every_format(tmp_path, kind, plane):
    module, name, options = WRITERS[kind]
    blocks = [(1, 64, 128)] * 2 if kind == "tiff" else BLOCKS
    image = zyx()
    if kind == "tiff":
        image = planned([(9, 300, 520), (9, 150, 260)], [(1,) * 3, (1, 2, 2)], axes="zyx")
    arrays = write_image(module, tmp_path / name, image, blocks, **options)
    sizes = chunk_sizes(kind, tmp_path / name)
    with view(tmp_path / name) as viewer, Asked(viewer._reader.image) as asked:
        position = {"z": 5, "y": 130, "x": 300}
        asked.ask({"plane": plane, "position": position, "row": 0, "column": 1})
        cut = {"xy": np.s_[5], "xz": np.s_[:, 130], "yz": np.s_[:, :, 300]}[plane]
        expected = arrays[0][cut][:256, 256:512]
        np.testing.assert_array_equal(asked.codes(), expected)
        counted = asked.reader.counted[0]
        indices = {index for _, index in counted.touched}
        axes = {"xy": (1, 2), "xz": (0, 2), "yz": (0, 1)}[plane]
        region = [slice(position[a], position[a] + 1) for a in "zyx"]
        region[axes[0]], region[axes[1]] = slice(0, 256), slice(256, 512)
        ends = [min(r.stop, n) for r, n in zip(region, SHAPES[0], strict=True)]
        region = tuple(slice(r.start, end) for r, end in zip(region, ends, strict=True))
        chunks = asked.reader.cells(0, asked.reader.plane(plane))
        assert indices == set(grid.touched_chunks(region, SHAPES[0], chunks))
        assert counted.nbytes == sum(sizes[0][index] for index in indices)
        assert asked.server.wait_for_sizes(30)
        assert asked.server.totals == [sum(one.values()) for one in sizes]


def write_in_one_piece(kind, folder, array):
    """Write an array without chunks, and return its path."""
    path = folder / {"npy": "a.npy", "hdf5": "a.h5", "tiff": "a.tif", "planes": "planes"}[kind]
    if kind == "npy":
        np.save(path, array)
    elif kind == "hdf5":
        with h5py.File(path, "w") as file:
            file["image"] = array
    elif kind == "tiff":
        tifffile.imwrite(path, array)
    else:
        path.mkdir()
        for z, plane in enumerate(array):
            tifffile.imwrite(path / f"z{z}.tif", plane)
    return path


@pytest.mark.parametrize("kind", ["npy", "hdf5", "tiff", "planes"])
def test_files_without_chunks_are_read_in_blocks(tmp_path, kind):
    array = distinct((9, 300, 520))
    path = write_in_one_piece(kind, tmp_path, array)
    with view(path) as viewer, Asked(viewer._reader.image) as asked:
        asked.ask({"position": {"z": 3}, "row": 1, "column": 2})
        expected = array[3, 256:, 512:]
        np.testing.assert_array_equal(asked.codes(), expected)
        assert asked.reader.counted[0].nbytes == expected.nbytes
        assert asked.reader.levels[0].word == "blocks"
        assert asked.server.wait_for_sizes(30)
        assert asked.server.totals == [array.nbytes]


@pytest.mark.parametrize(
    "dtype", ["uint8", ">u2", "int16", "uint32", "float32", "bool", "complex64"]
)
def test_numbers_of_any_kind_are_shown(dtype):
    values = distinct((40, 50), "uint16").astype(dtype)
    if values.dtype.kind == "f":
        values[3, 4] = np.nan
    with (
        view(make_image(values, axes="yx")) as viewer,
        Asked(viewer._reader.image, window=(0, 65535)) as asked,
    ):
        asked.ask({})
        assert asked.codes().shape == (40, 50)
        if dtype == "float32":
            assert asked.codes()[3, 4] == 0
            assert "no number" in viewer.about["note"]
        if dtype == ">u2":
            np.testing.assert_array_equal(asked.codes(), values)


def test_five_axes_with_channels():
    array = distinct((3, 2, 4, 30, 40))
    image = make_image(array, axes="tczyx", channels=("a", "b"))
    with view(image) as viewer, Asked(image) as asked:
        assert viewer.position == {"t": 0, "z": 2}
        assert [channel["name"] for channel in viewer.channels] == ["a", "b"]
        asked.ask({"position": {"t": 2, "z": 1}, "channel": 1})
        np.testing.assert_array_equal(asked.codes(), array[2, 1, 1])


def test_colours_that_lie_pixel_by_pixel():
    array = distinct((300, 40, 3), "uint8")
    image = make_image(array, axes="yxc")
    with view(image) as viewer, Asked(image) as asked:
        assert [channel["color"] for channel in viewer.channels] == [
            "#ff0000",
            "#00ff00",
            "#0000ff",
        ]
        asked.ask({"channel": 2, "row": 1})
        np.testing.assert_array_equal(asked.codes(), array[256:, :, 2])


def test_labels_are_not_averaged_away():
    with view(make_image(distinct((20, 30), "uint32"), axes="yx", labels=True)) as viewer:
        assert viewer.about["coding"]["kind"] == "labels"
        assert "modulo" in viewer.about["note"]


def test_neighbours_read_a_chunk_once_and_the_cache_is_bounded():
    array = ChunkedCounter((4, 1024, 1024), (4, 512, 512))
    image = make_image(array, axes="zyx")
    with Asked(image, cache_bytes=array.chunk_bytes * 4) as asked:
        tiles = [(row, column) for row in range(4) for column in range(4)]
        asked.ask(*({"id": str(n), "row": r, "column": c} for n, (r, c) in enumerate(tiles)))
        assert len(asked.answers()) == 16
        assert array.reads == asked.reader.counted[0].fetches == 4
        assert asked.reader.cache.nbytes <= array.chunk_bytes * 4


def test_a_chunk_that_would_crowd_out_the_others_leaves_its_section():
    array = ChunkedCounter((64, 512, 512), (64, 512, 512))
    with Asked(make_image(array, axes="zyx"), cache_bytes=array.chunk_bytes // 2) as asked:
        asked.ask(*({"id": str(n), "row": n // 2, "column": n % 2} for n in range(4)))
        assert len(asked.answers()) == 4
        assert array.reads == 1
        assert asked.reader.cache.nbytes == array.chunk_bytes // 64


def test_a_chunk_that_is_far_too_large_is_refused_with_the_way_out():
    array = ChunkedCounter((64, 512, 512), (64, 512, 512))
    with Asked(make_image(array, axes="zyx"), cache_bytes=array.chunk_bytes // 3) as asked:
        asked.ask({})
        (content,) = asked.answers("error")["a"]
        assert "outofcore convert" in content["message"]
        assert "cache_bytes=" in content["message"]
        assert array.reads == 0


class ChunkedCounter:
    """A chunked array as dask's, that counts what is read of it."""

    dtype = np.dtype("u2")

    def __init__(self, shape, chunks, gate=None):
        self.shape, self.chunksize, self.reads, self.gate = shape, chunks, 0, gate
        self.chunk_bytes = math.prod(chunks) * 2

    def __getitem__(self, region):
        if self.gate is not None:
            self.gate.wait(30)
        self.reads += 1
        return np.zeros([part.stop - part.start for part in region], "u2")


def test_cancelled_tiles_are_not_read():
    gate = threading.Event()
    array = ChunkedCounter((256, 25600), (256, 256), gate)
    with Asked(make_image(array, axes="yx"), threads=1) as asked:
        asked.ask(*({"id": str(n), "column": n} for n in range(100)))
        asked.server.handle({"kind": "cancel", "ids": [str(n) for n in range(1, 100)]})
        gate.set()
        assert set(asked.answers()) <= {"0"}
        assert array.reads <= 1
        assert asked.server.cancelled >= 99


def test_when_no_view_is_left_the_cache_is_let_go():
    with Asked(make_image(distinct((300, 300)), axes="yx")) as asked:
        for kind in ("shown", "shown", "hidden"):
            asked.server.handle({"kind": kind})
        asked.ask({})
        assert len(asked.answers()) == 1
        assert asked.reader.cache.nbytes > 0
        asked.server.handle({"kind": "hidden"})
        assert asked.reader.cache.nbytes == 0
        asked.ask({"id": "again"})  # and it comes back when it is looked at again
        assert "again" in asked.answers()


def test_errors_are_told_and_others_go_on():
    class Damaged(ChunkedCounter):
        def __getitem__(self, region):
            if region[1].start >= 256:
                raise ValueError("chunk (0, 1) is damaged")
            return super().__getitem__(region)

    with Asked(make_image(Damaged((256, 512), (256, 256)), axes="yx")) as asked:
        asked.ask({"id": "good"}, {"id": "bad", "column": 1}, {"id": "outside", "row": 9})
        assert set(asked.answers()) == {"good"}
        errors = asked.answers("error")
        assert errors["bad"][0]["message"] == "chunk (0, 1) is damaged"
        assert "outside of" in errors["outside"][0]["message"]
        assert asked.server.counts()["errors"] == 2


def test_one_level_in_one_piece_is_sampled_by_runs():
    class Huge:
        shape, dtype, largest = (100_000, 100_000), np.dtype("u1"), 0

        def __getitem__(self, region):
            y, x = np.ogrid[region]
            self.largest = max(self.largest, y.size * x.size)
            return ((y // 7 + x // 3) % 256).astype("u1")

    huge = Huge()
    with view(make_image(huge, axes="yx")) as viewer, Asked(viewer._reader.image) as asked:
        step = viewer.about["planes"]["xy"]["most_step"]
        assert step * 256 > 50_000  # all of it is seen in two tiles by two
        asked.ask({"step": step, "column": 1})
        y, x = np.ogrid[0:65536:step, 65536:100_000:step]
        np.testing.assert_array_equal(asked.codes(), ((y // 7 + x // 3) % 256).astype("u1"))
        assert huge.largest <= 2**20


def test_one_level_in_chunks_stops_where_it_would_read_too_much():
    array = ChunkedCounter((100_000, 100_000), (512, 512))
    with Asked(make_image(array, axes="yx")) as asked:
        most = asked.reader.most_step(asked.reader.planes[0])
        asked.ask({"step": most}, {"id": "more", "step": most * 2})
        assert set(asked.answers()) == {"a"}
        assert f"up to {most}" in asked.answers("error")["more"][0]["message"]
        assert array.reads <= 64


@pytest.mark.parametrize("shape", [(1, 1), (1, 700), (257, 255), (3, 5)])
def test_odd_sizes(shape):
    array = distinct(shape)
    with view(make_image(array, axes="yx")) as viewer, Asked(viewer._reader.image) as asked:
        asked.ask({})
        np.testing.assert_array_equal(asked.codes(), array[:256, :256])


def test_closing_ends_threads_and_closes_the_file(tmp_path):
    write_image(hdf5_image, tmp_path / "a.h5", zyx(), BLOCKS)
    viewer = view(tmp_path / "a.h5")
    array = viewer._reader.image.levels[0].array
    viewer.wait(30)
    viewer.close()
    with pytest.raises(ValueError, match=r"closed|cannot be read|Not a dataset"):
        array.read_into((slice(0, 1),) * 3, np.empty((1, 1, 1), "u2"))
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("viewer")]


def test_what_is_set_is_checked():
    with view(make_image(distinct((4, 30, 40)), axes="zyx")) as viewer:
        for name, value in (("position", {"z": 4}), ("position", {"q": 0}), ("plane", "ab")):
            with pytest.raises(Exception, match=r"outside of|no axis|no plane"):
                setattr(viewer, name, value)
        viewer.plane = "xz"
        assert viewer.position == {"z": 2, "y": 15}


def test_where_no_widget_is_drawn_there_is_a_picture():
    with view(make_image(distinct((4, 30, 40)), axes="zyx", name="cells")) as viewer:
        data = viewer._repr_mimebundle_()[0]
        assert data["text/plain"].startswith("Viewer of cells: 4×30×40 uint16 (zyx), 1 level.")
        assert 'alt="cells, level 0 of 1 at z = 2' in data["text/html"]
        assert "data:image/png;base64," in data["text/html"]


def test_counts_of_a_first_look_are_told():
    arrays = [distinct((256, 512)), distinct((128, 256))]
    image = Image(tuple(map(Level, arrays, [(1.0, 1.0), (2.0, 2.0)])), axes="yx")
    with view(image) as viewer:
        assert viewer.wait(30)
        counts = viewer.counts
        assert counts["whole"] == {"chunks": 3, "bytes": 256 * 512 * 2 + 128 * 256 * 2}
        assert [level["chunks"] for level in counts["levels"]] == [0, 1]
        assert counts["bytes"] == 128 * 256 * 2
