"""Chunks read and written past HDF5 hold what HDF5 reads and writes, to the last bit."""

import itertools
import os
import threading
from concurrent.futures import ThreadPoolExecutor

import h5py
import hdf5plugin
import numpy as np
import pytest

from outofcore import grid
from outofcore.formats import _hdf5_filters as filters
from outofcore.formats._hdf5_sinks import PackingSink, PlainSink, Sink, create_sink
from outofcore.formats.hdf5_chunks import Chunks
from outofcore.formats.image import Planned

SHAPE, CHUNKS = (7, 15, 17), (4, 8, 8)  # ragged along every axis
HERE = {  # unpacked and packed without HDF5
    "none": {},
    "deflate": {"compression": "gzip"},
    "shuffle": {"compression": "gzip", "shuffle": True},
    "shuffle alone": {"shuffle": True},
    "checksum": {"fletcher32": True},
    "all three": {"compression": "gzip", "shuffle": True, "fletcher32": True},
    "blosc": {"compression": hdf5plugin.Blosc("lz4", 5, hdf5plugin.Blosc.SHUFFLE)},
    "blosc bits": {"compression": hdf5plugin.Blosc("zstd", 1, hdf5plugin.Blosc.BITSHUFFLE)},
    "zstd": {"compression": hdf5plugin.Zstd(clevel=-3)},
    "lz4": {"compression": hdf5plugin.LZ4()},
    "lz4 in blocks": {"compression": hdf5plugin.LZ4(nbytes=100)},
}
BY_HDF5 = {  # left to HDF5
    "lzf": {"compression": "lzf"},
    "scale-offset": {"scaleoffset": 0},
    "bitshuffle": {"compression": hdf5plugin.Bitshuffle()},
    "blosc2": {"compression": hdf5plugin.Blosc2()},
}
DTYPES = ["bool", "int8", "uint16", ">i4", "float16", "float32", "float64", "complex64"]


def distinct(dtype="uint16", shape=SHAPE):
    return np.arange(np.prod(shape)).astype(dtype).reshape(shape)


def make(path, data, chunks=CHUNKS, **options):
    with h5py.File(path, "w") as file:
        file.create_dataset("a", data=data, chunks=chunks, **options)
    return path


def regions(shape=SHAPE):
    """Return the whole, one chunk, several chunks, and what no chunk begins or ends with."""
    yield tuple(slice(0, n) for n in shape)
    yield grid.chunk_region((1, 0, 1), shape, CHUNKS)
    yield slice(0, 4), slice(8, 15), slice(0, 16)
    yield slice(3, 6), slice(7, 9), slice(1, 16)
    yield slice(2, 2), slice(0, 3), slice(0, 3)


def whole_of(shape, dtype="u2"):
    """Return the region that is everything, and room for it."""
    return tuple(map(slice, shape)), np.empty(shape, dtype)


def check_reads(path, data):
    """Compare every region, read past HDF5, with the oracle."""
    with Chunks(path, "a") as chunks:
        assert chunks.dtype == data.dtype.newbyteorder("=")
        for region in regions():
            room = np.zeros(data[region].shape, chunks.dtype)
            assert chunks.read_into(region, room) is room
            np.testing.assert_array_equal(room, data[region])
        np.testing.assert_array_equal(chunks[2:5, 3, ::2], data[2:5, 3, ::2])
        return chunks.direct


@pytest.mark.parametrize("options", HERE.values(), ids=HERE)
def test_known_filters_are_read_without_hdf5(tmp_path, options):
    assert check_reads(make(tmp_path / "a.h5", distinct(), **options), distinct())


@pytest.mark.parametrize("options", BY_HDF5.values(), ids=BY_HDF5)
def test_other_filters_are_left_to_hdf5(tmp_path, options):
    assert not check_reads(make(tmp_path / "a.h5", distinct(), **options), distinct())


@pytest.mark.parametrize("name", ["none", "shuffle", "blosc", "lz4"])
@pytest.mark.parametrize("dtype", DTYPES)
def test_dtypes(tmp_path, dtype, name):
    data = distinct(dtype)
    assert check_reads(make(tmp_path / "a.h5", data, **HERE[name]), data)


