"""Sends the value before it is asked for.

Outcome: tampered
Earns: 4
Says: broke the channel
"""

import json
import os
import socket
import stat
import struct


def channel():
    """Return the grader's channel, found among the descriptors."""
    for fd in range(3, 64):
        try:
            if stat.S_ISSOCK(os.fstat(fd).st_mode):
                return socket.socket(fileno=os.dup(fd))
        except OSError:
            pass
    raise OSError("no channel")


def frame(*blobs, **document):
    """Return a frame as the grader reads it."""
    text = json.dumps({"blobs": [len(b) for b in blobs], **document}).encode()
    return struct.pack("!4sIQ", b"OOC1", len(text), sum(map(len, blobs))) + text + b"".join(blobs)


def current_id():
    import gc

    from outofcore.grading._driver import Driver

    return next(o._id for o in gc.get_objects() if type(o) is Driver)


def twice(x):
    channel().sendall(frame(id=current_id(), op="value", value=["i", "2"]))
    return x
