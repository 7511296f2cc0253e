"""Damaged files, read in a child process: what hangs or kills its interpreter fails one test only.

The child loads the test's own file and calls one function of it for every case that comes by its
standard input, a line of JSON each; answers go back the same way::

    test  --case-->  child: function(folder, case)  --answer-->  test
"""

import importlib.util
import json
import resource
import select
import subprocess
import sys
import warnings
from pathlib import Path

from hypothesis import strategies as st

LIMIT_BYTES = 512 * 2**20  # what a small file may make its reader ask for
SECONDS = 20  # far more than any case needs on a busy machine

places = st.one_of(st.integers(0, 64), st.integers(-64, -1), st.integers(0, 2**16))
damages = st.one_of(
    st.tuples(st.just("cut"), places),
    st.tuples(st.just("flip"), places, st.integers(1, 255)),
    st.tuples(st.just("put"), places, st.binary(min_size=1, max_size=8).map(bytes.hex)),
    st.tuples(st.just("append"), st.binary(min_size=1, max_size=8).map(bytes.hex)),
)


def damage(data, how):
    """Return bytes with one damage; a place behind the end counts on from the beginning.

    >>> damage(b"abc", ("cut", 1)), damage(b"abc", ("put", 5, "00")), damage(b"abc", ("flip", 0, 1))
    (b'a', b'ab\\x00', b'`bc')
    """
    kind, *values = how
    if kind == "append":
        return data + bytes.fromhex(values[0])
    place = values[0] % len(data)
    if kind == "cut":
        return data[:place]
    new = bytes([data[place] ^ values[1]]) if kind == "flip" else bytes.fromhex(values[1])
    return (data[:place] + new + data[place + len(new) :])[: len(data)]


def outcome(read, expected, documented):
    """Return "right", "wrong" or the name of the error that `read()` ends with, and its words.

    Parameters
    ----------
    read : callable
    expected : callable
        Says whether what `read` returned is right.
    documented : tuple of type
        Errors that may come out. The name of another one is put behind "odd ".
    """
    try:
        return ["right" if expected(read()) else "wrong", ""]
    except Exception as error:
        known = "" if isinstance(error, documented) else "odd "
        return [f"{known}{type(error).__name__}", str(error)[:300]]


class Child:
    """A process that calls `function(folder, case)` of a test file, and is started anew if it dies.

    Parameters
    ----------
    file : path
    function : str
    folder : path
    """

    def __init__(self, file, function, folder):
        self.folder = folder
        self._command = [sys.executable, __file__, str(file), function, str(folder)]
        self._process = None

    def __call__(self, case):
        """Return the answer to one case; raise AssertionError if there is none."""
        if self._process is None:
            self._process = subprocess.Popen(
                self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
            )
            self._process.stdout.readline()  # it is ready: starting does not count as hanging
        self._process.stdin.write(json.dumps(case) + "\n")
        self._process.stdin.flush()
        answered, _, _ = select.select([self._process.stdout], [], [], SECONDS)
        line = self._process.stdout.readline() if answered else ""
        if not line:
            code = self.close()
            raise AssertionError(
                f"the reader {'died with code ' + str(code) if answered else 'hangs'} on {case}"
            )
        return json.loads(line)

    def close(self):
        """End the process and return its exit code."""
        process, self._process = self._process, None
        if process is None:
            return None
        try:
            process.stdin.close()
            process.wait(2)
        except (BrokenPipeError, subprocess.TimeoutExpired):
            process.kill()
        process.stdout.close()
        return process.wait()


def _limit_memory():
    """Let this process ask for little more than it holds: an absurd request is a MemoryError."""
    status = Path("/proc/self/status").read_text()
    held = int(status.partition("VmData:")[2].split()[0]) * 1024
    resource.setrlimit(resource.RLIMIT_DATA, (held + LIMIT_BYTES,) * 2)


def _main(file, function, folder):
    warnings.simplefilter("ignore")  # libraries may warn of what is damaged
    spec = importlib.util.spec_from_file_location("fuzzed", file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    _limit_memory()
    print("ready", flush=True)
    for line in sys.stdin:
        print(json.dumps(getattr(module, function)(Path(folder), json.loads(line))), flush=True)


if __name__ == "__main__":
    _main(*sys.argv[1:])
