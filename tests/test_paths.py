import os
import pathlib

import platformdirs
import pytest

from outofcore import paths


@pytest.fixture
def unset(monkeypatch):
    monkeypatch.delenv("OUTOFCORE_DATA", raising=False)


@pytest.mark.usefixtures("unset")
def test_data_dir_in_a_checkout(tmp_path, monkeypatch):
    inner = tmp_path / "exercises" / "03_chunking"
    inner.mkdir(parents=True)
    (tmp_path / "course").mkdir()
    for here in (inner, tmp_path):
        monkeypatch.chdir(here)
        assert paths.data_dir() == tmp_path / "data"
    assert not (tmp_path / "data").exists()  # asking makes nothing


@pytest.mark.usefixtures("unset")
def test_data_dir_without_a_checkout(tmp_path, monkeypatch):
    (tmp_path / "course").mkdir()  # exercises/ is missing
    monkeypatch.chdir(tmp_path)
    assert paths.data_dir() == platformdirs.user_data_path("outofcore") / "data"


@pytest.mark.usefixtures("unset")
def test_an_empty_variable_counts_as_unset(tmp_path, monkeypatch):
    monkeypatch.setenv("OUTOFCORE_DATA", "")
    monkeypatch.chdir(tmp_path)
    assert paths.data_dir() == platformdirs.user_data_path("outofcore") / "data"


def test_data_dir_of_the_variable_comes_first(tmp_path, monkeypatch):
    (tmp_path / "course").mkdir()
    (tmp_path / "exercises").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OUTOFCORE_DATA", "elsewhere")
    assert paths.data_dir() == tmp_path / "elsewhere"
    monkeypatch.setenv("OUTOFCORE_DATA", os.path.join("~", "images"))
    assert paths.data_dir() == pathlib.Path.home() / "images"


def names(folder):
    return sorted(entry.name for entry in folder.iterdir())


def test_the_file_appears_at_the_end_and_whole(tmp_path):
    path = tmp_path / "new" / "volume.h5"
    with paths.write_beside(path) as temporary:
        assert temporary.parent == path.parent
        assert temporary.suffix == ".h5"
        temporary.write_bytes(b"first")
        assert not path.exists()
    assert names(path.parent) == ["volume.h5"]
    assert path.read_bytes() == b"first"


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt])
def test_an_error_leaves_the_old_file_and_nothing_else(tmp_path, error):
    path = tmp_path / "volume.h5"
    path.write_bytes(b"old")

    def fail():
        with paths.write_beside(path, overwrite=True) as temporary:
            temporary.write_bytes(b"half")
            raise error

    with pytest.raises(error):
        fail()
    assert names(tmp_path) == ["volume.h5"]
    assert path.read_bytes() == b"old"


def test_overwriting_takes_a_word(tmp_path):
    path = tmp_path / "volume.h5"
    path.write_bytes(b"old")
    refusal = pytest.raises(FileExistsError, match=r"h5 exists; delete it, .*overwrite=True")
    with refusal, paths.write_beside(path):
        pytest.fail("the body must not run")
    with paths.write_beside(path, overwrite=True) as temporary:
        temporary.write_bytes(b"new")
        assert path.read_bytes() == b"old"
    assert path.read_bytes() == b"new"


def test_a_folder_is_never_replaced(tmp_path):
    refusal = pytest.raises(IsADirectoryError, match="is a folder; give the name of a file")
    with refusal, paths.write_beside(tmp_path, overwrite=True):
        pytest.fail("the body must not run")


def test_writing_nothing_is_an_error(tmp_path):
    with pytest.raises(FileNotFoundError), paths.write_beside(tmp_path / "volume.h5"):
        pass
    assert names(tmp_path) == []


def test_two_writers_do_not_share_a_temporary_file(tmp_path):
    path = tmp_path / "volume.h5"
    with paths.write_beside(path) as one, paths.write_beside(path) as other:
        one.write_bytes(b"one")
        other.write_bytes(b"other")
    assert one != other
    assert names(tmp_path) == ["volume.h5"]


def test_free_space(tmp_path):
    folder = tmp_path / "not" / "there" / "yet"
    paths.check_free_space(folder, 0)
    with pytest.raises(OSError, match=r"free but 1048576.0 TiB are needed; make room, .*smaller"):
        paths.check_free_space(folder, 2**60)
    assert not (tmp_path / "not").exists()
