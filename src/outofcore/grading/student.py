"""A check's view of functions that live in a box: the same words as `checking.LocalStudent`."""

import shutil
import tempfile
from pathlib import Path

from outofcore.checking import AnswerFailed, Run, Scratch, Source, Store, show_call
from outofcore.checking.student import CALL_SECONDS
from outofcore.formats.packed import pack
from outofcore.grading._session import BoxLost
from outofcore.grading._values import Reference
from outofcore.units import GIB

MAX_LOSSES = 2  # hangs and deaths of one task, after which its other cases are not tried


class Inputs:
    """Files and folders that checks read, made once; the oldest goes when there are too many bytes.

    Parameters
    ----------
    folder : path
    max_bytes : int
    """

    def __init__(self, folder, *, max_bytes=GIB):
        self._folder, self._max_bytes = Path(folder), max_bytes
        self._made = {}
        self._count = 0

    def file(self, key, write):
        """Return the path of the file of `key`; `write(path)` makes it the first time."""
        if key not in self._made:
            self._count += 1
            path = self._folder / f"kept_{self._count}"
            write(path)
            self._made[key] = path
            self._forget(path)
        self._made[key] = self._made.pop(key)  # the youngest
        return self._made[key]

    def _forget(self, kept):
        """Remove the oldest files while there are too many bytes."""
        sizes = {key: _size(path) for key, path in self._made.items()}
        for key, path in list(self._made.items()):
            if sum(sizes.values()) <= self._max_bytes or path == kept:
                return
            del sizes[key], self._made[key]
            shutil.rmtree(path) if path.is_dir() else path.unlink()


class SandboxedStudent:
    """The learner's functions in a box. The interface is `checking.LocalStudent`'s.

    Parameters
    ----------
    session : outofcore.grading._session.Session
    call_seconds : float
        How long one call may run.
    inputs : Inputs, optional
        Where files that `input_file` made are kept for the next student.

    Notes
    -----
    One student serves one task. A hang or a death fails its case; from the second one on, the other
    cases fail with the same words without being tried.
    """

    def __init__(self, session, *, call_seconds=CALL_SECONDS, inputs=None):
        self.call_seconds = call_seconds
        self.outputs = []
        self._session = session
        self._losses = 0
        self._gone = ""
        self._packed = {}
        self._folder = tempfile.TemporaryDirectory(prefix="outofcore-check-")
        self._inputs = inputs
        self.folder = Path(self._folder.name)

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        self._folder.cleanup()

    def input_file(self, key, write):
        """Return the path of the file, or folder, that `write(path)` makes; the same key, the same.

        It serves every student of the topic: none of them can reach it, and checks only read it.
        """
        if self._inputs is None:
            self._inputs = Inputs(self.folder)
        return self._inputs.file(key, write)

    def call(self, name, *args):
        """Call the learner's function `name` in the box and return a `checking.Run`.

        A `Source` among `args` arrives as an open file whose reads are answered and counted here,
        a `Store` as a zarr store alike, a `Scratch` as the path of a copy in the box, which is
        fetched afterwards.

        Raises
        ------
        AnswerFailed
            When the function is missing or unfinished, raises, returns None or what cannot be
            carried, never returns, or takes its process with it.
        """
        shown = show_call(name, *args)
        sources, copies = _distinct(args, Source | Store), _distinct(args, Scratch)
        numbers = {a: number for number, a in enumerate(sources + copies)}
        given = [Reference(numbers[a]) if _is_file(a) else a for a in args]
        served = [self._pack(a) if isinstance(a, Store) else a.path for a in sources]
        scratch = [a.path for a in copies]
        result = self._ask(
            shown,
            lambda: self._session.call(name, given, served, scratch, seconds=self.call_seconds),
        )
        if result.output and result.output not in self.outputs:
            self.outputs.append(result.output)
        self._refuse(name, shown, result)
        if result.value is None and not scratch:
            raise AnswerFailed(f"{shown} returned None; does every path end in a return?")
        requests = {
            a.path: self._requests(a, log) for a, log in zip(sources, result.requests, strict=True)
        }
        files = {p: self._keep(p, data) for p, data in zip(scratch, result.files, strict=True)}
        return Run(result.value, requests, result.peak_bytes, result.output, files)

    def refuse_names(self, name, *words):
        """Stop unless the learner's function `name`, and those it calls, do without `words`.

        Raises
        ------
        AnswerFailed
            Names the word that was found.
        """
        kind, names = self._ask(name, lambda: self._session.find(name))
        if kind != "function":
            raise AnswerFailed(_no_function(name, kind))
        for word in sorted(names & set(words)):
            raise AnswerFailed(f"{name} uses `{word}`; this task asks you to do that by hand")

    def _pack(self, store):
        """Return the `Packed` of a folder that checks only read; made once for a student."""
        if store not in self._packed:
            path = self.folder / f"packed_{len(self._packed)}"
            self._packed[store] = pack(store.path, path)
        return self._packed[store]

    def _requests(self, source, log):
        return tuple(self._pack(source).objects_read(log)) if isinstance(source, Store) else log

    def _keep(self, path, data):
        """Return the path of a file with what became of a copy of `path`; None if it is gone."""
        if data is None:
            return None
        kept = Path(tempfile.mkdtemp(prefix="scratch_", dir=self.folder)) / path.name
        kept.write_bytes(data)
        return kept

    def _ask(self, shown, request):
        """Return what a request to the session gives; fail in words when the box is lost."""
        if self._losses >= MAX_LOSSES:
            raise AnswerFailed(self._gone)
        try:
            return request()
        except BoxLost as error:
            self._lost(f"{shown} {error}" + _advice(str(error)))

    def _lost(self, words):
        self._losses += 1
        self._gone = words
        raise AnswerFailed(words)

    def _refuse(self, name, shown, result):
        """Raise `AnswerFailed` unless the call returned a value."""
        if result.state == "missing":
            raise AnswerFailed(_no_function(name, result.text))
        if result.state == "timeout":
            words = f"did not return within {self.call_seconds:g} s and was stopped"
            self._lost(f"{shown} {words}{_advice(words)}")
        if result.state == "empty":
            raise AnswerFailed(
                f"{name} is still empty; replace "
                "'raise NotImplementedError()' by your code and run its cell"
            )
        if result.state == "error":
            raise AnswerFailed(f"{shown} stopped with {result.text}")
        if result.state == "unfit":
            raise AnswerFailed(f"{shown} returned a value that {result.text}")


def _is_file(argument):
    """Tell whether an argument stands for something that stays here, or is copied into the box."""
    return isinstance(argument, Source | Store | Scratch)


def _distinct(args, kind):
    return list(dict.fromkeys(a for a in args if isinstance(a, kind)))


def _size(path):
    """Return the bytes of a file, or of all files in a folder."""
    files = [p for p in path.rglob("*") if p.is_file()] if path.is_dir() else [path]
    return sum(file.stat().st_size for file in files)


def _no_function(name, kind):
    if kind == "missing":
        return f"{name} is not defined; run the cell with your answer first"
    return f"{name} should be a function, but it is of type {kind}"


def _advice(words):
    return "; is there a loop that never ends?" if words.startswith("did not return") else ""
