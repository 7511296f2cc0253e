"""exercises/ is what nbgrader derives from solutions/, and gives nothing away."""

import os
import re
import shutil
import subprocess
import sys

import nbformat
import pytest

from repository import ROOT, repository_files, topics

SOLUTIONS, EXERCISES = ROOT / "solutions", ROOT / "exercises"
REGION = re.compile(r"### BEGIN SOLUTION\n(.*?)### END SOLUTION", re.DOTALL)
SHORTEST_TELLING_LINE = 12  # characters; `return x` may stand anywhere
GENERATE = """
import sys
from nbgrader.apps.api import NbGraderAPI
from outofcore.grading._gradebook import read_config

api = NbGraderAPI(config=read_config("."))
for topic in sys.argv[1:]:
    said = api.generate_assignment(topic, force=True, create=True)
    assert said["success"], said
"""

every_topic = pytest.mark.parametrize("topic", topics())


def files_of(folder):
    """Return {relative path: content} of the repository's files in `folder`."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in repository_files()
        if path.is_relative_to(folder)
    }


def sources(notebook_path):
    notebook = nbformat.read(notebook_path, as_version=4)
    return [cell.source for cell in notebook.cells]


def telling_lines(text, known):
    """Return the lines of `text` that say something, and stand nowhere in the text `known`."""
    new = lines_of(text) - lines_of(known)
    return {line for line in new if len(line) >= SHORTEST_TELLING_LINE}


def lines_of(text):
    return {line.strip() for line in text.splitlines()}


@pytest.fixture(scope="module")
def regenerated(tmp_path_factory):
    """Return a folder with exercises/ made afresh from a copy of solutions/."""
    folder = tmp_path_factory.mktemp("course")
    shutil.copy(ROOT / "nbgrader_config.py", folder)
    for name, content in files_of(SOLUTIONS).items():
        path = folder / "solutions" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    subprocess.run(
        [sys.executable, "-c", GENERATE, *topics()],
        cwd=folder,
        check=True,
        env={**os.environ, "JUPYTER_CONFIG_DIR": str(folder / "no-user-config")},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    return folder / "exercises"


def test_there_are_topics():
    assert topics()
    assert sorted({name.split("/")[0] for name in files_of(EXERCISES)}) == topics()


@every_topic
def test_exercises_are_what_the_solutions_give(topic, regenerated):
    made = {
        path.relative_to(regenerated / topic).as_posix(): path.read_bytes()
        for path in (regenerated / topic).rglob("*")
        if path.is_file()
    }
    committed = files_of(EXERCISES / topic)
    assert sorted(committed) == sorted(made)
    different = [name for name in made if made[name] != committed[name]]
    assert different == [], "`make exercises` derives them afresh"


@every_topic
def test_no_solution_text_in_the_exercises(topic):
    cells = sources(SOLUTIONS / topic / f"{topic}.ipynb")
    regions = "\n".join(region for cell in cells for region in REGION.findall(cell))
    checks = (SOLUTIONS / topic / "checks.py").read_text(encoding="utf-8")
    known = "\n".join([REGION.sub("", cell) for cell in cells] + [checks])
    secret = telling_lines(regions, known)
    assert secret, "no solution region: what do the students write?"
    released = "\n".join(sources(EXERCISES / topic / f"{topic}.ipynb"))
    assert secret & lines_of(released) == set()  # a hint may quote half a line
    assert "SOLUTION" not in released


@every_topic
def test_no_hidden_check_in_the_exercises(topic):
    hidden = (SOLUTIONS / topic / "hidden_checks.py").read_text(encoding="utf-8")
    checks = (SOLUTIONS / topic / "checks.py").read_text(encoding="utf-8")
    secret = {
        line for line in telling_lines(hidden, checks) if not line.startswith(("import ", "from "))
    }
    assert secret
    released = files_of(EXERCISES / topic)
    assert "hidden_checks.py" not in {name.split("/")[-1] for name in released}
    text = "\n".join(content.decode("utf-8") for content in released.values())
    assert [line for line in secret if line in text] == []
