"""nbgrader's configuration: solutions/ -> exercises/, everything else under _grading/.

Read by every `nbgrader` command that is started in this folder, and by JupyterLab's nbgrader
extension. The names solutions/ and exercises/ are relative to this file, wherever it is copied.
"""

import os
import sys
from pathlib import Path

from outofcore.grading.execute import guard_nbgrader

HERE = Path(__file__).resolve().parent
GRADING = HERE / "_grading"
EXCHANGE = GRADING / "exchange"
EXCHANGE.mkdir(
    parents=True, exist_ok=True
)  # nbgrader makes neither this nor the gradebook's folder

# nbgrader starts `alembic` by its bare name: let it find the one installed beside this Python.
BIN = str(Path(sys.executable).parent)
if BIN not in os.environ.get("PATH", "").split(os.pathsep):
    os.environ["PATH"] = os.pathsep.join([BIN, os.environ.get("PATH", os.defpath)])

c = get_config()  # noqa: F821  (traitlets hands it in)

c.CourseDirectory.course_id = "outofcore"
c.CourseDirectory.root = str(HERE)
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "exercises"
c.CourseDirectory.submitted_directory = "_grading/submitted"
c.CourseDirectory.autograded_directory = "_grading/autograded"
c.CourseDirectory.feedback_directory = "_grading/feedback"
c.CourseDirectory.solution_directory = "_grading/solution"
c.CourseDirectory.source_with_tests_directory = "_grading/source_with_tests"
c.CourseDirectory.db_url = f"sqlite:///{GRADING / 'gradebook.db'}"
c.Exchange.root = str(EXCHANGE)

# Never copied by any step: not into exercises/, not into autograded/ as a "master version", and so
# not from there into feedback/. Setting the list replaces nbgrader's own, so that is repeated.
c.CourseDirectory.ignore = [
    "hidden_checks.py",
    "misconceptions.json",
    "__pycache__",
    "*.pyc",
    ".ipynb_checkpoints",
    "feedback",
]

c.ClearSolutions.code_stub = {
    "python": "# your code here\nraise NotImplementedError()  # student",
}
c.ClearSolutions.text_stub = "*Your answer here.*"

# Students' code runs in the sandbox, and the checks where no student code runs. nbgrader's lists
# with its Execute replaced, one step more behind SaveAutoGrades, and without the steps that
# overwrite cells and check their metadata: every notebook was rebuilt from ours (GuardedAutograde),
# and they would take half the time of a commit.
c.Autograde.sanitize_preprocessors = ["nbgrader.preprocessors.ClearOutput"]
c.Autograde.autograde_preprocessors = [
    "outofcore.grading.execute.GradingExecute",
    "nbgrader.preprocessors.IgnorePattern",
    "nbconvert.preprocessors.ClearMetadataPreprocessor",
    "nbgrader.preprocessors.LimitOutput",
    "nbgrader.preprocessors.SaveAutoGrades",
    "outofcore.grading.execute.MarkForReview",
    "nbgrader.preprocessors.AssignLatePenalties",
]
# The instructor's note on a hand-in is not for its student.
c.GenerateFeedback.preprocessors = [
    "outofcore.grading.execute.StudentView",
    "nbgrader.preprocessors.GetGrades",
    "nbconvert.preprocessors.CSSHTMLHeaderPreprocessor",
]
# Nothing that a student hands in is followed, opened or unpacked unseen. For the first there is no
# setting, so the class is replaced for the command, the formgrader and the API alike.
guard_nbgrader()
c.ExchangeFactory.collect = "outofcore.grading._exchange.GuardedCollect"
c.ZipCollectApp.extractor_plugin = "outofcore.grading._exchange.GuardedExtractor"
