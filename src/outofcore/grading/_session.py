"""One notebook in a box, seen from the grader: run its cells, call its functions, survive its end.

::

    session                      box 1                       box 2
      open  -------------------> fork
      cells 0 1 2 -------------> run
      call f ------------------> hangs; the box is killed
      call g                                 fork, cells 0 1 2 again --> call g

The box is believed in nothing: replies carry an id that cannot be guessed, come one per request
and fit the format, or the box is ended. Files are opened here and read by `pread`; what the box
asks for is checked and written down. A death costs the request it happened in. The next request
finds a fresh box in which the cells so far have run again, except those that had hung or killed
one.
"""

import contextlib
import os
import secrets
import time
from dataclasses import dataclass, field

from outofcore.formats.packed import Packed
from outofcore.grading import _names, _outputs, _values, _values_in, _wire
from outofcore.grading._meter import Meter

MAX_DEATHS = 8
MAX_READS = 300_000  # of one call
GRACE = 2.0  # seconds beyond a time limit until the box is killed
ANALYSIS_SECONDS = 10
STOPPED_SECONDS = 2  # of a cell that runs again though it had to be stopped
LOOK_SECONDS = 0.02  # how often the meter looks while a call runs
KEPT_WORDS = 2_500
STOP_FACTOR = 10  # a cell that shows so many times more than is kept of a notebook is stopped
WORST_FIRST = (
    "grader-error",
    "tampered",
    "out-of-memory",
    "timed-out",
    "output-limit",
    "kernel-died",
    "graded",
)
NODE_BYTES, VALUE_BYTES = 500, 2 * 2**20  # what carrying a value may take on top of a call's peak


class BoxLost(Exception):
    """The box ended during a request, or there will be no more; the message says why."""


@dataclass
class CellResult:
    """What one cell showed, and what went wrong in a line, or ""."""

    outputs: list
    problem: str = ""


@dataclass
class CallResult:
    """How one call went; `state` is value, missing, timeout, empty, error or unfit."""

    state: str
    text: str = ""
    output: str = ""
    value: object = None
    requests: list = field(default_factory=list)
    peak_bytes: int | None = None
    files: list = field(default_factory=list)


