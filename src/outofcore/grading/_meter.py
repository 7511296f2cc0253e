r"""Memory of a box, read from outside: nothing that runs in it can change what is read here.

::

    resident   ____ setup done        ballast     call ---------> returned
                   |____________|~~~~|________|___/\____/\_______
    base           min(now, after the setup + 16 MiB)             peak: VmHWM - base

The kernel keeps the high-water mark (VmHWM, proc(5)); writing 5 to clear_refs sets it back to what
is resident. Memory that a notebook took on beforehand counts as held, beyond what its own imports
may take. So does what other processes of the box and its temporary files hold more than before.
"""

import os
import weakref
from pathlib import Path

from outofcore.units import MIB

SERVED = 4 * MIB  # of a file, after which the meter looks: who holds it now?
IMPORTS = 16 * MIB  # what the cells above may add without its being held against a call


class Meter:
    """The memory of one box.

    Parameters
    ----------
    box : BoxProcess
    """

    def __init__(self, box):
        self._box = box
        self._proc = Path("/proc", str(box.pid))
        self._image = _open(self._proc / "environ")
        if self._image is not None:
            weakref.finalize(self, os.close, self._image)
        self._after_setup, self._served = None, 0
        self._base = self._others = self._most_others = None

    def setup_done(self):
        """Note what is resident before any code of the learner has run."""
        if self._after_setup is None and self._set_back():
            self._after_setup = self._status("VmRSS")

    def start(self):
        """Set the high-water mark back, a call comes next; False if that worked only before."""
        if self._after_setup is None:  # not to be had on this system
            return True
        now = self._status("VmRSS")
        if now is None or not self._set_back():
            return False
        self._base = min(now, self._after_setup + IMPORTS)
        self._others = self._most_others = self._held_elsewhere()
        return True

    def _set_back(self):
        try:
            (self._proc / "clear_refs").write_text("5")
        except OSError:
            return False
        return True

    @property
    def started(self):
        """Tell whether there was something to measure: then `stop` has a number, or a reason."""
        return self._base is not None

    def served(self, nbytes):
        """Look after every few MiB of a file: to be held, they were handed over before."""
        self._served += nbytes
        if self._served >= SERVED:
            self._served = 0
            self.sample()

    def sample(self):
        """Look at the other processes of the box while the call runs."""
        if self._base is not None:
            self._most_others = max(self._most_others, self._held_elsewhere())

    def stop(self, *, sample=True):
        """Return the bytes held at the worst moment, None where they cannot be told.

        That is so on some systems; and in a process whose main thread has ended, or that has
        become another program, which begins with a high-water mark of its own.
        """
        peak = self._status("VmHWM")
        if self._base is None or peak is None or self._is_another_program():
            return None
        if sample:
            self.sample()
        return max(peak - self._base, 0) + max(self._most_others - self._others, 0)

    def _is_another_program(self):
        """Tell whether the process has called exec: files of its old memory are empty then."""
        try:
            return self._image is not None and not os.pread(self._image, 1, 0)
        except OSError:
            return True

    def _held_elsewhere(self):
        """Return the bytes in the box's other processes and temporary files."""
        usage = self._box.usage()
        return usage.others_bytes + usage.disk_bytes

    def _status(self, field):
        try:
            text = (self._proc / "status").read_text()
        except OSError:
            return None
        for line in text.splitlines():
            if line.startswith(field + ":"):
                return int(line.split()[1]) * 1024
        return None


def _open(path):
    """Return a descriptor for a file of /proc that shows something, else None."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return None
    if os.pread(descriptor, 1, 0):
        return descriptor
    os.close(descriptor)
    return None
