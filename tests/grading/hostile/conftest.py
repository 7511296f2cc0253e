"""One world for all hostile hand-ins: a course, its grader, a real sandbox."""

import pytest

from grading.hostile.world import World


@pytest.fixture(scope="session")
def world(tmp_path_factory):
    with World(tmp_path_factory.mktemp("world")) as world:
        yield world
