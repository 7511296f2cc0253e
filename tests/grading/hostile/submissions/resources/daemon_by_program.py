"""Leaves programs behind, started by others: nohup, setsid, a shell in the background.

Outcome: graded
Earns: 6
"""

import subprocess

from tools import total

for command in ("nohup sleep 10000 &", "setsid sleep 10000 &", "(sleep 10000 &) &"):
    subprocess.run(command, shell=True, check=True)
