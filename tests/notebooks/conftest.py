"""Each lecture is executed once per size, for all tests that look at what it showed."""

import nbformat
import pytest
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

STOPPED = (CellExecutionError, CellTimeoutError, DeadKernelError)


@pytest.fixture(scope="session")
def execute(tmp_path_factory):
    """`execute(path, size)`: the executed notebook; what stopped it is raised each time."""
    done = {}

    def run(path, size):
        notebook = nbformat.read(path, as_version=4)
        client = NotebookClient(
            notebook, timeout=120, resources={"metadata": {"path": str(path.parent)}}
        )
        with pytest.MonkeyPatch.context() as environment:
            environment.setenv("OUTOFCORE_SIZE", size)
            environment.setenv("OUTOFCORE_DATA", str(tmp_path_factory.mktemp(f"{size}_")))
            try:
                client.execute()
            except STOPPED as error:
                return notebook, error
        return notebook, None

    def execute(path, size):
        if (path, size) not in done:
            done[path, size] = run(path, size)
        notebook, error = done[path, size]
        if error is not None:
            raise error
        return notebook

    return execute
