"""`GradingExecute`: nbgrader's Execute, with the topic's hidden checks in the kernel's reach."""

import os
from contextlib import contextmanager
from pathlib import Path

from nbgrader.preprocessors import Execute

HIDDEN_VARIABLE = "OUTOFCORE_HIDDEN_CHECKS"


class GradingExecute(Execute):
    """Run a submission with the variable that tells `check` where the hidden checks lie.

    nbgrader uses it in place of its own `Execute` because nbgrader_config.py says so. The checks
    are read where they are, in solutions/: a copy beside the submission would end up in the
    feedback.
    """

    def preprocess(self, nb, resources, *args, **kwargs):
        """Return the executed notebook and its resources."""
        with hidden_checks(self.hidden_checks_path(resources["nbgrader"]["assignment"])):
            return super().preprocess(nb, resources, *args, **kwargs)

    def hidden_checks_path(self, assignment):
        """Return the path of the assignment's hidden checks, or None when it has none."""
        course = _course_directory(self)
        folder = course.format_path(course.source_directory, ".", assignment)
        path = Path(folder).resolve() / "hidden_checks.py"
        return path if path.is_file() else None


@contextmanager
def hidden_checks(path):
    """Set the variable to `path` for the kernels started inside; unset it for None."""
    before = os.environ.pop(HIDDEN_VARIABLE, None)
    try:
        if path is not None:
            os.environ[HIDDEN_VARIABLE] = str(path)
        yield
    finally:
        os.environ.pop(HIDDEN_VARIABLE, None)
        if before is not None:
            os.environ[HIDDEN_VARIABLE] = before


def _course_directory(preprocessor):
    """Return the CourseDirectory of the converter that runs `preprocessor`."""
    owner = preprocessor.parent
    while owner is not None:
        course = getattr(owner, "coursedir", None)
        if course is not None:
            return course
        owner = owner.parent
    raise RuntimeError(
        "GradingExecute runs only inside nbgrader's Autograde, which knows the course's folder"
    )
