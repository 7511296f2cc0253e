"""Answers the browser's questions: a queue, threads that serve it, and what was cancelled.

Messages from the browser, as dictionaries::

    {"kind": "tiles", "tiles": [{"id", "level", "plane", "position", "channel", "row", "column",
                                 "step"}, ...]}
    {"kind": "cancel", "ids": [...]}         what scrolled away; taken out of the queue
    {"kind": "contrast", "channel": 2, ...}  look at the smallest level again
    {"kind": "shown"}, {"kind": "hidden"}    a view; after the last one the cache is emptied

and to it: {"kind": "tiles", "tiles": [{"id", "shape", "ms"}, ...]} with the codes of each as a
buffer, {"kind": "error", "id", "message"}, {"kind": "contrast", "channel", "low", "high"},
{"kind": "counts", "counts"}. A message costs more than a tile that is in the cache, so tiles that
are ready within 10 ms travel together, and the counts with them.
"""

import threading
import time
from collections import OrderedDict

from outofcore import grid
from outofcore.viewer.values import contrast_of

THREADS = 2
COUNTS_EVERY = 0.1  # seconds
IDLE_SECONDS = 10  # after which a thread ends
TOGETHER, TOGETHER_SECONDS = 8, 0.01  # tiles in one message


class Server:
    """Serves tiles of one image.

    Parameters
    ----------
    reader : outofcore.viewer.reader.Reader
    coding : outofcore.viewer.values.Coding
    send : callable
        Takes a dictionary and a list of buffers; called by several threads.
    """

    def __init__(self, reader, coding, send, *, threads=THREADS):
        self.reader, self.coding, self._send, self._many = reader, coding, send, threads
        self._queue, self._busy, self._ended = OrderedDict(), 0, False
        self._changed, self._sending = threading.Condition(), threading.Lock()
        self._threads, self._told = [], 0.0
        self.served = self.cancelled = self.failed = 0
        self.totals = [None] * len(reader.levels)
        self._sizes, self._views = None, 0

    def handle(self, message):
        """Take a message of the browser's. What is none is passed over."""
        if not isinstance(message, dict):
            return
        kind, gone = message.get("kind"), False
        with self._changed:
            if self._ended:
                return
            if kind == "tiles":
                for tile in message["tiles"]:
                    self._queue[tile["id"]] = tile
            elif kind == "cancel":
                for name in message["ids"]:
                    self.cancelled += self._queue.pop(name, None) is not None
            elif kind == "contrast":
                self._queue[f"contrast/{message['channel']}"] = message
            elif kind in ("shown", "hidden"):
                self._views += 1 if kind == "shown" else -1
                gone = self._views <= 0
                self.cancelled += len(self._queue) * gone
                if gone:
                    self._queue.clear()
            self._start()
            self._changed.notify_all()
        if gone:
            self.reader.cache.clear()

    def wait(self, timeout=None):
        """Return whether the queue came to an end within so many seconds."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._queue and not self._busy, timeout)

    def wait_for_sizes(self, timeout=None):
        """Return whether the stored bytes of all levels are known within so many seconds."""
        self.look_up_sizes()
        self._sizes.join(timeout)
        return not self._sizes.is_alive()

    def close(self):
        """End the threads. What is being read is read to its end, and not sent."""
        with self._changed:
            self._ended = True
            self._queue.clear()
            self._changed.notify_all()
        for thread in [*self._threads, *([self._sizes] if self._sizes else [])]:
            if thread is not threading.current_thread():
                thread.join()

    def counts(self):
        """Return what was fetched and what there is, for each level and in all.

        Stored bytes are None until they are looked up: that takes a walk through many files.
        """
        levels = []
        for number, (counted, level) in enumerate(
            zip(self.reader.counted, self.reader.levels, strict=True)
        ):
            cells = self.reader.cells(number, self.reader.planes[0])
            levels.append(
                {
                    "chunks": len(counted.touched),
                    "fetches": counted.fetches,
                    "bytes": counted.nbytes,
                    "of_chunks": grid.count_chunks(level.shape, cells),
                    "of_bytes": self.totals[number],
                    "word": level.word,
                }
            )
        known = None not in self.totals
        return {
            "chunks": sum(level["chunks"] for level in levels),
            "fetches": sum(level["fetches"] for level in levels),
            "bytes": sum(level["bytes"] for level in levels),
            "levels": levels,
            "whole": {
                "chunks": sum(level["of_chunks"] for level in levels),
                "bytes": sum(self.totals) if known else None,
            },
            "tiles": self.served,
            "cancelled": self.cancelled,
            "errors": self.failed,
        }

    def look_up_sizes(self):
        """Begin to look up the stored bytes of each level, in a thread of its own."""
        with self._changed:
            if self._sizes is None and not self._ended:
                self._sizes = threading.Thread(target=self._sum, name="viewer-sizes", daemon=True)
                self._sizes.start()

    def _sum(self):
        for number, level in enumerate(self.reader.levels):
            try:
                self.totals[number] = level.total(lambda: self._ended)
            except (OSError, ValueError, RuntimeError) as error:
                self._post({"kind": "error", "id": None, "message": f"sizes: {error}"})
        if not self._ended:
            self._tell()

    def _start(self):
        """Have threads while there is something to do; `_changed` is held."""
        self._threads = [thread for thread in self._threads if thread.is_alive()]
        while self._queue and len(self._threads) < self._many:
            thread = threading.Thread(target=self._serve, name="viewer", daemon=True)
            self._threads.append(thread)
            thread.start()

    def _serve(self):
        while (task := self._next(wait=True)) is not None:
            ready, begun = [], time.perf_counter()
            while task is not None:
                ready += self._answer(*task)
                late = time.perf_counter() - begun > TOGETHER_SECONDS
                task = None if late or len(ready) >= TOGETHER else self._next(wait=False)
            told = False
            if ready:
                abouts, buffers = zip(*ready, strict=True)
                message = {"kind": "tiles", "tiles": list(abouts)}
                with self._changed:
                    told = self._busy == 1 and not self._queue
                if told or time.monotonic() - self._told > COUNTS_EVERY:
                    told, self._told = True, time.monotonic()
                    message["counts"] = self.counts()
                self._post(message, buffers)
            with self._changed:
                self._busy -= 1
                idle = not self._busy and not self._queue
                self._changed.notify_all()
            if idle and not told:
                self._tell()

    def _next(self, *, wait):
        """Take (id, task) out of the queue; None where there is nothing, or no more."""
        with self._changed:
            if wait and not self._queue:
                self._changed.wait_for(lambda: self._queue or self._ended, timeout=IDLE_SECONDS)
            if self._queue:
                self._busy += wait  # until all that is taken together was sent
                return self._queue.popitem(last=False)
            if wait:  # this thread ends; the next question starts another
                self._threads.remove(threading.current_thread())
            return None

    def _answer(self, name, task):
        """Return [(what it is, its codes)] of a tile; [] of what was answered already."""
        begun = time.perf_counter()
        try:
            plane = self.reader.plane(task["plane"])
            position = task["position"] | {"c": task["channel"]}
            if task.get("kind") == "contrast":
                self._post(self._contrast(task["channel"], plane, position))
                return []
            codes = self.coding.encode(self._read(task, plane, position))
        except Exception as error:  # whatever it is, the browser says it
            with self._changed:
                self.failed += 1
            words = str(error) or type(error).__name__
            self._post({"kind": "error", "id": name, "message": words})
            return []
        with self._changed:
            self.served += 1
        ms = round((time.perf_counter() - begun) * 1000, 3)
        return [({"id": name, "shape": list(codes.shape), "ms": ms}, memoryview(codes).cast("B"))]

    def _read(self, task, plane, position):
        level, step = int(task["level"]), int(task["step"])
        if step > 1:  # only of the smallest level, and only as far as it is cheap
            last, most = len(self.reader.levels) - 1, self.reader.most_step(plane)
            if level != last or step > most:
                raise ValueError(f"step {step} of level {level}; up to {most} of level {last}")
        return self.reader.read_tile(
            level, plane, position, int(task["row"]), int(task["column"]), step
        )

    def _contrast(self, channel, plane, position):
        low, high = contrast_of(self.reader.sample(plane, position))
        return {"kind": "contrast", "channel": channel, "low": low, "high": high}

    def _tell(self):
        self._told = time.monotonic()
        self._post({"kind": "counts", "counts": self.counts()})

    def _post(self, content, buffers=()):
        if not self._ended:
            with self._sending:
                self._send(content, list(buffers))
