"""The repository's own promises: commands that exist, a clean lock, nothing of one machine."""

import re
import tomllib

import pytest
import yaml

from outofcore.cli import COMMANDS
from repository import ROOT, name_of, repository_files

PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
TEST_COMMAND = "make test"

# Written so that neither pattern finds itself here.
REGISTRY = re.compile(r"//[\w.-]*(?:pypi|pythonhosted|npmjs|debian|anaconda)\.[a-z]+")
HOME = re.compile(
    r"(?<![\w.~}])/(?:root|home(?!/me\b)|Users|work)/[A-Za-z]"
)  # /home/me: an example

TEXTS = [path for path in repository_files() if b"\0" not in path.read_bytes()]


def read(name):
    return (ROOT / name).read_text(encoding="utf-8")


def code_of(markdown):
    """Return the code spans and blocks of `markdown`, joined."""
    blocks = re.findall(r"```.*?\n(.*?)```", markdown, re.DOTALL)
    return "\n".join(blocks + re.findall(r"`([^`\n]+)`", markdown))


@pytest.mark.parametrize("document", ["README.md", "CONTRIBUTING.md"])
def test_commands_in_the_documents_exist(document):
    code = code_of(read(document))
    named = set(re.findall(r"\bmake ([a-z-]+)", code))
    assert named, "the document names no make target"
    assert named - set(re.findall(r"^([a-z-]+):", read("Makefile"), re.MULTILINE)) == set()
    assert (
        set(re.findall(r"^(?:\$ )?outofcore ([a-z]+)", code, re.MULTILINE)) - set(COMMANDS) == set()
    )


def test_ci_runs_the_test_command_of_the_readme():
    assert TEST_COMMAND in code_of(read("README.md"))
    assert TEST_COMMAND in read(".ci/run").splitlines()


@pytest.mark.parametrize("path", TEXTS, ids=name_of)
def test_file_holds_nothing_of_one_machine(path):
    text = path.read_text(encoding="utf-8")
    assert REGISTRY.findall(text) == []
    assert HOME.findall(text) == []


def test_the_patterns_find_what_they_look_for():
    slash = "/"
    assert REGISTRY.search(f"https:{slash}{slash}files.pythonhosted.org{slash}x.whl")
    assert HOME.search(f"cd {slash}home{slash}ada")
    assert not HOME.search("classroom/home/index")


def lock_entries():
    """Return the lock's entries, one string each, without comments."""
    lines = [
        line for line in read("requirements.lock").splitlines() if not line.lstrip().startswith("#")
    ]
    return re.split(r"\n(?=\S)", "\n".join(lines).strip())


def test_every_locked_package_has_hashes():
    entries = lock_entries()
    assert len(entries) > 50
    assert [e for e in entries if not re.match(r"[A-Za-z0-9_.-]+==\S+", e)] == [], "index or option"
    assert [e for e in entries if "--hash=sha256:" not in e] == []


def test_every_direct_dependency_is_locked():
    project = PYPROJECT["project"]
    extras = project["optional-dependencies"].values()
    wanted = [line for group in (project["dependencies"], *extras) for line in group]
    names = {re.match(r"[\w.-]+", line).group().lower() for line in wanted}
    locked = {entry.split("==")[0] for entry in lock_entries()}
    assert names - locked == set(), "`make lock` adds them"


def test_conda_gives_a_python_that_the_package_accepts():
    environment = yaml.safe_load(read("environment.yml"))
    (python,) = [d for d in environment["dependencies"] if str(d).startswith("python")]
    lowest = PYPROJECT["project"]["requires-python"]
    assert python.removeprefix("python").split(",")[0] == lowest
    assert {"pip": ["-r requirements.lock"]} in environment["dependencies"]
