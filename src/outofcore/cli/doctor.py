"""`outofcore doctor`: what this machine has, and how to get what it lacks."""

import importlib.util
import json
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import asdict, dataclass
from importlib import metadata
from pathlib import Path
from typing import Annotated

import typer

from outofcore.units import GIB, format_bytes

OK, MISSING, OPTIONAL = "ok", "missing", "optional"
MIN_MEMORY_BYTES = 2 * GIB  # what a lecture may take
MIN_DISK_BYTES = GIB  # the lecture-size data sets of one topic, and room to convert them
OLDEST_PYTHON = (3, 11)
TOOLS = {  # program: Debian package, and what does not work without it
    "bwrap": ("bubblewrap", "grading needs it to isolate what students hand in"),
    "chromium": ("chromium", "the browser tests need it"),
    "node": ("nodejs", "the slides and the classroom need it"),
}


@dataclass(frozen=True)
class Finding:
    """One line of the report; `mend` is the command or the step that helps, "" when all is well."""

    name: str
    state: str
    found: str
    mend: str = ""


def doctor(
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON document instead of a table.")
    ] = False,
):
    """Say what this machine has, and how to get what it lacks.

    Exits with 1 when something required is missing; what is optional never counts.
    """
    findings = examine()
    well = all(finding.state != MISSING for finding in findings)
    if as_json:
        typer.echo(json.dumps({"ok": well, "findings": [asdict(f) for f in findings]}, indent=1))
    else:
        print_table(findings)
    raise typer.Exit(0 if well else 1)


def examine():
    """Return every finding, in the order in which they are shown."""
    return [
        find_python(),
        find_packages(),
        find_kernel(),
        find_nbgrader(),
        find_memory(),
        *find_data_folder(),
        find_peak_meter(),
        find_lab_settings(),
        *[find_tool(program) for program in TOOLS],
    ]


def print_table(findings):
    """Print `findings` as a table: state, name, what was found, how to mend it."""
    from rich.console import Console
    from rich.table import Table

    colours = {OK: "green", MISSING: "bold red", OPTIONAL: "yellow"}
    table = Table(box=None, pad_edge=False)
    for column in ("state", "what", "found", "how to mend it"):
        table.add_column(column, overflow="fold")
    for finding in findings:
        state = f"[{colours[finding.state]}]{finding.state}[/]"
        table.add_row(state, finding.name, finding.found, finding.mend)
    Console(highlight=False).print(table)


def find_python():
    """Return whether this Python is new enough."""
    version = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info >= OLDEST_PYTHON:
        return Finding("Python", OK, version)
    return Finding(
        "Python", MISSING, f"{version}; 3.11 is the oldest", "make venv PYTHON=python3.11"
    )


def find_packages(lock=None):
    """Return how the installed packages compare with the lock file's versions."""
    lock = lock or find_lock()
    if lock is None:
        return Finding(
            "packages", OPTIONAL, "no requirements.lock here to compare with", "cd to the checkout"
        )
    locked = read_lock(lock.read_text(encoding="utf-8"))
    installed = {name: installed_version(name) for name in locked}
    absent = sorted(name for name, version in installed.items() if version is None)
    other = sorted(n for n, v in installed.items() if v is not None and v != locked[n])
    if absent:
        return Finding("packages", MISSING, f"{len(absent)} absent: {shorten(absent)}", "make venv")
    if other:
        pairs = [f"{name} {installed[name]} (lock: {locked[name]})" for name in other]
        return Finding("packages", OPTIONAL, f"{len(other)} differ: {shorten(pairs)}", "make venv")
    return Finding("packages", OK, f"all {len(locked)} as locked")


def read_lock(text):
    r"""Return {name: version} of the lock's entries that apply to this Python and system.

    >>> read_lock("numpy==2.4.6 --hash=sha256:00\nold==1 ; python_version < '3'")
    {'numpy': '2.4.6'}
    """
    from packaging.markers import Marker

    entries = re.findall(r"^([A-Za-z0-9_.-]+)==([^\s;\\]+)(?: *; *([^\\\n]+))?", text, re.MULTILINE)
    return {
        name: version
        for name, version, marker in entries
        if not marker or Marker(marker.strip()).evaluate()
    }


def installed_version(name):
    """Return the installed version of distribution `name`, or None."""
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def find_lock():
    """Return the path of requirements.lock above the current folder or this package, or None."""
    for start in (Path.cwd(), Path(__file__).resolve()):
        for folder in (start, *start.parents):
            if (folder / "requirements.lock").is_file() and (folder / "course").is_dir():
                return folder / "requirements.lock"
    return None


