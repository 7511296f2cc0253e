"""What a box says its cells have shown, turned into nbformat outputs that are safe to keep."""

import json

from nbformat.v4 import new_output

from outofcore.grading._values_in import WireError

MAX_OUTPUTS = 1_010  # of one cell; the driver keeps fewer
KEPT_FORMS = (  # neither scripts nor pages: a feedback is opened by the student and the instructor
    "text/plain",
    "text/latex",
    "image/png",
    "image/jpeg",
    "application/json",
)
STREAMS = ("stdout", "stderr")


def clean(items, room):
    """Return the outputs that a box sent as nbformat nodes, and their bytes.

    Parameters
    ----------
    items : object
        Whatever came.
    room : int
        The most bytes that are kept; outputs beyond are left out.

    Raises
    ------
    WireError
        When they are not outputs at all.
    """
    if type(items) is not list or len(items) > MAX_OUTPUTS:
        raise WireError("outputs that are none")
    kept, used = [], 0
    for item in items:
        output = _clean(item)
        if output is None:
            continue
        size = len(json.dumps(output))
        if used + size <= room:
            kept.append(output)
            used += size
    return kept, used


def _clean(item):
    if type(item) is not dict:
        raise WireError("an output that is none")
    kind = item.get("output_type")
    if kind == "stream" and item.get("name") in STREAMS:
        return new_output("stream", name=item["name"], text=_text(item.get("text")))
    if kind in ("display_data", "execute_result"):
        data = _data(item.get("data"))
        return new_output(kind, data=data) if data else None
    if kind == "error":
        lines = item.get("traceback")
        if type(lines) is not list:
            raise WireError("an error without its lines")
        return new_output(
            "error",
            ename=_text(item.get("ename")),
            evalue=_text(item.get("evalue")),
            traceback=[_text(line) for line in lines],
        )
    raise WireError("an output of no known kind")


def _data(data):
    if type(data) is not dict:
        raise WireError("an output without data")
    forms = {form: data[form] for form in KEPT_FORMS if form in data}
    return {k: v if k == "application/json" else _text(v) for k, v in forms.items()}


def _text(value):
    if type(value) is not str:
        raise WireError("a text that is none")
    return value.encode(errors="replace").decode()  # half a surrogate pair cannot be saved
