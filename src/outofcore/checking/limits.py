"""Guards around a learner's code: a time limit, and output that cannot flood the notebook."""

import contextlib
import io
import signal
import threading

from outofcore.units import format_bytes

KEPT_OUTPUT = 2000


class TimeUp(BaseException):
    """Raised in code that runs too long. Not an Exception: `except Exception` must not eat it."""


@contextlib.contextmanager
def time_limit(seconds):
    """Raise `TimeUp` in the block after `seconds` of wall time.

    Notes
    -----
    The alarm repeats, so code that swallows it once is stopped by the next one. Signals reach only
    the main thread of a POSIX process; anywhere else the block runs without a limit.
    """
    if not hasattr(signal, "SIGALRM") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def ring(signum, frame):
        raise TimeUp

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds, 0.5)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


class BoundedText(io.TextIOBase):
    """A text stream that keeps the first characters and counts the rest.

    >>> stream = BoundedText(keep=5)
    >>> _ = stream.write("hello, world")
    >>> stream.summary()
    'hello [and 7 bytes more, not kept]'
    """

    def __init__(self, keep=KEPT_OUTPUT):
        self._keep = keep
        self._parts = []
        self._kept = 0
        self._dropped = 0

    def writable(self):
        """Return True."""
        return True

    def write(self, text):
        """Keep what still fits and return the length of `text`."""
        part = text[: self._keep - self._kept]
        self._parts.append(part)
        self._kept += len(part)
        self._dropped += len(text) - len(part)
        return len(text)

    def summary(self):
        """Return what was kept, and how much was not."""
        text = "".join(self._parts).strip()
        if self._dropped:
            text += f" [and {format_bytes(self._dropped)} more, not kept]"
        return text


@contextlib.contextmanager
def captured_output():
    """Send what the block prints, on either stream, into one `BoundedText`."""
    stream = BoundedText()
    with contextlib.redirect_stdout(stream), contextlib.redirect_stderr(stream):
        yield stream
