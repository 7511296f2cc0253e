"""Runs inside a box: answers the grader's requests, one after the other.

::

    grader                       driver
      names  ------------------>   the names that functions use, from the cells' text (first of all)
      cell   ------------------>   run a cell, return what it showed
      find   ------------------>   is there such a function, and which names does it use?
      place  ------------------>   write files that a call may change
      settle ------------------>   give free memory back to the system
      call   ------------------>   call a function ...
             <-- read  data -->      ... whose source asks the grader for bytes
             <--- returned -----
      value  ------------------>   what it returned, and what became of those files

From the first cell of a learner on, this process is the learner's: nothing it says is believed. All
that stands here is a service to honest notebooks. What counts is decided by `_session` and `_meter`
outside, which hold the checks, the files and the clock.
"""

import contextlib
import io
import os
import signal
import sys
import tempfile
import types

from outofcore.checking import student as checking_student
from outofcore.checking.limits import TimeUp, captured_output, time_limit
from outofcore.formats import hdf5
from outofcore.grading import _names, _shell, _values, _values_in, _wire
from outofcore.measure import memory, reads
from outofcore.units import GIB

MAX_NAMES = 5_000
MAX_WORDS = 2_000  # of an error's text
_READY = []  # the shell that `prepare` made


def prepare():
    """Make the shell ahead of time, in the process that boxes are forked from."""
    if not _READY:
        _READY.append(_shell.make_shell())


def serve(sock):
    """Answer requests on `sock` until the other end closes, then end the process."""
    code = 70
    try:
        prepare()
        sys.path[:] = [p for p in sys.path if p] + [os.getcwd()]  # last: shadows nothing
        driver = Driver(_READY[0], _wire.Channel(sock, max_bytes=4 * GIB))
        os.register_at_fork(after_in_child=driver.channel.close)  # a child has no say
        driver.loop()
        code = 0
    except _wire.Closed:
        code = 0
    finally:
        os._exit(code)


class Driver:
    """The requests of a grader, each a method of the request's name."""

    def __init__(self, shell, channel):
        self.channel = channel
        self._shell = shell
        self._id = None
        self._value = None
        self._placed = []

    def loop(self):
        """Answer requests until the channel closes."""
        while True:
            document, blobs = self.channel.receive()
            self._id = document["id"]
            fields, blobs = getattr(self, f"do_{document['op']}")(document, blobs)
            self.channel.send({"id": self._id, "op": document["op"], **fields}, blobs)

    def do_names(self, document, _):
        """Return the definitions in the text of each cell."""
        return {"cells": [_names.definitions(source) for source in document["sources"]]}, []

    def do_cell(self, document, _):
        """Run a cell and return what it showed and how it ended."""
        shown = _shell.Outputs(document["max_bytes"], document["stop_bytes"])
        self._shell.shown = shown
        error = None
        try:
            with time_limit(document["seconds"]):
                result = self._shell.run_cell(document["source"], store_history=True)
            error = result.error_before_exec or result.error_in_exec
        except BaseException as raised:  # a time limit that rang outside of the cell's own code
            error = raised
        self._shell.shown = _shell.Outputs()
        return {"outputs": shown.as_list(), "state": _state(error), "cut": shown.too_much}, []

    def do_find(self, document, _):
        """Tell what stands under a name."""
        function = self._shell.user_ns.get(document["name"])
        kind = "missing" if function is None else type(function).__name__
        names = set()
        if isinstance(function, types.FunctionType):
            names = checking_student._names(function, self._shell.user_ns)
        return {"kind": kind[:80], "names": sorted(names)[:MAX_NAMES]}, []

    def do_place(self, document, blobs):
        """Write files for the next call to change, each alone in a folder of its own."""
        self._placed = []
        for name, data in zip(document["names"], blobs, strict=True):
            path = os.path.join(tempfile.mkdtemp(prefix="scratch_", dir=os.getcwd()), name)
            with open(path, "wb") as file:
                file.write(data)
            self._placed.append(path)
        return {}, []

    def do_settle(self, document, _):
        """Give free memory back, so that what is resident is what is held."""
        self._value = None
        memory.give_back_free_memory()
        return {}, []

    def do_call(self, document, blobs):
        """Call a function; its value is kept until it is asked for."""
        function = self._shell.user_ns.get(document["name"])
        if not isinstance(function, types.FunctionType):
            kind = "missing" if function is None else type(function).__name__
            return {"state": "missing", "text": kind[:80], "output": ""}, []
        args = _values_in.decode(document["args"], blobs)
        with contextlib.ExitStack() as stack:
            files = [
                stack.enter_context(contextlib.closing(CountingFile(self, number, about["size"])))
                for number, about in enumerate(document["files"])
            ]
            stack.callback(hdf5.close_new_files, hdf5.open_file_ids())
            handed = [*map(_as_store, files, document["files"]), *self._placed]
            given = [handed[a.number] if type(a) is _values.Reference else a for a in args]
            fields = self._run(function, given, document["seconds"])
        return fields, []

    def _run(self, function, given, seconds):
        state, text = "value", ""
        with captured_output() as printed:
            try:
                with time_limit(seconds):
                    self._value = function(*given)
                reads.refuse_writes(*given)
            except TimeUp:
                state = "timeout"
            except (Exception, SystemExit) as error:
                if type(error) is NotImplementedError:  # what `input` raises is a kind of it
                    state = "empty"
                else:
                    state, text = "error", checking_student.explain(error)[:MAX_WORDS]
        return {"state": state, "text": text, "output": printed.summary()}

    def do_value(self, document, _):
        """Return what the last call returned."""
        value, self._value = self._value, None
        try:
            with time_limit(document["seconds"]):
                node, blobs = _values.encode(value)
                files = [_content(path) for path in self._placed]
        except _values.Unfit as error:
            return {"value": None, "unfit": str(error)}, []
        except (Exception, TimeUp) as error:
            return {"value": None, "unfit": f"cannot be looked at ({type(error).__name__})"}, []
        there = [data is not None for data in files]
        blobs += [data for data in files if data is not None]
        if self.channel.too_large(node, blobs, document["max_bytes"]):
            return {"value": None, "unfit": "is too large to be looked at"}, []
        return {"value": node, "files": there}, blobs

    def read(self, number, offset, view):
        """Fill `view` from the grader's file `number` and return the number of bytes."""
        request = {"id": self._id, "op": "read", "file": number, "offset": offset}
        with self.channel.lock, _undisturbed():
            self.channel.send({**request, "nbytes": len(view)})
            return self.channel.receive_into(view)[1]


