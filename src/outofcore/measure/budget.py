"""A memory budget: run a call in a process that may not take more, and explain what happened."""

from dataclasses import dataclass

from outofcore.measure import _child, memory
from outofcore.units import format_bytes

OUT_OF_MEMORY = (
    "memory allocation failed",
    "can't allocate",
    "Cannot allocate memory",
    "can't start new thread",  # each wants 8 MiB for its stack
)
OPENBLAS = "OpenBLAS error: Memory allocation"  # it says so and ends the process


@dataclass(frozen=True)
class Outcome:
    """How a call under a memory budget ended.

    Attributes
    ----------
    value : object
        What the call returned; None when it failed.
    error : str or None
        "memory" when the budget was exceeded, "failed" for anything else, None when it returned.
    explanation : str
        What happened, in words.
    peak_bytes : int or None
        The memory held at the worst moment, where the system can tell.
    output : str
        What the call printed: the first 64 KiB.
    """

    value: object
    error: str | None
    explanation: str
    peak_bytes: int | None
    output: str


def run_within(max_bytes, function, *args, timeout_s=60, **kwargs):
    """Return the `Outcome` of `function(*args, **kwargs)` under a memory budget.

    Parameters
    ----------
    max_bytes : int
        How much memory the call may take on top of what Python and the imports need.
    function : callable
        May come from a notebook. It must open its files itself.
    *args, **kwargs : object
        Handed to the function.
    timeout_s : float
        How long the call may take before it is stopped.

    Raises
    ------
    ValueError
        When `max_bytes` is not positive.

    Notes
    -----
    The limit is RLIMIT_DATA, set in a child process after its imports: private writable memory,
    mapped or not (setrlimit(2), Linux 4.7 and later). The process that calls is not touched.
    Systems without RLIMIT_DATA (Windows) answer with an explanation instead of a value; macOS has
    the limit but does not apply it to mapped memory.

    >>> run_within(2**20, bytearray, 100 * 2**20).error
    'memory'
    """
    if not max_bytes > 0:
        raise ValueError(f"a budget of {max_bytes} bytes holds nothing; give a positive number")
    result = _child.run(_limited, max_bytes, function, args, kwargs, timeout_s=timeout_s)
    if not result.ok and OPENBLAS in result.output:
        budget = format_bytes(max_bytes)
        words = f"Stopped at the budget of {budget}: OpenBLAS got no buffer for a product."
        return Outcome(None, "memory", words, None, result.output)
    if not result.ok and "MemoryError" in result.output:  # a thread died, and the call waits for it
        words = f"Stopped at the budget of {format_bytes(max_bytes)}: a thread ran out of memory"
        return Outcome(
            None, "memory", f"{words}, and the call {result.error}.", None, result.output
        )
    if not result.ok:
        return Outcome(None, "failed", f"The call {result.error}.", None, result.output)
    kind, value, peak_bytes = result.value
    budget = format_bytes(max_bytes)
    held = "" if peak_bytes is None else f", {format_bytes(peak_bytes)} held at most"
    if kind == "memory":
        so_far = "" if peak_bytes is None else f", with {format_bytes(peak_bytes)} held so far"
        value = value.rstrip(".")
        words = f"Stopped at the budget of {budget}{so_far}: {value}. Read a part at a time."
        return Outcome(None, "memory", words, peak_bytes, result.output)
    if kind == "failed":
        return Outcome(None, "failed", f"The call failed: {value}.", peak_bytes, result.output)
    return Outcome(value, None, f"Within the budget of {budget}{held}.", peak_bytes, result.output)


def _limited(max_bytes, function, args, kwargs):
    """Run in the child: set the limit, call, lift the limit, and return (kind, value, peak)."""
    try:
        import resource
    except ImportError:
        return "failed", "this system cannot limit memory; use Linux, macOS or WSL2", None
    before = resource.getrlimit(resource.RLIMIT_DATA)
    with memory.watch_peak() as watch:
        limit = _data_bytes() + max_bytes
        if before[1] != resource.RLIM_INFINITY:
            limit = min(limit, before[1])  # nobody may go above the hard limit
        resource.setrlimit(resource.RLIMIT_DATA, (limit, before[1]))
        try:
            kind, value = "returned", function(*args, **kwargs)
        except MemoryError as error:
            kind, value = "memory", str(error) or "Python could not get the memory it asked for"
        except (Exception, SystemExit) as error:
            kind, value = "failed", _child.explain(error) + _hint(error, max_bytes)
            if any(words in value for words in OUT_OF_MEMORY):
                kind, value = "memory", _child.explain(error)
        finally:
            resource.setrlimit(resource.RLIMIT_DATA, before)
    return kind, value, watch.peak_bytes


def _hint(error, max_bytes):
    """Return a hint for HDF5's errors, which do not say when it was memory that was missing."""
    if isinstance(error, OSError) and "read data" in str(error):
        return f"; perhaps HDF5 could not unpack a chunk within {format_bytes(max_bytes)}"
    return ""


def _data_bytes():
    """Return the private writable memory of this process in bytes; 0 where it cannot be told."""
    return memory._status("VmData") if memory.STATUS.exists() else 0
