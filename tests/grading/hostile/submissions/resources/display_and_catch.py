"""Displays messages without end, and catches what would stop it.

Outcome: timed-out
Earns: 4
Says: within 5 s and was stopped
"""

from IPython.display import HTML, display
from tools import total

while True:
    try:
        display(HTML("<b>again</b>"))
    except BaseException:
        continue
