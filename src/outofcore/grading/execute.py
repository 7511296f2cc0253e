"""What nbgrader's autograding does here: take the result of the sandbox and show it.

submitted/ -> GuardedAutograde: links, pipes and bombs stay behind -> a staging folder
           -> GradingExecute: the result, from the journal or from the sandbox
           -> MarkForReview: the flag in the gradebook, the note for the instructor -> autograded/
           -> StudentView: the student's words in place of that note -> feedback/
"""

import nbformat
from nbformat.v4 import new_markdown_cell
from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import Bool

from outofcore.grading._autograde import GuardedAutograde, guard_nbgrader
from outofcore.grading._safe import literal, make_safe
from outofcore.grading._work import grade_one
from outofcore.grading.journal import Journal

__all__ = [
    "GradingExecute",
    "GuardedAutograde",
    "MarkForReview",
    "StudentView",
    "guard_nbgrader",
    "take",
]

RESULT = "outofcore"  # the key in nbgrader's resources under which the result travels
NOTE = "outofcore_note"  # the key in a cell's metadata that marks the instructor's note
STUDENT_WORDS = {
    "timed-out": "A cell or a check ran out of time and was stopped.",
    "out-of-memory": "The notebook needed more memory than it may have and was stopped.",
    "output-limit": "The notebook printed more than it may and was stopped.",
    "kernel-died": "The Python process ended on the way (a crash, or a call that ends it).",
    "corrupt": "What you handed in could not be read as a notebook.",
    "tampered": "Parts of the notebook that are not yours to edit had been changed.",
    "rejected-files": "Some of the files you handed in were not taken.",
    "missing": "There was no notebook of this exercise in what you handed in.",
    "grader-error": "The grading itself failed; that is not your fault.",
}


class GradingExecute(NbGraderPreprocessor):
    """Stands in for nbgrader's Execute: the journal's result, or a run in the sandbox."""

    sandbox = Bool(
        True,
        help="Run students' code in the sandbox. Without it their code can do whatever you can, "
        "and every result is marked.",
    ).tag(config=True)

    def preprocess(self, nb, resources):
        """Return our notebook with its outputs in place of `nb`."""
        about = resources["nbgrader"]
        job = _converter(self).job(about["assignment"], about["student"])
        summary = grade_one(job)
        result = summary["result"] or Journal(job.course.journal).get(summary["key"])
        return take(result, resources, hide=[job.course.root])


def take(result, resources, *, hide=()):
    """Return the executed notebook of a journal's result, safe to show, and the resources.

    `MarkForReview` finds the outcome and the problems in the resources.
    """
    notebook = nbformat.reads(result["notebook"], as_version=4)
    resources[RESULT] = {key: result[key] for key in ("outcome", "needs_review", "problems")}
    return make_safe(notebook, hide=hide), resources


class MarkForReview(NbGraderPreprocessor):
    """Marks a result that somebody should look at, in the gradebook and in the notebook.

    It stands behind SaveAutoGrades, which sets the flag "needs manual grade" anew. The points stay;
    the flag goes when an instructor saves a score in the formgrader.
    """

    def preprocess(self, nb, resources):
        """Return `nb`, with the instructor's note on top when there is something to say."""
        result, about = resources.get(RESULT), resources["nbgrader"]
        if result is None:
            return nb, resources
        if result["needs_review"]:
            self._flag(about)
        if result["needs_review"] or result["problems"]:
            nb.cells.insert(0, _note(result))
            words = "; ".join(result["problems"])
            self.log.warning("%s of %s: %s", result["outcome"], about["student"], words)
        return nb, resources

    def _flag(self, about):
        with Gradebook(about["db_url"]) as gradebook:
            notebook = gradebook.find_submission_notebook(
                about["notebook"], about["assignment"], about["student"]
            )
            for grade in notebook.grades:
                grade.needs_manual_grade = True
            gradebook.db.commit()


class StudentView(NbGraderPreprocessor):
    """Puts a sentence for the student in place of the instructor's note, for the feedback."""

    def preprocess_cell(self, cell, resources, index):
        """Return the cell; the note in other words."""
        outcome = cell.metadata.get(NOTE)
        if outcome is not None:
            cell.source = STUDENT_WORDS.get(outcome, "")
            if outcome != "graded":
                cell.source += " Your instructor will look at it."
        return cell, resources


def _note(result):
    """Return the cell that tells the instructor what happened."""
    title = f"**{result['outcome']}** (this note is for the instructor only)"
    lines = "\n".join(" ".join(str(problem).split()) for problem in result["problems"])
    cell = new_markdown_cell(f"{title}\n\n{literal(lines)}", id="instructor-note")
    cell.metadata[NOTE] = result["outcome"]
    return cell


def _converter(preprocessor):
    """Return the `GuardedAutograde` that runs `preprocessor`."""
    owner = preprocessor.parent
    while owner is not None and not isinstance(owner, GuardedAutograde):
        owner = owner.parent
    if owner is None:
        raise RuntimeError(
            "GradingExecute runs only inside GuardedAutograde; see the lines on Autograde in "
            "nbgrader_config.py"
        )
    return owner
