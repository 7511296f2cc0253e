"""Sends one blob that stands for ten thousand, to fill the grader's memory.

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
    reference = ["l", [["b", 0]] * 10_000]
    line, name = channel(), current_id()
    line.sendall(frame(id=name, op="call", state="value", text="", output="", memory=False))
    while True:
        text = line.recv(1_000_000).decode(errors="replace")
        if '"value"' in text:
            break
    asked = text[text.index("{") :]
    name = json.loads(asked)["id"]
    line.sendall(frame(bytes(2**24), id=name, op="value", value=reference))
    return x
