"""The probes hear what they are there for: each hole below is made, and must be reported."""

import socket
import sys
from pathlib import Path

import pytest

from outofcore.grading import _link, _probes, _room, _seccomp, _wall
from outofcore.grading.box import BoxServer, Limits, SandboxRefused
from outofcore.units import MIB

LIMITS = Limits(memory_bytes=256 * MIB, processes=16, disk_bytes=8 * MIB, inodes=100)


def refusal():
    """Return the words with which a server refuses to start."""
    with pytest.raises(SandboxRefused) as caught:
        BoxServer(limits=LIMITS, preload=(), entry=_probes.ENTRY)
    return str(caught.value)


def test_a_sound_sandbox_passes_every_probe():
    with BoxServer(limits=LIMITS, preload=(), entry=_probes.ENTRY) as server:
        assert set(_probes.prove(server)) == {*_probes.PROBES, "canaries-unheard"}


# Holes in the wall


def test_a_folder_in_view_is_found(monkeypatch):
    """The box would cover /tmp, so the canaries are laid out in the other temporary folder."""
    monkeypatch.setattr("tempfile.tempdir", "/var/tmp")
    folders = _wall.folders()
    monkeypatch.setattr(_wall, "folders", lambda: [*folders, "/var/tmp"])
    words = refusal()
    assert "secret-files: /var/tmp/" in words
    assert "unix-sockets: the host's unix socket '/var/tmp/" in words
    assert "canaries-unheard: somebody reached the listener" in words


def test_a_system_without_filter_is_found(monkeypatch):
    monkeypatch.setattr(_seccomp, "REFUSED", "")
    monkeypatch.setattr(_seccomp, "_conditions", lambda: [])
    words = refusal()
    for name in ("system-calls", "network", "memory"):
        assert name in words


def test_a_variable_too_many_is_found(monkeypatch):
    command = _wall.command

    def leaking(*args, **kwargs):
        words = command(*args, **kwargs)
        python = words.index(sys.executable)
        words[python:python] = ["--setenv", "TOKEN", "secret"]
        return words

    monkeypatch.setattr(_wall, "command", leaking)
    assert "environment has ['TOKEN']" in refusal()


@pytest.mark.parametrize(
    ("name", "probe"),
    [
        ("RLIMIT_NPROC", "threads"),
        ("RLIMIT_DATA", "memory"),
        ("RLIMIT_CORE", "limits"),
    ],
)
def test_a_limit_that_does_not_bind_is_found(monkeypatch, name, probe):
    set_limits = _link.json.dumps

    def without(document, **kwargs):
        if isinstance(document, dict) and "uid" in document:
            rlimits = {key: value for key, value in document["rlimits"].items() if key != name}
            document = document | {"rlimits": rlimits}
        return set_limits(document, **kwargs)

    monkeypatch.setattr(_link.json, "dumps", without)
    words = refusal()
    assert f"{probe}: " in words
    assert "limits: " in words


# What a probe reports, asked here without a box


def test_what_can_be_read_is_named(tmp_path):
    path = tmp_path / "secret"
    path.write_text("x")
    assert str(path) in _probes._reads_secrets({"files": [str(path)]})


def test_a_python_that_cannot_be_read_is_named(tmp_path):
    orders = {"readable": [__file__, str(tmp_path / "none")]}
    assert _probes._cannot_read_python(orders) == str(tmp_path / "none")


def test_a_process_without_a_filter_is_named():
    assert _probes._has_privileges({}) != ""


def test_the_canaries_hear_and_leave_nothing():
    with _probes._Canaries() as canaries:
        assert canaries.heard() == ""
        orders = canaries.orders()
        with socket.create_connection(("127.0.0.1", orders["port"])):
            assert "listener" in canaries.heard()
        Path(orders["files"][0]).write_text("changed")
        assert "was changed" in canaries.heard()
    assert not Path(orders["files"][0]).parent.exists()


def test_a_box_that_answers_nothing_is_a_refusal(monkeypatch):
    monkeypatch.setattr(_probes, "ENTRY", "outofcore.grading._zygote:run_file")
    assert "did not finish: exit code 1" in refusal()


def test_a_probe_that_did_not_run_is_a_hole(monkeypatch):
    monkeypatch.setitem(_probes.PROBES, "unheard-of", lambda orders: "")
    assert "unheard-of: it did not run" in refusal()


def test_the_room_names_a_python_it_would_cover(monkeypatch):
    covered = [f"{folder}/python" for folder in _room.WRITABLE]
    monkeypatch.setattr(_wall, "folders", lambda: ["/opt/python", *covered])
    assert _wall.hidden_by_a_room() == covered
