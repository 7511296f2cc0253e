import pytest
from hypothesis import given
from hypothesis import strategies as st

from outofcore.formats.packed import Packed, pack


def test_every_file_of_a_folder_is_found_again(tmp_path):
    contents = {"zarr.json": b"{}", "a/c/0/0": b"first", "a/c/0/1": b"", "a/zarr.json": b"[]"}
    for key, data in contents.items():
        path = tmp_path / "folder" / key
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    packed = pack(tmp_path / "folder", tmp_path / "packed")
    stored = packed.path.read_bytes()
    assert {key: stored[o : o + n] for key, (o, n) in packed.index.items()} == contents
    assert list(packed.index) == sorted(contents)


def test_nothing_that_is_there_is_overwritten(tmp_path):
    (tmp_path / "folder").mkdir()
    (tmp_path / "packed").write_bytes(b"somebody's")
    with pytest.raises(FileExistsError):
        pack(tmp_path / "folder", tmp_path / "packed")
    assert (tmp_path / "packed").read_bytes() == b"somebody's"


@given(
    sizes=st.lists(st.integers(0, 5), min_size=1, max_size=8),
    reads=st.lists(st.tuples(st.integers(0, 25), st.integers(1, 12)), max_size=5),
)
def test_what_a_read_fetched_is_told_byte_by_byte(sizes, reads):
    """The oracle names the object of every byte."""
    owners = [(f"k{i}", byte) for i, size in enumerate(sizes) for byte in range(size)]
    reads = [(start, min(n, len(owners) - start)) for start, n in reads if start < len(owners)]
    starts = [sum(sizes[:i]) for i in range(len(sizes))]
    index = {f"k{i}": span for i, span in enumerate(zip(starts, sizes, strict=True))}
    told = Packed(None, index).objects_read(reads)
    bytes_told = [(key, offset + i) for key, offset, nbytes in told for i in range(nbytes)]
    assert bytes_told == [owner for start, n in reads for owner in owners[start : start + n]]
