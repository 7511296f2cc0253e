"""Run every lecture on lecture-size data and write it, with its results, as HTML.

    python tools/run_lectures.py [NOTEBOOK...]      (make lectures)

Writes build/lectures/<name>.html and prints each lecture's time and peak memory. The peak is that
of the kernel with all its child processes, sampled every 50 ms, and at least the kernel's own
high-water mark. Exits with 1 when a lecture fails; the others still run, and the HTML of the failed
one ends with the error.
"""

import argparse
import os
import sys
import threading
import time
from pathlib import Path

import nbformat
import psutil
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbconvert import HTMLExporter

ROOT = Path(__file__).resolve().parent.parent
COURSE = ROOT / "course"
OUTPUT = ROOT / "build" / "lectures"
CELL_SECONDS = 600


def main():
    """Run the lectures and return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("notebooks", nargs="*", type=Path, help="default: every one in course/")
    options = parser.parse_args()
    paths = options.notebooks or sorted(COURSE.glob("*.ipynb"))
    if not paths:
        print(f"There is no lecture in {COURSE}", file=sys.stderr)
        return 1
    os.environ.setdefault("OUTOFCORE_SIZE", "lecture")
    OUTPUT.mkdir(parents=True, exist_ok=True)
    failures = sum(not run_lecture(path) for path in paths)
    return 1 if failures else 0


def run_lecture(path):
    """Run one lecture, write its HTML, print one line; return whether it ran to its end."""
    print(f"{path.name:32} runs ...", end="\r", flush=True)
    notebook = nbformat.read(path, as_version=4)
    start = time.perf_counter()
    peak_bytes, error = execute(notebook, path.parent)
    seconds = time.perf_counter() - start

    html = OUTPUT / f"{path.stem}.html"
    html.write_text(HTMLExporter().from_notebook_node(notebook)[0], encoding="utf-8")
    where = os.path.relpath(html)
    print(f"{path.name:32} {seconds:6.1f} s  {peak_bytes / 2**20:7.0f} MiB peak  {where}")
    if error is not None:
        print(f"{path.name} stopped: {error}", file=sys.stderr)
    return error is None


def execute(notebook, folder):
    """Run `notebook` in place; return its peak memory in bytes and the error, or None."""
    client = NotebookClient(notebook, timeout=CELL_SECONDS, kernel_name="python3")
    with client.setup_kernel(cwd=str(folder)):
        meter = PeakMeter(client.km.provisioner.pid)
        try:
            for index, cell in enumerate(notebook.cells):
                client.execute_cell(cell, index)
        except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
            return meter.stop(), error
        return meter.stop(), None


class PeakMeter:
    """Samples the memory of a process and its children until it is stopped."""

    def __init__(self, pid, every_s=0.05):
        self.process = psutil.Process(pid)
        self.every_s = every_s
        self.peak_bytes = 0
        self.done = threading.Event()
        self.thread = threading.Thread(target=self._watch, daemon=True)
        self.thread.start()

    def stop(self):
        """Return the peak in bytes."""
        self.done.set()
        self.thread.join()
        return max(self.peak_bytes, own_peak_bytes(self.process.pid))

    def _watch(self):
        while not self.done.wait(self.every_s):
            self.peak_bytes = max(self.peak_bytes, tree_bytes(self.process))


def tree_bytes(process):
    """Return the resident bytes of `process` and its children, 0 once it is gone."""
    total = 0
    try:
        for member in [process, *process.children(recursive=True)]:
            total += member.memory_info().rss
    except psutil.NoSuchProcess:
        pass
    return total


def own_peak_bytes(pid):
    """Return the kernel's own high-water mark, 0 where the system does not tell."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:"))


if __name__ == "__main__":
    sys.exit(main())
