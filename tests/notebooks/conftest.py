"""Each lecture is executed once, for all tests that look at what it showed."""

import nbformat
import pytest
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

STOPPED = (CellExecutionError, CellTimeoutError, DeadKernelError)


@pytest.fixture(scope="session")
def executed(tmp_path_factory, pytestconfig):
    """`executed(path)`: the executed notebook; what stopped it is raised each time."""
    size = "small" if pytestconfig.getoption("--small-lectures") else "lecture"
    done = {}

    def run(path):
        notebook = nbformat.read(path, as_version=4)
        client = NotebookClient(
            notebook, timeout=120, resources={"metadata": {"path": str(path.parent)}}
        )
        with pytest.MonkeyPatch.context() as environment:
            environment.setenv("OUTOFCORE_SIZE", size)
            environment.setenv("OUTOFCORE_DATA", str(tmp_path_factory.mktemp(size)))
            try:
                client.execute()
            except STOPPED as error:
                return notebook, error
        return notebook, None

    def executed(path):
        if path not in done:
            done[path] = run(path)
        notebook, error = done[path]
        if error is not None:
            raise error
        return notebook

    return executed
