"""The IPython of a box: cells run as in Jupyter, and what they show is collected, within a cap."""

import base64
import builtins
import getpass
import io
import json
import os
import sys
import tempfile
import warnings

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.error import StdinNotImplementedError
from IPython.core.interactiveshell import InteractiveShell
from traitlets import Type
from traitlets.config import Config

INLINE = "module://matplotlib_inline.backend_inline"
MAX_OUTPUTS = 1_000  # of one cell; those after are dropped
STOP_OUTPUTS = 3_000  # a cell with so many is stopped


class TooMuchOutput(BaseException):
    """Raised in a cell that will not stop to print. Not an Exception, as `TimeUp` is none."""


class Outputs:
    """What one cell shows, as nbformat dicts.

    Parameters
    ----------
    max_bytes : int
        What is kept; the rest is counted.
    stop_bytes : int
        A cell that shows more is stopped. With 0, between two cells, nothing is kept or stopped.
    """

    def __init__(self, max_bytes=0, stop_bytes=0):
        self.items = []
        self.too_much = False
        self._max_bytes, self._stop_bytes = max_bytes, stop_bytes
        self._bytes = self._shown = self._count = 0

    def stream(self, name, text):
        """Add printed text; one stream grows while nothing else is shown between."""
        kept = text[: max(self._max_bytes - self._bytes, 0)]
        last = self.items[-1] if self.items else {}
        if not self._fits(len(text), new=last.get("name") != name) and not kept:
            return
        if last.get("output_type") == "stream" and last["name"] == name:
            last["text"].write(kept)
        elif kept:
            buffer = io.StringIO()
            buffer.write(kept)
            self.items.append({"output_type": "stream", "name": name, "text": buffer})

    def add(self, output, size):
        """Add an output of `size` bytes, if it still fits."""
        if self._fits(size, new=True):
            self.items.append(output)

    def _fits(self, size, *, new):
        if not self._stop_bytes:
            return False
        self._count += new
        self._shown += size
        fits = self._bytes + size <= self._max_bytes and self._count <= MAX_OUTPUTS
        self._bytes = min(self._bytes + size, self._max_bytes)
        self.too_much = self.too_much or not fits
        if self._shown > self._stop_bytes or self._count > STOP_OUTPUTS:
            self._shown = self._count = 0  # once: what shows the error may print again
            raise TooMuchOutput("this cell shows too much and was stopped")
        return fits

    def as_list(self):
        """Return the outputs as plain data."""
        return [
            {**o, "text": o["text"].getvalue()} if o["output_type"] == "stream" else o
            for o in self.items
        ]


class BoxStream(io.TextIOBase):
    """Standard output or error of a box."""

    encoding = "utf-8"
    errors = "replace"

    def __init__(self, shell, name):
        self._shell = shell
        self.name = f"<{name}>"
        self._kind = name

    def writable(self):
        """Return True."""
        return True

    def write(self, text):
        """Show `text` under the cell that runs."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        self._shell.shown.stream(self._kind, text)
        return len(text)


class BoxDisplayHook(DisplayHook):
    """Shows the value of a cell's last expression."""

    def write_output_prompt(self):
        """Show no prompt."""

    def write_format_data(self, format_dict, md_dict=None):
        """Show the value in all its forms."""
        self.shell.show("execute_result", format_dict, md_dict, execution_count=None)

    def finish_displayhook(self):
        """Do nothing more."""
        self._is_active = False


class BoxDisplayPublisher(DisplayPublisher):
    """Shows what `display` is given."""

    def publish(self, data, metadata=None, *, transient=None, update=False, **others):
        """Show data in all its forms, or renew what was shown under the same display id."""
        name = (transient or {}).get("display_id")
        if update:
            self.shell.renew(name, data, metadata)
        else:
            self.shell.show("display_data", data, metadata, display_id=name)

    def clear_output(self, wait=False):
        """Forget what the cell has shown."""
        self.shell.shown.items.clear()


class BoxShell(InteractiveShell):
    """An InteractiveShell without a terminal, a home and a history."""

    displayhook_class = Type(BoxDisplayHook)
    display_pub_class = Type(BoxDisplayPublisher)

    def __init__(self, **options):
        self.shown = Outputs()
        self._names = {}
        config = Config()
        config.HistoryManager.enabled = False
        config.InteractiveShell.separate_in = ""
        with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            super().__init__(config=config, ipython_dir=folder, **options)

    def init_virtualenv(self):
        """Do nothing: the box has one Python."""

    def enable_gui(self, gui=None):
        """Do nothing: there are no windows."""

    def show(self, kind, data, metadata, *, display_id=None, **fields):
        """Show data under the cell that runs."""
        data = {str(k): _as_text(v) for k, v in data.items()}
        output = {"output_type": kind, "data": data, "metadata": {}, **fields}
        if display_id is not None:
            self._names[display_id] = output
        self.shown.add(output, sum(len(str(v)) for v in data.values()))

    def renew(self, name, data, metadata):
        """Put other data in place of what was shown under `name`."""
        if name in self._names and any(o is self._names[name] for o in self.shown.items):
            self._names[name]["data"] = {str(k): _as_text(v) for k, v in data.items()}

    def _showtraceback(self, etype, evalue, stb):
        lines = [str(line)[:10_000] for line in stb][:200]
        text = str(evalue)[:2_000]
        output = {"output_type": "error", "ename": etype.__name__, "evalue": text}
        self.shown.items.append({**output, "traceback": lines})


def _as_text(value):
    """Return a form of a shown value as JSON can hold it."""
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return value if isinstance(value, str) else json.loads(json.dumps(value, default=str))


def make_shell():
    """Return the shell of this process, whose namespace is the module __main__."""
    os.environ["MPLBACKEND"] = INLINE  # as ipykernel does: figures show under their cell
    if "matplotlib" in sys.modules:
        sys.modules["matplotlib"].rcParams["backend"] = INLINE
    shell = BoxShell.instance()
    sys.stdout, sys.stderr = BoxStream(shell, "stdout"), BoxStream(shell, "stderr")
    builtins.input = getpass.getpass = _no_input
    return shell


def _no_input(prompt=""):
    raise StdinNotImplementedError(
        "raw_input was called, but this frontend does not support input requests."
    )
