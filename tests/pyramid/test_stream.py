"""Bricks made smaller while they are read equal those read first; odd files are noticed."""

import itertools
import math

import numpy as np
import pytest
import zarr as library
from zarr.codecs import ZstdCodec

from outofcore.formats.zarr_files import open_files
from outofcore.pyramid import stream
from outofcore.pyramid.downsample import downsample
from outofcore.pyramid.plan import plan_pyramid
from outofcore.pyramid.run import run_pyramid
from outofcore.pyramid.stream import Stream


def make(path, shape, chunks, dtype="uint16", compressors=None):
    array = library.create_array(
        path, shape=shape, chunks=chunks, dtype=dtype, compressors=compressors, fill_value=7
    )
    values = np.arange(math.prod(shape), dtype="u8") * 40503 % 65521
    array[...] = values.reshape(shape).astype(dtype)
    return array[...]


class Sink:
    """A level in memory."""

    def __init__(self, shape, block):
        self.array, self.block = np.zeros(shape, "u2"), block

    def write(self, number, block):
        starts = [n * b for n, b in zip(number, self.block, strict=True)]
        self.array[tuple(slice(s, s + n) for s, n in zip(starts, block.shape, strict=True))] = block


@pytest.mark.parametrize("piece_bytes", [1, 3000, 10**9])  # one box deep, some, all at once
@pytest.mark.parametrize("step", [(2, 2, 2), (1, 2, 2)])
@pytest.mark.parametrize("dtype", ["uint8", "uint16"])
def test_a_brick_equals_one_that_was_read_first(tmp_path, monkeypatch, piece_bytes, step, dtype):
    monkeypatch.setattr(stream, "PIECE_BYTES", piece_bytes)
    data = make(tmp_path / "a", (12, 16, 20), (6, 8, 10), dtype)
    source = Stream(open_files(tmp_path / "a"))
    for index in itertools.product(range(2), repeat=3):
        region = tuple(slice(i * n, (i + 1) * n) for i, n in zip(index, (6, 8, 10), strict=True))
        assert source.can_shrink(region, step)
        out = np.zeros((9, 9, 9), dtype)
        source.shrink(region, step, {}, out, (1, 2, 3))
        expected = np.zeros_like(out)
        small = downsample(data[region], step)
        expected[tuple(slice(a, a + n) for a, n in zip((1, 2, 3), small.shape, strict=True))] = (
            small
        )
        np.testing.assert_array_equal(out, expected)


@pytest.mark.parametrize("threads", [1, 2])
def test_a_pyramid_of_it_with_ragged_bricks_at_the_ends(tmp_path, threads):
    data = make(tmp_path / "a", (21, 40, 35), (8, 16, 16))
    plan = plan_pyramid(data.shape, (8, 16, 16), steps=[(2, 2, 2)] * 2)
    sinks = [None, *map(Sink, plan.shapes[1:], plan.blocks[1:])]
    run_pyramid(plan, Stream(open_files(tmp_path / "a")), sinks, threads=threads)
    for sink, step in zip(sinks[1:], plan.steps, strict=True):
        data = downsample(data, step)
        np.testing.assert_array_equal(sink.array, data)


@pytest.mark.parametrize(
    ("shape", "chunks", "options", "step"),
    [
        ((8, 8, 8), (4, 4, 4), {"compressors": ZstdCodec()}, (2, 2, 2)),  # packed
        ((8, 8, 8), (4, 4, 4), {"dtype": "float32"}, (2, 2, 2)),  # no kernel for the type
        ((8, 8, 8), (4, 4, 4), {}, (2, 1, 1)),  # none for the step
        ((6, 6, 6), (3, 3, 3), {}, (2, 2, 2)),  # boxes stick out
        ((8, 8), (4, 4), {}, (2, 2)),  # two axes
    ],
)
def test_what_it_leaves_to_the_usual_way(tmp_path, shape, chunks, options, step):
    make(tmp_path / "a", shape, chunks, **options)
    region = tuple(slice(0, n) for n in chunks)
    assert not Stream(open_files(tmp_path / "a")).can_shrink(region, step)


def test_a_brick_that_was_never_written_has_the_fill_value(tmp_path):
    make(tmp_path / "a", (8, 8, 8), (4, 4, 4))
    files = open_files(tmp_path / "a")
    files.path((0, 1, 0)).unlink()
    out = np.zeros((2, 2, 2), "u2")
    Stream(files).shrink((slice(0, 4), slice(4, 8), slice(0, 4)), (2, 2, 2), {}, out, (0, 0, 0))
    assert (out == 7).all()


@pytest.mark.parametrize("change", [-1, -64, 1])
def test_a_file_of_another_length_is_an_error(tmp_path, change):
    make(tmp_path / "a", (8, 8, 8), (4, 4, 4))
    files = open_files(tmp_path / "a")
    path = files.path((0, 0, 0))
    path.write_bytes((path.read_bytes() + b"x")[: 128 + change])
    out, region = np.zeros((2, 2, 2), "u2"), (slice(0, 4),) * 3
    with pytest.raises(ValueError, match="bytes; 128 belong there"):
        Stream(files).shrink(region, (2, 2, 2), {}, out, (0, 0, 0))
