"""Shows reports of full marks, as text, as HTML and in the checker's own form.

Outcome: graded
Earns: 4
"""

from IPython.display import display

from outofcore.checking.report import REPORT_MIME, Criterion, Report

report = Report("twice", (Criterion("small", 1, True), Criterion("large", 1, True)))
display(report)
display({REPORT_MIME: {"earned": 2, "max": 2}, "text/plain": "2.0"}, raw=True)
print("2.0")


def twice(x):
    print("2.0")
    return report
