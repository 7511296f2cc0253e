"""Writing past the page cache gives the same files, or says that it can't."""

import errno
import os

import numpy as np
import pytest

from outofcore.direct import BLOCK, aligned_room, write_direct


def room_of(nbytes):
    room = aligned_room(nbytes)
    room[:] = np.random.default_rng(nbytes).integers(0, 256, nbytes, "u1")
    return room


def test_a_room_begins_on_a_block():
    for nbytes in (1, BLOCK, 3 * BLOCK + 5):
        room = aligned_room(nbytes)
        assert room.ctypes.data % BLOCK == 0
        assert room.size == nbytes


def test_a_file_holds_what_was_written(tmp_path):
    data = room_of(8 * BLOCK)
    path = tmp_path / "a"
    path.write_bytes(bytes(100 * BLOCK))  # longer, and replaced
    done = write_direct(path, data)
    assert done in (0, data.size)  # 0: this disk can't
    if done:
        assert path.read_bytes() == data.tobytes()
        assert write_direct(path, data, at=data.size) == data.size
        assert path.read_bytes() == 2 * data.tobytes()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        room_of(BLOCK + 1),  # not whole blocks
        room_of(2 * BLOCK)[16 : 16 + BLOCK],  # not on a block
    ],
    ids=["nothing", "length", "address"],
)
def test_what_does_not_lie_on_blocks_is_left_to_the_caller(tmp_path, data):
    assert write_direct(tmp_path / "a", data) == 0
    assert not (tmp_path / "a").exists()


@pytest.mark.skipif(not hasattr(os, "O_DIRECT"), reason="only Linux has O_DIRECT")
@pytest.mark.parametrize("refused_by", ["open", "pwrite"])
def test_a_file_system_that_refuses_is_no_error(tmp_path, monkeypatch, refused_by):
    def refuse(*_):
        raise OSError(errno.EINVAL, "Invalid argument")

    monkeypatch.setattr(os, refused_by, refuse)
    assert write_direct(tmp_path / "a", room_of(BLOCK)) == 0


@pytest.mark.skipif(not hasattr(os, "O_DIRECT"), reason="only Linux has O_DIRECT")
def test_other_errors_are_told(tmp_path):
    with pytest.raises(FileNotFoundError):
        write_direct(tmp_path / "no" / "folder", room_of(BLOCK))
