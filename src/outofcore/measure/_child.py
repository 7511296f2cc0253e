"""Runs a call in a fresh Python process and brings back its value, or words for what went wrong.

The function travels by cloudpickle, so it may come from a notebook. Nothing it does, a crash
included, reaches the caller. Both ends are the caller's own code: this isolates, it does not guard
against malice.
"""

import contextlib
import ctypes
import os
import pickle
import signal
import subprocess
import sys
import tempfile
import threading
import traceback
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, FunctionType

import cloudpickle

KEPT_OUTPUT = 64 * 1024
PR_SET_PDEATHSIG = 1  # linux/prctl.h
NOT_THE_CALLERS = ("site-packages", "/outofcore/", ".pyx", "/lib/python")


@dataclass(frozen=True)
class Result:
    """How a call in a child process ended.

    Attributes
    ----------
    ok : bool
        Whether the call returned.
    value : object
        What it returned.
    error : str or None
        What went wrong, in one line.
    output : str
        What it printed: the first 64 KiB.
    """

    ok: bool
    value: object = None
    error: str | None = None
    output: str = ""


def run(job, *args, timeout_s=None):
    """Return the `Result` of `job(*args)`, run in a fresh Python process.

    Parameters
    ----------
    job : function
    *args : object
        Carried over by cloudpickle; so is the value on its way back.
    timeout_s : float, optional
        How long the process may run before it is killed.
    """
    try:
        payload = cloudpickle.dumps((job, args))
    except Exception as error:  # each library has its own for what it cannot pickle
        culprit = find_culprit("argument", args)
        named = f", because of {culprit}" if culprit else ""
        return Result(
            False,
            error=f"cannot be carried into another process{named} ({error}); open "
            "files and data sets inside the function, from a path that it is given",
        )
    with tempfile.TemporaryDirectory(prefix="outofcore-child-") as folder:
        given, result = Path(folder, "given"), Path(folder, "result")
        given.write_bytes(payload)
        code, output = _wait(_start(given, result), timeout_s)
        if code is None:
            words = f"did not return within {timeout_s:g} s and was stopped"
            return Result(False, error=words, output=output)
        if not result.exists():
            return Result(False, error=_how_it_died(code), output=output)
        ok, value = pickle.loads(result.read_bytes())
    return Result(ok, *((value, None) if ok else (None, value)), output)


def _start(given, result):
    """Start the child; it finds modules where this process finds them."""
    return subprocess.Popen(
        [sys.executable, "-m", __name__, str(given), str(result), str(os.getpid())],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(p for p in sys.path if p)},
        start_new_session=True,  # a group of its own, to be ended with all it started
    )


def _wait(process, timeout_s):
    """Return the exit code, None after a timeout, and the first part of what was printed."""
    kept = bytearray()

    def drain():
        while part := process.stdout.read1(KEPT_OUTPUT):
            kept.extend(part[: KEPT_OUTPUT - len(kept)])

    reader = threading.Thread(target=drain, daemon=True)
    reader.start()
    try:
        code = process.wait(timeout_s)
    except subprocess.TimeoutExpired:
        code = None
    finally:
        _end(process)
        reader.join()
        process.stdout.close()
    return code, kept.decode(errors="replace")


def _end(process):
    """End the process and whatever it started, which may still hold its output open."""
    if hasattr(os, "killpg"):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.wait()


def find_culprit(name, value, seen=()):
    """Return in words the innermost thing in `value` that cannot be pickled, None if all can.

    >>> def answer():
    ...     return lock
    >>> lock = threading.Lock()
    >>> find_culprit("answer", answer)
    "'lock', of type lock"
    """
    if any(value is other for other in seen) or _can_pickle(value):
        return None
    for inner_name, inner in _parts(name, value):
        found = find_culprit(inner_name, inner, (*seen, value))
        if found:
            return found
    return f"{name!r}, of type {type(value).__name__}"


def _can_pickle(value):
    try:
        cloudpickle.dumps(value)
    except Exception:
        return False
    return True


def _parts(name, value):
    """Return (name, value) of everything that travels inside `value`."""
    if isinstance(value, FunctionType):
        names, cells = _global_names(value.__code__), value.__closure__ or ()
        captured = [(n, value.__globals__[n]) for n in names if n in value.__globals__]
        return captured + [
            (n, cell.cell_contents)
            for n, cell in zip(value.__code__.co_freevars, cells, strict=True)
        ]
    if isinstance(value, dict):
        return [(f"{key}", item) for key, item in value.items()]
    if isinstance(value, tuple | list):
        return [(getattr(item, "__name__", name), item) for item in value]
    return []


def _global_names(code):
    """Return the names that `code`, and the functions defined in it, look up outside."""
    inner = [_global_names(part) for part in code.co_consts if isinstance(part, CodeType)]
    return sorted(set(code.co_names).union(*inner))


def _how_it_died(code):
    if code < 0:  # for instance -11: SIGSEGV
        name = signal.Signals(-code).name
        hint = " (the system may have run out of memory)" if name == "SIGKILL" else ""
        return f"was ended by {name}{hint}"
    return f"ended itself with exit code {code}, without an answer"


def explain(error):
    """Return an exception as one line: type, message, and the line it came from."""
    text = " ".join(str(error).split())
    frames = traceback.extract_tb(error.__traceback__)
    own = [f for f in frames if not any(part in f.filename for part in NOT_THE_CALLERS)]
    where = f" (line {own[-1].lineno} of {own[-1].name})" if own else ""
    return f"{type(error).__name__}{': ' if text else ''}{text}{where}"


def _die_with(parent):
    """Have Linux kill this process when its parent is gone, whatever became of it."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)


def main(given, result, parent):
    """Run the job that the file `given` holds and leave its outcome in the file `result`."""
    _die_with(int(parent))
    try:
        job, args = pickle.loads(Path(given).read_bytes())
        outcome = (True, job(*args))
    except (Exception, SystemExit) as error:
        outcome = (False, explain(error))
    try:
        carried = cloudpickle.dumps(outcome)
    except Exception as error:
        carried = cloudpickle.dumps(
            (False, f"returned what cannot be carried back ({error}); return numbers or arrays")
        )
    sys.stdout.flush()
    beside = Path(f"{result}.part")
    beside.write_bytes(carried)
    beside.replace(result)


if __name__ == "__main__":
    main(*sys.argv[1:])
