"""Displays 100,000 messages.

Outcome: output-limit
Earns: 6
Says: showed far more than is kept
"""

from IPython.display import HTML, display
from tools import total

for number in range(100_000):
    display(HTML(f"<b>{number}</b>"))
