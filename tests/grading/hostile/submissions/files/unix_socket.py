"""A socket among the files.

Outcome: rejected-files
Earns: 6
Says: it is a socket
"""

import os
import socket


def hand_in(folder, name):
    with socket.socket(socket.AF_UNIX) as listener:
        here = os.open(folder, os.O_RDONLY)
        listener.bind(f"/proc/self/fd/{here}/s")
        os.close(here)