@pytest.mark.parametrize("dtype", ["uint8", ">f4"])
def test_a_contiguous_data_set(tmp_path, dtype):
    data = distinct(dtype)
    path = make(tmp_path / "a.h5", data, chunks=None)
    assert check_reads(path, data)
    with Chunks(path, "a") as chunks:
        assert (chunks.chunks, chunks.block_shape) == (None, (1, 1, 1))


def test_a_user_block_moves_everything(tmp_path):
    with h5py.File(tmp_path / "a.h5", "w", userblock_size=1024) as file:
        file.create_dataset("a", data=distinct(), chunks=CHUNKS)
    assert check_reads(tmp_path / "a.h5", distinct())


def test_a_chunk_that_was_never_written_is_the_fill_value(tmp_path):
    with h5py.File(tmp_path / "a.h5", "w") as file:
        dataset = file.create_dataset("a", SHAPE, "u2", chunks=CHUNKS, fillvalue=7)
        dataset[4:, 8:, 16:] = 9
    data = np.full(SHAPE, 7, "u2")
    data[4:, 8:, 16:] = 9
    assert check_reads(tmp_path / "a.h5", data)


def test_a_chunk_that_did_not_pass_a_filter(tmp_path):
    """Noise gets larger by Blosc, so HDF5 stores it as it is and says so in the chunk's mask."""
    noise = np.random.default_rng(3).integers(0, 2**16, SHAPE, dtype="u2")
    noise[:4, :8, :8] = 5  # this chunk does pass
    path = make(tmp_path / "a.h5", noise, compression=hdf5plugin.Blosc())
    with h5py.File(path) as file:
        masks = [file["a"].id.get_chunk_info(i).filter_mask for i in range(12)]
    assert set(masks) == {0, 1}
    assert check_reads(path, noise)


def test_one_of_two_filters_was_passed(tmp_path):
    data = distinct()
    with h5py.File(tmp_path / "a.h5", "w") as file:
        dataset = file.create_dataset("a", data=data, chunks=CHUNKS, shuffle=True, compression=1)
        whole = np.ascontiguousarray(data[:4, :8, :8])
        dataset.id.write_direct_chunk((0, 0, 0), filters._pack_deflate(whole, (1,)), 0b01)
    assert check_reads(tmp_path / "a.h5", data)


def test_a_zstandard_frame_that_does_not_say_its_length(tmp_path):
    """As a stream leaves it; HDF5's own filter refuses it as well."""
    path = tmp_path / "a.h5"
    block = (1 | 1 << 1 | 512 << 3).to_bytes(3, "little") + b"\0"  # 512 zeros, the last block
    frame = bytes.fromhex("28b52ffd") + b"\x00\x00" + block
    assert filters.zstd_length(frame) is None
    with h5py.File(path, "w") as file:
        options = {"chunks": (4, 8, 8), "compression": hdf5plugin.Zstd()}
        file.create_dataset("a", (4, 8, 8), "u2", **options)
        file["a"].id.write_direct_chunk((0, 0, 0), frame)
    with Chunks(path, "a") as chunks:
        for read in (lambda: chunks[...], lambda: chunks.read_into(*whole_of((4, 8, 8)))):
            with pytest.raises(ValueError, match=r"a\.h5"):
                read()


@pytest.mark.parametrize("length", [10, 255, 256, 300, 65791, 65792, 70000])
def test_the_length_in_a_zstandard_header(length):
    packed = filters._pack_zstd(bytes(length), ())
    assert filters.zstd_length(bytes(packed)) == length


def test_threads_share_the_chunks(tmp_path):
    path, data = make(tmp_path / "a.h5", distinct(), compression=1, shuffle=True), distinct()
    todo = list(grid.iter_chunks(SHAPE, CHUNKS)) * 5
    with Chunks(path, "a") as chunks, ThreadPoolExecutor(4) as pool:
        rooms = pool.map(lambda r: chunks.read_into(r, np.empty(data[r].shape, "u2")), todo)
        for region, room in zip(todo, rooms, strict=True):
            np.testing.assert_array_equal(room, data[region])


