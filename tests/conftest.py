"""How the tests are shared out among pytest-xdist's workers.

A file's tests stay together, because they share fixtures. Where one file takes minutes, each topic
is a piece of its own, and the long pieces come first: else one worker would still be busy with them
when the others are done.
"""

import pytest

LONG = (  # to be split
    "tests/grading/test_stock.py",
    "tests/notebooks/test_lectures.py",
    "tests/checking/test_submissions.py",
)
EARLY = (
    *LONG,
    "tests/grading/",
    "tests/browser/",
)


def pytest_addoption(parser):
    """Add the options for what takes too long to be done each time."""
    parser.addoption(
        "--all-answers",
        action="store_true",
        help="hold every right and wrong answer against the sandbox and stock nbgrader, not some",
    )
    parser.addoption(
        "--small-lectures",
        action="store_true",
        help="run the lectures with OUTOFCORE_SIZE=small, not on the size that learners have",
    )


def pytest_collection_modifyitems(items):
    """Put the long ones first, and those of one piece next to each other."""
    items.sort(key=lambda item: (_rank(item.nodeid), _piece(item.nodeid)))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Return a scheduler that keeps the tests of a piece on one worker."""
    if config.getvalue("dist") != "loadfile":
        return None
    from xdist.scheduler import LoadFileScheduling

    class LoadPieces(LoadFileScheduling):
        """Keeps a file together, or in a long one what belongs to one topic."""

        def _split_scope(self, nodeid):
            return "::".join(_piece(nodeid))

    return LoadPieces(config, log)


def _rank(nodeid):
    """Return the place of a test's file among those that come early, or the place after them."""
    found = (i for i, path in enumerate(EARLY) if nodeid.startswith(path))
    return next(found, len(EARLY))


def _piece(nodeid):
    """Return the file of a test, and in a long file its last parameter up to a slash."""
    file, _, name = nodeid.partition("::")
    last = name.partition("[")[2].rstrip("]").rpartition("-")[2]
    return (file, last.partition("/")[0]) if file in LONG else (file,)