def _as_store(file, about):
    """Return a file as it is, or one with many objects in it as a zarr store."""
    if about["index"] is None:
        return file
    from outofcore.formats.zarr_packed import PackedStore  # a topic without Zarr never imports it

    return PackedStore(file, about["index"])


def _content(path):
    """Return the bytes of a file, None where there is none."""
    if not os.path.isfile(path):
        return None
    with open(path, "rb") as file:
        return file.read()


@contextlib.contextmanager
def _undisturbed():
    """Keep the alarm from ringing in the middle of a frame; it rings right after."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGALRM])
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class _RemoteFile:
    """A raw file whose bytes lie with the grader. Fails as a file of the system would."""

    def __init__(self, driver, number, size):
        self._driver, self._number, self._size = driver, number, size
        self._position, self._closed = 0, False

    def seek(self, offset, whence=io.SEEK_SET):
        """Move and return the position."""
        offset += self._size if whence == io.SEEK_END else 0
        if offset < 0:
            raise OSError(22, "Invalid argument")
        self._position = offset
        return offset

    def readinto(self, buffer):
        """Fill `buffer` and return the number of bytes."""
        if self._closed:
            raise ValueError("I/O operation on closed file")
        view = memoryview(buffer).cast("B")
        nbytes = self._driver.read(self._number, self._position, view)
        self._position += nbytes
        return nbytes

    def close(self):
        """Refuse reads from here on."""
        self._closed = True


class CountingFile(reads.CountingFile):
    """The file a learner's function is given: as in their own notebook, but the grader reads it."""

    def __init__(self, driver, number, size):
        io.RawIOBase.__init__(self)
        self._file = _RemoteFile(driver, number, size)
        self._position = self._reached = 0
        self.name = f"source {number}"
        self.log, self.was_written = [], False


def _state(error):
    """Return in one word how a cell ended."""
    if error is None:
        return "ok"
    if isinstance(error, TimeUp):
        return "timeout"
    if isinstance(error, _shell.TooMuchOutput):
        return "flood"
    return "memory" if isinstance(error, MemoryError) else "error"
