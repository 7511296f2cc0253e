"""Frames between the grader and a box: a JSON document and binary blobs, never pickle.

::

    frame     | magic | JSON length | blobs' length | JSON ......... | blob | blob | ... |
    document  {"id": ..., "op": ..., "blobs": [length, length, ...], ...}
    blob      raw bytes, or the bytes of a .npy file

The reader trusts nothing. Lengths are capped before anything is allocated, and whatever does not
fit the format raises `WireError`. The values in a document are the matter of `_values`.
"""

import json
import select
import struct
import threading
import time

from outofcore.grading._values import MAX_BLOBS, Joined
from outofcore.grading._values_in import WireError, expect

HEADER = struct.Struct("!4sIQ")  # magic, bytes of JSON, bytes of blobs
MAGIC = b"OOC1"
MAX_JSON_BYTES = 8 * 2**20
BLOB_DIGITS = 22  # the most that a blob's length takes in a document
OTHER_FIELDS = 1_000  # what the other fields of a document take at the most


class Closed(WireError):
    """The other end is gone."""


class Channel:
    """Frames over a connected stream socket.

    Parameters
    ----------
    sock : socket.socket
    max_bytes : int
        The most bytes of one incoming frame.
    """

    def __init__(self, sock, *, max_bytes):
        self._socket = sock
        self._max_bytes = max_bytes
        self.lock = threading.RLock()

    def send(self, document, blobs=(), *, deadline=None):
        """Send a document and its blobs; `deadline` is a time of `time.monotonic`."""
        document = {**document, "blobs": [len(blob) for blob in blobs]}
        text = json.dumps(document, separators=(",", ":")).encode()
        size = sum(document["blobs"])
        self._send(HEADER.pack(MAGIC, len(text), size) + text, deadline)
        for blob in blobs:
            for part in (blob.head, blob.data) if type(blob) is Joined else (blob,):
                self._send(part, deadline)

    def receive(self, *, deadline=None):
        """Return the next document and its blobs, as slices of one buffer.

        Raises
        ------
        TimeoutError
            When `deadline` passes first.
        WireError
            When what comes is no frame.
        """
        document, size = self._head(deadline)
        lengths = document.get("blobs")
        if type(lengths) is not list or len(lengths) > MAX_BLOBS:
            raise WireError("a frame without its blobs")
        if not all(type(n) is int and n >= 0 for n in lengths) or sum(lengths) != size:
            raise WireError("a frame whose lengths disagree")
        data = memoryview(bytearray(size))
        self._fill(data, deadline)
        blobs, start = [], 0
        for length in lengths:
            blobs.append(data[start : start + length])
            start += length
        return document, blobs

    def receive_into(self, buffer):
        """Receive a frame with one blob into `buffer`; return the document and the blob's size."""
        document, size = self._head(None)
        if size > len(buffer):
            raise WireError("more than there is room for")
        self._fill(buffer[:size], None)
        return document, size

    def readable(self, seconds=0.0):
        """Tell whether something to read lies in the channel, or comes within `seconds`."""
        poll = select.poll()  # select.select knows no descriptors above 1023
        poll.register(self._socket, select.POLLIN)
        return bool(poll.poll(seconds * 1000))

    def too_large(self, node, blobs, max_bytes):
        """Tell whether a value would make a frame that the other end refuses."""
        text = len(json.dumps(node, separators=(",", ":")))
        text += BLOB_DIGITS * len(blobs) + OTHER_FIELDS
        size = text + sum(len(blob) for blob in blobs)
        return text > MAX_JSON_BYTES or size > max_bytes

    def close(self):
        """Close this end."""
        self._socket.close()

    def _head(self, deadline):
        head = bytearray(HEADER.size)
        self._fill(memoryview(head), deadline)
        magic, text_bytes, size = HEADER.unpack(head)
        if magic != MAGIC or text_bytes > MAX_JSON_BYTES or text_bytes + size > self._max_bytes:
            raise WireError("not a frame, or one that is too large")
        text = bytearray(text_bytes)
        self._fill(memoryview(text), deadline)
        try:
            document = json.loads(text)
        except (ValueError, RecursionError):
            raise WireError("a document that is not JSON") from None
        return expect(document, dict), size

    def _fill(self, view, deadline):
        done = 0
        while done < len(view):
            self._wait(deadline)
            try:
                count = self._socket.recv_into(view[done:])
            except TimeoutError:
                raise
            except OSError:
                raise Closed("the other end is gone") from None
            if not count:
                raise Closed("the other end is gone")
            done += count

    def _send(self, data, deadline):
        self._wait(deadline)
        try:
            self._socket.sendall(data)
        except TimeoutError:
            raise
        except OSError:
            raise Closed("the other end is gone") from None

    def _wait(self, deadline):
        if deadline is None:
            self._socket.settimeout(None)
            return
        left = deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self._socket.settimeout(left)