def test_no_thread_waits_for_hdf5(tmp_path):
    """Chunks are read and unpacked while another thread holds HDF5's lock."""
    path, data = make(tmp_path / "a.h5", distinct(), compression=1), distinct()
    held, done = threading.Event(), threading.Event()

    def hold():
        with h5py._objects.phil:
            held.set()
            assert done.wait(60)

    with Chunks(path, "a") as chunks:
        chunks.read_into(*whole_of(SHAPE))  # asks HDF5 where the chunks lie
        thread = threading.Thread(target=hold)
        thread.start()
        assert held.wait(60)
        try:
            room = chunks.read_into(*whole_of(SHAPE))
        finally:
            done.set()
            thread.join()
    np.testing.assert_array_equal(room, data)


@pytest.mark.parametrize(
    "how",
    ["open for writing", "a file object", "a compound", "one number"],
)
def test_what_is_not_read_past_hdf5(tmp_path, how):
    path = make(tmp_path / "a.h5", distinct())
    if how == "open for writing":
        with h5py.File(path, "r+") as file:
            assert not Chunks(file["a"]).direct
    elif how == "a file object":
        with open(path, "rb") as raw, h5py.File(raw, "r") as file:
            chunks = Chunks(file["a"])
            assert not chunks.direct
            np.testing.assert_array_equal(chunks.read_into(*whole_of(SHAPE)), distinct())
    else:
        data = np.float32(3) if how == "one number" else np.zeros(SHAPE, "u2,f4")
        with h5py.File(path, "w") as file:
            file["a"] = data
        with Chunks(path, "a") as chunks:
            assert not chunks.direct
            np.testing.assert_array_equal(chunks[...], data)


def damage(path, at, bits=0xFF):
    data = bytearray(path.read_bytes())
    data[at] ^= bits
    path.write_bytes(data)


@pytest.mark.parametrize("name", ["deflate", "all three", "checksum", "blosc", "zstd", "lz4"])
def test_a_damaged_chunk_is_named(tmp_path, name):
    path = make(tmp_path / "a.h5", distinct(), **HERE[name])
    with h5py.File(path) as file:
        info = file["a"].id.get_chunk_info_by_coord((4, 0, 8))
    at = {"blosc": 12, "zstd": 0, "lz4": 5}.get(name, info.size // 2)
    damage(path, info.byte_offset + at)
    whole = np.empty(SHAPE, "u2")
    with Chunks(path, "a") as chunks:
        good = slice(0, 4), slice(0, 15), slice(0, 17)
        chunks.read_into(good, whole[good])
        np.testing.assert_array_equal(whole[good], distinct()[good])
        with pytest.raises(ValueError, match=r"chunk \(1, 0, 1\) of /a in .*a\.h5 is damaged"):
            chunks.read_into(tuple(map(slice, SHAPE)), whole)


def test_damage_that_hdf5_finds_is_named(tmp_path):
    path = make(tmp_path / "a.h5", distinct(), **BY_HDF5["lzf"], fletcher32=True)
    with h5py.File(path) as file:
        damage(path, file["a"].id.get_chunk_info(3).byte_offset + 20)
    with Chunks(path, "a") as chunks:
        with pytest.raises(ValueError, match=r"/a in .*a\.h5 cannot be read: .*"):
            chunks[...]
        with pytest.raises(ValueError, match=r"/a in .*a\.h5 cannot be read: .*"):
            chunks.read_into(*whole_of(SHAPE))


@pytest.mark.parametrize("chunks", [CHUNKS, None], ids=["chunked", "contiguous"])
def test_a_file_that_is_cut_while_it_is_read(tmp_path, chunks):
    path = make(tmp_path / "a.h5", distinct(), chunks)
    with Chunks(path, "a") as array:
        os.truncate(path, path.stat().st_size - 3000)
        with pytest.raises(ValueError, match=r"a\.h5.*cut off"):
            array.read_into(*whole_of(SHAPE))


def test_a_file_that_was_cut(tmp_path):
    path = make(tmp_path / "a.h5", distinct())
    data = path.read_bytes()
    for length in (0, 8, 100, len(data) // 2, len(data) - 1):
        path.write_bytes(data[:length])
        with pytest.raises(ValueError, match=r"a\.h5 is (damaged|not an HDF5 file)"):
            Chunks(path, "a")


def test_a_file_that_was_closed(tmp_path):
    """Its handle may mean another file by then."""
    path = make(tmp_path / "a.h5", distinct())
    with Chunks(path, "a") as chunks:
        pass
    with pytest.raises(ValueError, match=r"/a in .*a\.h5 was closed"):
        chunks.read_into(*whole_of(SHAPE))
    with open(__file__, "rb") as other:
        assert other.fileno() == chunks._handle
        with pytest.raises(ValueError, match="was closed"):
            chunks.read_into(*whole_of(SHAPE))


def test_what_is_not_there(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"no file at .*b\.h5"):
        Chunks(tmp_path / "b.h5", "a")
    path = make(tmp_path / "a.h5", distinct())
    with pytest.raises(KeyError, match=r"no data set 'b' in a\.h5; there are a"):
        Chunks(path, "b")
    with h5py.File(path, "w") as file:
        file["a"] = h5py.Empty("f8")
    with pytest.raises(ValueError, match=r"/a in .*a\.h5 holds no array"):
        Chunks(path, "a")


# Writing


def write_all(sink, data, threads=1):
    """Write every block of the sink's grid, by several threads, the last one first."""
    numbers = list(itertools.product(*map(range, sink.grid)))[::-1]
    with ThreadPoolExecutor(threads) as pool:
        for future in [
            pool.submit(sink.write, n, data[grid.chunk_region(n, sink.shape, sink.block_shape)])
            for n in numbers
        ]:
            future.result()
    sink.finish()


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        *((PlainSink if name == "none" else PackingSink, own) for name, own in HERE.items()),
        *((Sink, own) for own in BY_HDF5.values()),
    ],
    ids=[*HERE, *BY_HDF5],
)
@pytest.mark.parametrize("dtype", ["uint16", ">f4"])
def test_blocks_of_several_threads_are_read_by_hdf5(tmp_path, kind, options, dtype):
    if "scaleoffset" in options and dtype == ">f4":
        options = {"scaleoffset": 3}  # for fractions HDF5 wants to know how many digits
    data = distinct(dtype)
    with h5py.File(tmp_path / "a.h5", "w") as file:
        sink = create_sink(file, "a", Planned(SHAPE, np.dtype(dtype)), CHUNKS, **options)
        assert type(sink) is kind
        write_all(sink, data, threads=4)
    with h5py.File(tmp_path / "a.h5") as file:
        assert file["a"].dtype == np.dtype(dtype)
        np.testing.assert_array_equal(file["a"], data)