class Session:
    """The cells and functions of one notebook, in one box after the other.

    Parameters
    ----------
    server : BoxServer or PlainServer
    limits : Limits
    files : dict of str to bytes
        What lies beside the notebook in the box.
    sources : list of str
        The text of the cells that may run in the box, in order.
    setup : int
        How many of the first cells are the course's own.

    Attributes
    ----------
    outcome : str
        The worst that has happened so far.
    problems : list of str
    noted : list of (str, str)
        Each outcome that was noted, with its problem.
    """

    def __init__(self, server, limits, files, sources, *, setup=0):
        self.outcome, self.problems, self.noted = "graded", [], []
        self.boxes_cpu_seconds = 0.0
        self._server, self._limits, self._files, self._sources = server, limits, files, sources
        self._setup = setup
        self._end = time.monotonic() + limits.total_seconds
        self._room = limits.output_bytes
        self._ran, self._killers, self._stopped, self._deaths = [], set(), set(), 0
        self._defined = None
        self._box = self._channel = self._meter = self._files_open = None
        self._place, self._placed = "", False

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        self.close()

    def at(self, label):
        """Name the cell that problems from here on belong to."""
        self._place = f"cell {label}"

    def note(self, outcome, text):
        """Write down that something happened; the worst outcome stays."""
        self.noted.append((outcome, text))
        self.problems.append(text)
        self.outcome = min(self.outcome, outcome, key=WORST_FIRST.index)

    def follow(self, other):
        """Begin where another session of the same notebook is: its cells, its time, its deaths."""
        self._place, self._end, self._deaths = other._place, other._end, other._deaths
        self._ran, self._killers = list(other._ran), set(other._killers)
        self._stopped = set(other._stopped)
        self._defined = other._defined

    def take_over(self, other):
        """Add what happened to a session that followed this one."""
        for outcome, text in other.noted:
            self.note(outcome, text)
        self._deaths = other._deaths
        self.boxes_cpu_seconds += other.boxes_cpu_seconds

    def close(self):
        """End the box."""
        self._drop()

    # ------------------------------------------------------------------------------------- requests

    def run_cell(self, index, label):
        """Run a cell and return its `CellResult`; a death in it is noted, not raised."""
        self.at(label)
        try:
            self._ready()
            result = self._run_cell(index)
        except BoxLost as error:
            self._killers.add(index)
            return CellResult([], str(error))
        finally:
            self._ran.append(index)
        return result

    def find(self, name):
        """Return the kind of thing under `name`, "missing" if none, and the names it uses.

        The names are those in the text of the cells, told before any of them ran, and those that
        the box says of the function itself.
        """
        self._ready()
        reply, _ = self._exchange("find", {"name": name}, self._limits.call_seconds)
        kind, said = _text(reply.get("kind")), reply.get("names")
        if type(said) is not list or not all(type(name) is str for name in said):
            self._tampered("names that are none")
        cells = [self._defined[i] for i in self._ran] + self._defined[len(self._sources) :]
        return kind, set(said) | _names.reachable(name, cells)

    def call(self, name, args, served, scratch=(), *, seconds):
        """Call a function; `served` are what the `Reference`s in `args` stand for.

        Paths of files, and `Packed` for the stores.

        Those of `scratch`, which come after them, lie in the box as copies.

        Raises
        ------
        BoxLost
            When the box ended in the call.
        """
        self._ready()
        node, blobs = _values.encode(list(args))
        with contextlib.ExitStack() as stack:
            files = [_ServedFile(stack, file) for file in served]
            fields = {"name": name, "args": node, "files": [f.about for f in files]}
            self._place_files(scratch)
            self._exchange("settle", {}, self._limits.call_seconds)
            if not self._meter.start():
                self._tampered("its memory cannot be read any more")
            reply, _ = self._exchange(
                "call", {**fields, "seconds": seconds}, seconds, blobs=blobs, files=files
            )
            peak_bytes = self._peak()
        result = CallResult(
            _text(reply.get("state")),
            _text(reply.get("text")),
            _text(reply.get("output")),
            requests=[tuple(file.log) for file in files],
            peak_bytes=peak_bytes,
        )
        if result.state == "value":
            self._fetch_value(result, seconds, len(scratch))
        elif result.state == "timeout":
            self.note("timed-out", f"{self._place}: {name} did not return within {seconds:g} s")
        elif result.state not in ("missing", "empty", "error"):
            self._tampered("a call that ended in no known way")
        return result

    def _peak(self, *, sample=True):
        """Return the most bytes held since the call began; hiding them ends the box."""
        peak_bytes = self._meter.stop(sample=sample)
        if peak_bytes is None and self._meter.started:
            self._check_alive()
            self._tampered("its memory cannot be read any more")
        return peak_bytes

    def _place_files(self, paths):
        """Copy files into the box, in place of those of the call before."""
        if not paths and not self._placed:
            return
        self._placed = bool(paths)
        names, blobs = [path.name for path in paths], [path.read_bytes() for path in paths]
        self._exchange("place", {"names": names}, self._limits.call_seconds, blobs=blobs)

    def _fetch_value(self, result, seconds, count):
        """Get what the call returned and its `count` files, and see what the box held meanwhile."""
        fields = {"seconds": seconds, "max_bytes": self._limits.frame_bytes // 2}
        reply, blobs = self._exchange("value", fields, seconds)
        after = self._peak(sample=False)
        if "unfit" in reply:
            result.state, result.text = "unfit", _text(reply["unfit"])
            return
        there = reply.get("files")
        if type(there) is not list or len(there) != count or sum(map(bool, there)) > len(blobs):
            self._tampered("files that are none")
        last = len(blobs) - sum(map(bool, there))
        files = iter(blobs[last:])
        result.files = [bytes(next(files)) if is_there else None for is_there in there]
        try:
            result.value = _values_in.decode(reply.get("value"), blobs[:last])
        except _values_in.WireError as error:
            self._tampered(str(error))
        if after is not None:
            carried = VALUE_BYTES + _parts(result.value) * NODE_BYTES
            carried += sum(len(blob) for blob in blobs)
            result.peak_bytes = max(result.peak_bytes, after - carried)

    # ------------------------------------------------------------------------------------ the boxes

    def _ready(self):
        """See to it that there is a box in which all cells so far have run."""
        while True:
            if self._deaths > MAX_DEATHS:
                raise BoxLost(f"was not run: this notebook ended {MAX_DEATHS} processes before")
            if time.monotonic() >= self._end:
                self._out_of_time()
            if self._box is not None:
                return
            with contextlib.suppress(BoxLost):
                self._replay()

    def _replay(self):
        """Open a box and run the cells so far in it; one that ends it now is left out next time."""
        self._open()
        for index in self._ran:
            if index not in self._killers:
                self._killers.add(index)
                self._run_cell(index, replay=True)
                self._killers.remove(index)

    def _open(self):
        self._box, self._placed = self._server.spawn(self._files), False
        self._channel = _wire.Channel(self._box.socket, max_bytes=self._limits.frame_bytes)
        self._meter = Meter(self._box)
        if self._defined is None:
            self._analyse()
        if not self._setup:
            self._meter.setup_done()

    def _analyse(self):
        """Get what the text of the cells defines, while nothing of the learner has run."""
        helpers = [
            data.decode(errors="replace")
            for name, data in sorted(self._files.items())
            if name.endswith(".py") and name != "checks.py"
        ]
        sources = self._sources + helpers
        self._defined = [[] for _ in sources]
        reply, _ = self._exchange("names", {"sources": sources}, ANALYSIS_SECONDS)
        cells = reply.get("cells")
        if type(cells) is list and len(cells) == len(sources):
            helper = len(self._sources)
            self._defined = [
                [(name, uses, certain and i < helper) for name, uses, certain in cell]
                for i, cell in enumerate(cells)
            ]

    def _run_cell(self, index, *, replay=False):
        seconds = self._limits.cell_seconds
        if replay and index in self._stopped:  # what it defines before it hangs counts
            seconds = min(seconds, STOPPED_SECONDS)
        fields = {
            "source": self._sources[index],
            "seconds": seconds,
            "max_bytes": self._room * 3 // 4,  # so that every cell has room for something
            "stop_bytes": STOP_FACTOR * self._limits.output_bytes,
        }
        reply, _ = self._exchange("cell", fields, seconds)
        state = _text(reply.get("state"))
        if index < self._setup:
            self._meter.setup_done()
        if replay:
            return None
        try:
            outputs, used = _outputs.clean(reply.get("outputs"), self._room)
        except _values_in.WireError as error:
            self._tampered(str(error))
        self._room -= used
        result = CellResult(outputs, self._cell_problem(state, index, seconds))
        if reply.get("cut") is True and state != "flood":
            self.note("output-limit", f"{self._place} showed more than is kept")
        return result

    def _cell_problem(self, state, index, seconds):
        """Note how a cell ended, if not well; return it in words."""
        words = {
            "timeout": ("timed-out", f"did not finish within {seconds:g} s and was stopped"),
            "flood": ("output-limit", "showed far more than is kept and was stopped"),
            "memory": ("out-of-memory", "ran into the memory limit"),
        }
        if state not in words:
            return ""
        if state != "memory":
            self._stopped.add(index)  # not to wait for it as long again
        outcome, text = words[state]
        self.note(outcome, f"{self._place} {text}")
        return text

    # ------------------------------------------------------------------------------------ exchanges

    def _exchange(self, op, fields, seconds, *, blobs=(), files=()):
        """Send a request and return the reply and its blobs, serving reads on the way."""
        self._id = secrets.token_hex(8)
        deadline = min(time.monotonic() + seconds + GRACE, self._end)
        try:
            if self._channel.readable():
                self._check_alive()
                self._tampered("a message that nobody asked for")
            self._channel.send({"id": self._id, "op": op, **fields}, blobs, deadline=deadline)
            while True:
                self._wait(deadline)
                document, data = self._channel.receive(deadline=deadline)
                if document.get("id") != self._id:
                    self._tampered("a reply to another request")
                if document.get("op") == op:
                    return document, data
                if document.get("op") != "read" or op != "call":
                    self._tampered("a reply of another kind")
                self._serve_read(document, files, deadline)
        except TimeoutError:
            if time.monotonic() >= self._end:
                self._out_of_time()
            self._lose("timed-out", f"did not return within {seconds:g} s and was stopped")
        except _wire.Closed:
            self._check_alive()
            self._tampered("it closed the channel")
        except _values_in.WireError as error:
            self._tampered(str(error))

    def _wait(self, deadline):
        """Wait for a message, looking at the box's memory now and then."""
        while not self._channel.readable(min(LOOK_SECONDS, max(deadline - time.monotonic(), 0))):
            if time.monotonic() >= deadline:
                raise TimeoutError
            self._meter.sample()

    def _serve_read(self, document, files, deadline):
        number, offset, nbytes = (document.get(k) for k in ("file", "offset", "nbytes"))
        if not all(type(n) is int and 0 <= n < 2**62 for n in (number, offset, nbytes)):
            self._tampered("a read that is none")
        if number >= len(files) or sum(len(file.log) for file in files) >= MAX_READS:
            self._tampered("a read of a file that is not there, or one too many")
        data = files[number].read(offset, min(nbytes, self._limits.frame_bytes // 2))
        self._channel.send({"id": self._id}, [data], deadline=deadline)
        self._meter.served(len(data))

    def _check_alive(self):
        """Raise `BoxLost` with the reason when the box is dead."""
        for _ in range(100):
            if why := self._box.ended():
                self._lose(_outcome_of(why), f"ended the Python process ({why})")
            time.sleep(0.01)

    def _tampered(self, words):
        self._lose("tampered", f"broke the channel to the grader ({words})")

    def _out_of_time(self):
        seconds = self._limits.total_seconds
        self._lose("timed-out", f"was not run to its end: the notebook had its {seconds:g} s")

    def _lose(self, outcome, words):
        self._deaths += 1
        self.note(outcome, f"{self._place} {words}")
        self._drop()
        raise BoxLost(words) from None

    def _drop(self):
        if self._box is not None:
            with contextlib.suppress(OSError):
                self.boxes_cpu_seconds += self._box.usage().cpu_seconds
            self._box.close()
            self._box = self._channel = self._meter = None


class _ServedFile:
    """A file of a check, read here for a box. `about` is all that the box is told of it."""

    def __init__(self, stack, file):
        index = file.index if isinstance(file, Packed) else None
        self._descriptor = os.open(file if index is None else file.path, os.O_RDONLY)
        stack.callback(os.close, self._descriptor)
        self.size = os.fstat(self._descriptor).st_size
        self.about = {"size": self.size, "index": index}
        self.log = []

    def read(self, offset, nbytes):
        """Return the bytes there, and write down that they were asked for."""
        data = os.pread(self._descriptor, min(nbytes, max(self.size - offset, 0)), offset)
        self.log.append((offset, len(data)))
        return data


def _outcome_of(why):
    """Return the outcome that the reason of a box's end stands for."""
    if why == "killed by SIGXCPU":
        return "timed-out"
    return why if why in WORST_FIRST else "kernel-died"


def _text(value):
    if type(value) is not str:
        return ""
    return value[:KEPT_WORDS].encode(errors="replace").decode()


def _parts(value):
    """Return how many objects a decoded value is made of, an array being one."""
    todo, count = [value], 0
    while todo:
        part = todo.pop()
        count += 1
        if type(part) in (list, tuple, set, frozenset):
            todo += part
        elif type(part) is dict:
            todo += [*part.keys(), *part.values()]
    return count
