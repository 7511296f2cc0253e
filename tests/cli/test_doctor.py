"""`outofcore doctor`: each finding in each state it can have, and the exit status."""

import json
import os
import sys
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner

from outofcore.cli import doctor
from outofcore.cli.doctor import MISSING, OK, OPTIONAL, Finding
from repository import ROOT

LOCK = """\
# a comment
present==1.0 \\
    --hash=sha256:00
other==2.0 ; python_version >= "3" \\
    --hash=sha256:00
never==3.0 ; python_version < "3" \\
    --hash=sha256:00
"""


@pytest.fixture
def lock(tmp_path):
    path = tmp_path / "requirements.lock"
    path.write_text(LOCK)
    return path


@pytest.mark.parametrize(
    ("installed", "state", "found"),
    [
        ({"present": "1.0", "other": "2.0"}, OK, "all 2 as locked"),
        ({"present": "1.0", "other": "2.1"}, OPTIONAL, "other 2.1 (lock: 2.0)"),
        ({"present": "1.0"}, MISSING, "1 absent: other"),
    ],
)
def test_packages_are_compared_with_the_lock(installed, state, found, lock, monkeypatch):
    monkeypatch.setattr(doctor, "installed_version", installed.get)
    finding = doctor.find_packages(lock)
    assert finding.state == state
    assert found in finding.found
    assert (finding.mend == "make venv") == (state != OK)


def test_the_repositorys_own_lock_is_read_whole():
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    locked = doctor.read_lock(text)
    assert {"numpy", "h5py", "jupyterlab", "nbgrader"} <= set(locked)
    assert not {"pywin32", "appnope"} & set(locked) or sys.platform != "linux"


def test_an_old_python_is_missing(monkeypatch):
    monkeypatch.setattr(doctor.sys, "version_info", (3, 10, 1))
    finding = doctor.find_python()
    assert (finding.state, "3.10.1" in finding.found) == (MISSING, True)


def test_a_tool_that_is_not_there_names_the_debian_package(monkeypatch):
    monkeypatch.setattr(doctor.shutil, "which", lambda program: None)
    finding = doctor.find_tool("bwrap")
    assert (finding.state, finding.mend) == (OPTIONAL, "apt install bubblewrap")


def test_a_tool_that_is_there_but_fails_says_why(tmp_path, monkeypatch):
    program = tmp_path / "bwrap"
    program.write_text("#!/bin/sh\necho no user namespaces >&2\nexit 1\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    finding = doctor.find_tool("bwrap")
    assert finding.state == OPTIONAL
    assert "no user namespaces" in finding.found


def test_the_data_folder_need_not_exist(tmp_path):
    folder, room = doctor.find_data_folder(tmp_path / "not" / "yet")
    assert (folder.state, room.state) == (OK, OK)
    assert not (tmp_path / "not").exists()


def test_a_data_folder_that_cannot_be_written(tmp_path):
    blocked = tmp_path / "a-file"
    blocked.touch()
    (folder,) = doctor.find_data_folder(blocked)
    assert folder.state == MISSING
    assert "OUTOFCORE_DATA" in folder.mend


def test_a_full_disk_is_missing(tmp_path, monkeypatch):
    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda path: SimpleNamespace(free=1000))
    _, room = doctor.find_data_folder(tmp_path)
    assert (room.state, "1000 bytes" in room.found) == (MISSING, True)


def test_without_proc_the_peak_meter_is_coarser(tmp_path):
    assert doctor.find_peak_meter(tmp_path / "no-proc").state == OPTIONAL


@pytest.mark.parametrize(("exists", "state"), [(True, OK), (False, OPTIONAL)])
def test_lab_settings(exists, state, tmp_path):
    folder = tmp_path / "share" / "jupyter" / "lab" / "settings"
    if exists:
        folder.mkdir(parents=True)
        (folder / "overrides.json").write_text("{}")
    assert doctor.find_lab_settings(tmp_path).state == state


@pytest.mark.parametrize(("state", "status"), [(OK, 0), (OPTIONAL, 0), (MISSING, 1)])
def test_only_what_is_required_counts(state, status, monkeypatch):
    monkeypatch.setattr(doctor, "examine", lambda: [Finding("thing", state, "so", "do this")])
    table, document = run(), run("--json")
    assert (table.exit_code, document.exit_code) == (status, status)
    assert "do this" in table.output
    assert json.loads(document.output) == {
        "ok": status == 0,
        "findings": [{"name": "thing", "state": state, "found": "so", "mend": "do this"}],
    }


def test_this_environment_is_well():
    assert [f for f in doctor.examine() if f.state == MISSING] == []


def run(*arguments):
    """Call `outofcore doctor`."""
    from outofcore.cli import app

    return CliRunner().invoke(app, ["doctor", *arguments])
