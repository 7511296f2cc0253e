"""Ends the process in the answer cell, as if all were well.

Outcome: kernel-died
Earns: 4
Says: exit code 0
"""

import os

from tools import total

os._exit(0)