def find_kernel():
    """Return whether Jupyter finds the kernel of the notebooks, and that it is this Python."""
    if importlib.util.find_spec("jupyter_client") is None:
        return Finding("kernel", MISSING, "no jupyter_client", "make venv")
    from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel

    try:
        program = KernelSpecManager().get_kernel_spec("python3").argv[0]
    except NoSuchKernel:
        return Finding("kernel", MISSING, "no kernel called python3", "make venv")
    if program in ("python", "python3") or Path(program) == Path(sys.executable):
        return Finding("kernel", OK, "python3")
    return Finding(
        "kernel", OPTIONAL, f"python3 is another Python: {program}", "start Jupyter with make lab"
    )


def find_nbgrader():
    """Return whether nbgrader is there."""
    version = installed_version("nbgrader")
    if version is None:
        return Finding("nbgrader", MISSING, "not installed", "make venv")
    return Finding("nbgrader", OK, version)


def find_memory():
    """Return whether the free memory suffices for a lecture."""
    import psutil

    free = psutil.virtual_memory().available
    if free >= MIN_MEMORY_BYTES:
        return Finding("free memory", OK, format_bytes(free))
    return Finding(
        "free memory",
        OPTIONAL,
        f"{format_bytes(free)}; a lecture takes up to 2 GiB",
        "close other programs",
    )


def find_data_folder(folder=None):
    """Return whether the data folder can be written, and how much room there is."""
    from outofcore.paths import data_dir

    folder = Path(folder or data_dir())
    elsewhere = "export OUTOFCORE_DATA=/a/folder/on/another/disk"
    there = next(path for path in (folder, *folder.parents) if path.exists())
    try:
        with tempfile.TemporaryFile(dir=there):
            pass
    except OSError as error:
        reason = f"{folder} cannot be written: {error.strerror or error}"
        return [Finding("data folder", MISSING, reason, elsewhere)]
    free = shutil.disk_usage(there).free
    room = Finding("free disk", OK, format_bytes(free))
    if free < MIN_DISK_BYTES:
        room = Finding("free disk", MISSING, f"{format_bytes(free)}; 1 GiB is the least", elsewhere)
    return [Finding("data folder", OK, str(folder)), room]


def find_peak_meter(process=Path("/proc/self")):
    """Return whether the system tells a process its peak memory, and lets it start afresh."""
    try:
        (process / "clear_refs").write_text("5")
        if "VmHWM:" in (process / "status").read_text():
            return Finding("peak memory meter", OK, "VmHWM, reset by clear_refs")
    except OSError:
        pass
    return Finding(
        "peak memory meter",
        OPTIONAL,
        "no resettable VmHWM: peaks are coarser, from ru_maxrss",
        "use Linux (on Windows: WSL)",
    )


def find_lab_settings(prefix=None):
    """Return whether JupyterLab has the course's settings (no news, Markdown shown rendered)."""
    path = Path(prefix or sys.prefix, "share", "jupyter", "lab", "settings", "overrides.json")
    if path.is_file():
        return Finding("JupyterLab settings", OK, "the course's")
    return Finding("JupyterLab settings", OPTIONAL, "JupyterLab's own", "make lab writes them")


def find_tool(program):
    """Return whether `program` is there and starts."""
    package, purpose = TOOLS[program]
    arguments = ["--ro-bind", "/", "/", "true"] if program == "bwrap" else ["--version"]
    mend = f"apt install {package}"
    if shutil.which(program) is None:
        return Finding(program, OPTIONAL, f"not found; {purpose}", mend)
    try:
        run = subprocess.run([program, *arguments], capture_output=True, text=True, timeout=20)
    except (OSError, subprocess.TimeoutExpired) as error:
        return Finding(program, OPTIONAL, f"does not start: {error}; {purpose}", mend)
    if run.returncode != 0:
        said = run.stderr.strip().splitlines()[-1:] or ["no message"]
        return Finding(program, OPTIONAL, f"does not run here: {said[0]}; {purpose}", mend)
    return Finding(program, OK, (run.stdout.splitlines() or ["works"])[0].strip())


def shorten(names, limit=3):
    """Return the first `limit` names joined, and how many more there are.

    >>> shorten(["a", "b", "c", "d"])
    'a, b, c and 1 more'
    """
    rest = len(names) - limit
    return ", ".join(names[:limit]) + (f" and {rest} more" if rest > 0 else "")
