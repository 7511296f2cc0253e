"""The learner's code as a check sees it: call a function, get its value and what it cost."""

import copy
import linecache
import shutil
import tempfile
import traceback
import types
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from outofcore.checking.limits import TimeUp, captured_output, time_limit
from outofcore.formats import hdf5
from outofcore.formats.packed import pack
from outofcore.measure.cost import Cost, cost_of, cost_of_files
from outofcore.measure.memory import watch_peak
from outofcore.measure.reads import CountingFile, refuse_writes

CALL_SECONDS = 10
MAX_BYTES_SHOWN = 16


class AnswerFailed(Exception):
    """The answer gave no value to judge; the message tells the learner why."""


@dataclass(frozen=True)
class Source:
    """A file handed to the learner's function: something `h5py.File` opens, with its reads counted.

    The path itself stays with the check. What arrives may be a path or an open binary file.
    """

    path: Path


@dataclass(frozen=True)
class Store:
    """A folder with a Zarr hierarchy, handed to the learner's function as a read-only zarr store.

    Every object fetched from it is counted. A key that is not there costs nothing.
    """

    path: Path


@dataclass(frozen=True)
class Scratch:
    """A file handed to the learner's function to be changed: it gets the path of a copy.

    The file itself stays as it is. What became of the copy is in `Run.files`.
    """

    path: Path


@dataclass(frozen=True)
class Run:
    """What one call returned and what it cost.

    Attributes
    ----------
    value : object
        What the function returned.
    requests : dict of Path to tuple of (offset, nbytes)
        Every read of every `Source`, in order. Of a `Store`: (key, offset, nbytes), the offset in
        the object.
    peak_bytes : int or None
        Memory held at the worst moment above the start; None where the system cannot tell.
    output : str
        What the function printed, cut after 2,000 characters.
    files : dict of Path to (Path or None)
        Of every `Scratch`, where the copy lies that the function was given; None if it is gone.
    """

    value: object
    requests: dict
    peak_bytes: int | None
    output: str
    files: dict = field(default_factory=dict)

    def cost(self, path, name, *, asked_bytes=0) -> Cost:
        """Return the cost of this call on one array of the HDF5 file or the Zarr store at `path`.

        Parameters
        ----------
        path : Path
            Of a `Source` or a `Store` of this call.
        name : str
            A data set of the file; an array of the store, "" for one that is at its root.
        asked_bytes : int
            The bytes of what the call had to read.
        """
        requests = self.requests[path]
        if not Path(path).is_dir():
            return cost_of(requests, hdf5.chunk_map(path, name), asked_bytes=asked_bytes)
        from outofcore.formats import zarr  # a notebook without Zarr does without its import

        array = f"{name}/" if name else ""
        requests = [(key.removeprefix(array), *part) for key, *part in requests]
        return cost_of_files(requests, zarr.chunk_map(path, name), asked_bytes=asked_bytes)


class LocalStudent:
    """The learner's functions in this process, as `namespace` holds them.

    Parameters
    ----------
    namespace : dict
        Where the learner's functions are found by name: in a notebook, its globals.
    call_seconds : float
        How long one call may run before it is stopped.
    """

    def __init__(self, namespace, *, call_seconds=CALL_SECONDS):
        self.namespace = namespace
        self.call_seconds = call_seconds
        self.outputs = []
        self._made, self._packed = {}, {}
        self._folder = tempfile.TemporaryDirectory(prefix="outofcore-check-")
        self.folder = Path(self._folder.name)

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        self._folder.cleanup()

    def input_file(self, key, write):
        """Return the path of a file for a check to hand out as a `Source`, or folder as a `Store`.

        Parameters
        ----------
        key : hashable
            Says what is in the file: the same key, the same file. Where a class is graded it serves
            every student, so it is made once.
        write : callable
            `write(path)` makes it. Checks only read it afterwards.
        """
        if key not in self._made:
            path = self.folder / f"input_{len(self._made)}"
            write(path)
            self._made[key] = path
        return self._made[key]

    def call(self, name, *args):
        """Call the learner's function `name` and return a `Run`.

        A `Source` among `args` arrives as an open file whose reads are counted, a `Store` as a zarr
        store alike, a `Scratch` as the path of a copy that the function may change. With one, it
        need not return anything.

        Raises
        ------
        AnswerFailed
            When the function is missing or unfinished, raises, returns None, or never returns.
        """
        function = self._find(name)
        shown = show_call(name, *args)
        with ExitStack() as stack:
            opened = self._open_sources(stack, args)
            placed = {a.path: self._place(a.path) for a in args if isinstance(a, Scratch)}
            stack.callback(hdf5.close_new_files, hdf5.open_file_ids())
            given = [self._given(a, opened, placed) for a in args]
            value, peak_bytes, output = self._run(function, given, shown)
            requests = {a.path: self._requests(a, file.log) for a, file in opened.items()}
        if value is None and not placed:
            raise AnswerFailed(f"{shown} returned None; does every path end in a return?")
        files = {path: place if place.is_file() else None for path, place in placed.items()}
        return Run(value, requests, peak_bytes, output, files)

    def refuse_names(self, name, *words):
        """Stop unless the learner's function `name`, and those it calls, do without `words`.

        A shortcut that the contract rules out; this looks at names and is no guard against tricks.

        Raises
        ------
        AnswerFailed
            Names the word that was found.
        """
        for word in sorted(_names(self._find(name), self.namespace) & set(words)):
            raise AnswerFailed(f"{name} uses `{word}`; this task asks you to do that by hand")

    def _open_sources(self, stack, args):
        """Return the counted file of every `Source` and `Store`; its name does not tell where."""
        opened = {}
        for number, source in enumerate(dict.fromkeys(a for a in args if _is_source(a))):
            path = self._pack(source).path if isinstance(source, Store) else source.path
            opened[source] = stack.enter_context(closing(CountingFile(path)))
            opened[source].name = f"source {number}"
        return opened

    def _given(self, argument, opened, placed):
        """Return what a function is given for an argument of the check."""
        if isinstance(argument, Store):
            from outofcore.formats.zarr_packed import PackedStore

            return PackedStore(opened[argument], self._pack(argument).index)
        if isinstance(argument, Source):
            return opened[argument]
        if isinstance(argument, Scratch):
            return str(placed[argument.path])
        return copy.deepcopy(argument)

    def _requests(self, source, log):
        if isinstance(source, Store):
            log = self._pack(source).objects_read(log)
        return tuple(log)

    def _pack(self, store):
        """Return the `Packed` of a folder that checks only read; it is made once."""
        if store not in self._packed:
            path = self.folder / f"packed_{len(self._packed)}"
            self._packed[store] = pack(store.path, path)
        return self._packed[store]

    def _place(self, path):
        """Return the path of a fresh copy of a file, alone in a folder of its own."""
        return Path(shutil.copy(path, tempfile.mkdtemp(prefix="scratch_", dir=self.folder)))

    def _find(self, name):
        function = self.namespace.get(name)
        if function is None:
            raise AnswerFailed(f"{name} is not defined; run the cell with your answer first")
        if not isinstance(function, types.FunctionType):
            kind = type(function).__name__
            raise AnswerFailed(f"{name} should be a function, but it is of type {kind}")
        return function

    def _run(self, function, given, shown):
        with captured_output() as printed:
            try:
                with watch_peak() as watch, time_limit(self.call_seconds):
                    value = function(*given)
                refuse_writes(*given)
            except TimeUp:
                raise AnswerFailed(
                    f"{shown} did not return within {self.call_seconds:g} s and was stopped; "
                    "is there a loop that never ends?"
                ) from None
            except (Exception, SystemExit) as error:
                if type(error) is NotImplementedError:  # what `input` raises is a kind of it
                    raise AnswerFailed(
                        f"{function.__name__} is still empty; replace "
                        "'raise NotImplementedError()' by your code and run its cell"
                    ) from None
                raise AnswerFailed(f"{shown} stopped with {explain(error)}") from None
            finally:
                output = printed.summary()
                if output and output not in self.outputs:
                    self.outputs.append(output)
        return value, watch.peak_bytes, output