@pytest.mark.parametrize("options", HERE.values(), ids=HERE)
def test_noise_is_stored_and_read(tmp_path, options):
    noise = np.random.default_rng(4).integers(0, 2**16, SHAPE, dtype="u2")
    with h5py.File(tmp_path / "a.h5", "w") as file:
        write_all(create_sink(file, "a", Planned(SHAPE, noise.dtype), CHUNKS, **options), noise)
    with h5py.File(tmp_path / "a.h5") as file:
        np.testing.assert_array_equal(file["a"], noise)


def test_a_sink_wants_each_block_once_and_whole(tmp_path):
    data = distinct()
    with h5py.File(tmp_path / "a.h5", "w") as file:
        sink = create_sink(file, "a", Planned(SHAPE, data.dtype), CHUNKS)
        with pytest.raises(ValueError, match=r"has \(3, 8, 8\), not \(4, 8, 8\)"):
            sink.write((0, 0, 0), data[:3, :8, :8])
        with pytest.raises(IndexError, match="not in the grid"):
            sink.write((2, 0, 0), data[:4, :8, :8])
        sink.write((0, 0, 0), data[:4, :8, :8])
        with pytest.raises(ValueError, match="was written already"):
            sink.write((0, 0, 0), data[:4, :8, :8])
        with pytest.raises(ValueError, match="1 of the 12 blocks of /a were written"):
            sink.finish()


@pytest.mark.parametrize("options", [{}, {"compression": "gzip"}], ids=["plain", "packed"])
def test_an_axis_without_length(tmp_path, options):
    with h5py.File(tmp_path / "a.h5", "w") as file:
        sink = create_sink(file, "a", Planned((0, 5), np.dtype("u2")), (1, 4), **options)
        sink.finish()
    with Chunks(tmp_path / "a.h5", "a") as chunks:
        room = np.empty((0, 5), "u2")
        assert chunks.read_into((slice(0, 0), slice(0, 5)), room).shape == (0, 5)
