"""The raw limits: the bytes that were promised are written and read. Never how fast."""

import sys
import zlib

import numpy as np
import pytest

from outofcore.measure import limits
from outofcore.measure.system import process_reads
from outofcore.units import KIB


@pytest.mark.parametrize(
    ("nbytes", "threads"),
    [
        (64 * KIB, 1),  # whole pieces
        (64 * KIB + 5, 3),  # neither the threads nor the pieces divide it
        (2, 3),  # one thread has nothing to do
    ],
)
def test_all_bytes_are_written(tmp_path, nbytes, threads):
    (tmp_path / "precious.bin").write_bytes(b"mine")
    for _ in range(2):
        seconds = limits.write_raw(tmp_path, nbytes, threads=threads, piece_bytes=4 * KIB)
        assert seconds > 0
    written = sorted(tmp_path.glob("raw-*.bin"))
    assert len(written) == threads
    assert sum(path.stat().st_size for path in written) == nbytes
    assert (tmp_path / "precious.bin").read_bytes() == b"mine"


def test_what_is_written_does_not_compress(tmp_path):
    limits.write_raw(tmp_path, 64 * KIB, piece_bytes=64 * KIB)
    content = (tmp_path / "raw-0.bin").read_bytes()
    assert len(zlib.compress(content)) >= len(content)


@pytest.mark.skipif(sys.platform != "linux", reason="needs /proc/self/io")
@pytest.mark.parametrize("threads", [1, 3])
def test_all_bytes_are_read(tmp_path, threads):
    sizes = (40_000, 7, 0)
    for name, size in zip("abc", sizes, strict=True):
        (tmp_path / name).write_bytes(bytes(size))

    def prepare():
        limits.read_raw(tmp_path / "b")
        return tmp_path

    def read(path):
        limits.read_raw(path, threads=threads, piece_bytes=4096)

    assert process_reads(read, prepare=prepare).bytes == sum(sizes)
    assert limits.read_raw(tmp_path / "a") > 0


def test_a_copy_copies():
    copy = limits.copier(1000)
    source, target = (cell.cell_contents for cell in copy.__closure__)
    assert not np.array_equal(source, target)
    copy()
    np.testing.assert_array_equal(source, target)


@pytest.mark.parametrize("name", sorted(limits.CODECS))
def test_a_codec_returns_what_it_got(name):
    block = (np.arange(32 * KIB) % 100).astype("u2").reshape(64, -1)
    codec = limits.CODECS[name]
    packed = codec.encode(block)
    assert bytes(codec.decode(packed)) == block.tobytes()
    speed = limits.codec_speed(name, block[:, ::-1], samples=1)
    assert speed.ratio > 2
    assert min(speed.encode_bytes_per_s, speed.decode_bytes_per_s) > 0


def test_an_unknown_codec_lists_those_there_are():
    with pytest.raises(ValueError, match="no codec 'zip'; there are gzip-5, zstd-3, blosc-lz4-5"):
        limits.codec_speed("zip", np.zeros(3))


def test_all_limits_of_a_machine(tmp_path):
    block = np.zeros((8, 8), "u2")
    found = limits.measure_limits(tmp_path, 64 * KIB, threads=2, block=block, samples=2)
    assert set(found.codecs) == set(limits.CODECS)
    speeds = (found.copy_bytes_per_s, found.write_bytes_per_s, found.read_bytes_per_s)
    assert min(speeds) > 0
    assert (found.nbytes, found.threads) == (64 * KIB, 2)
    assert "python" in found.machine
    assert list(tmp_path.iterdir()) == []