def _names(function, namespace, seen=()):
    """Return the names a function looks up, and those of the notebook's functions it calls."""
    todo, names = [function.__code__], set()
    while todo:
        code = todo.pop()
        names |= set(code.co_names)
        todo += [part for part in code.co_consts if isinstance(part, types.CodeType)]
    for name in names.copy():
        inner = namespace.get(name)
        if isinstance(inner, types.FunctionType) and inner not in seen and _is_local(inner):
            names |= _names(inner, namespace, (*seen, function, inner))
    return names


def _is_local(function):
    """Tell whether a function was defined by the learner, not imported from somewhere."""
    return not function.__module__ or function.__module__ in ("__main__", "builtins")


def explain(error):
    """Return an exception as one line: its type, its message, and the learner's line it came from.

    >>> try:
    ...     [][3]
    ... except IndexError as error:
    ...     print(explain(error))
    IndexError: list index out of range (line 2: `[][3]`)
    """
    text = " ".join(str(error).split()) + _advice(str(error))
    line = f"{type(error).__name__}: {text}" if text else type(error).__name__
    frames = [f for f in traceback.extract_tb(error.__traceback__) if _written_by_learner(f)]
    if not frames:
        return line
    code = linecache.getline(frames[-1].filename, frames[-1].lineno).strip()
    return f"{line} (line {frames[-1].lineno}: `{code}`)" if code else line


def _advice(text):
    """Return a hint for errors whose own words would not help a learner."""
    if "CountingFile" in text:
        return (
            "; the file arrives unopened, open it first: `h5py.File(source, 'r')`, or "
            "`tifffile.TiffFile(source)` for a TIFF"
        )
    return ""


def _written_by_learner(frame):
    """Tell whether a frame stands in a notebook cell, a doctest or a loaded answer."""
    return not (
        "site-packages" in frame.filename
        or "/outofcore/" in frame.filename
        or "/lib/python" in frame.filename
        or frame.filename.startswith("<frozen")
    )


def _is_source(argument):
    """Tell whether an argument stands for something to be read and counted."""
    return isinstance(argument, Source | Store)


def show_call(name, *args):
    """Return a call as the learner would type it, long lists cut short.

    >>> show_call("f", (1, 2), [1, 2, 3, 4])
    'f((1, 2), [1, ... 4 in all])'
    >>> show_call("f", np.zeros((2, 3), "u2"))
    'f(array of shape (2, 3), uint16)'
    """
    return f"{name}({', '.join(_show(a) for a in args)})"


def _show(argument):
    if isinstance(argument, Source):
        return "source"
    if isinstance(argument, Store):
        return "store"
    if isinstance(argument, Scratch):
        return "path"
    if isinstance(argument, bytes | bytearray) and len(argument) > MAX_BYTES_SHOWN:
        return f"{len(argument):,} bytes"
    if isinstance(argument, np.ndarray):
        return f"array of shape {argument.shape}, {argument.dtype}"
    if isinstance(argument, list) and len(argument) > 3:
        return f"[{argument[0]!r}, ... {len(argument)} in all]"
    text = repr(argument)
    return text if len(text) <= 120 else text[:117] + "..."
