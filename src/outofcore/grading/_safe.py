"""`make_safe`: an executed notebook whose student's part cannot act in the reader's browser.

nbconvert puts HTML, SVG and JavaScript outputs and the HTML inside markdown into the page as they
are, and the page is opened by the student and, in the formgrader, by the instructor.
"""

import base64
import binascii
import json
import re
import sys
from html.parser import HTMLParser
from pathlib import Path

from nbconvert.filters import markdown2html
from nbformat.v4 import new_markdown_cell, new_output

import outofcore
from outofcore.checking.report import REPORT_MIME

KEPT_CHARACTERS = 100_000
BITMAPS = {"image/png": b"\x89PNG\r\n", "image/jpeg": b"\xff\xd8\xff"}
NOT_SHOWN = "[an output that is neither text nor a bitmap is not shown here]"
TAGS = {
    "p", "em", "strong", "del", "code", "pre", "ul", "ol", "li", "h1", "h2", "h3", "h4", "h5", "h6",
    "a", "blockquote", "hr", "br", "div", "span", "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
ATTRIBUTES = {"class", "id", "href", "align", "start", "title", "style"}
GOOD_LINK = re.compile(r"(https?://|#|mailto:)", re.IGNORECASE)
GOOD_STYLE = re.compile(r"(text-align: ?(left|right|center);?)?")
ACTIVE_TEX = re.compile(r"\\(href|url|style|class|cssId|require|unicode|html\w*|data)\b")


def make_safe(notebook, *, hide=()):
    """Return `notebook`, changed in place: what students made is text and bitmaps only.

    Parameters
    ----------
    notebook : NotebookNode
        Run by the grader. Its graded cells show our reports, which stay as they are.
    hide : iterable of str
        Folders of this machine that no output shall name.
    """
    library = Path(outofcore.__file__).parents[1]
    hide = [*map(str, hide), str(library), sys.prefix, sys.base_prefix, str(Path.home())]
    hide = sorted({h for h in hide if h.count("/") > 1}, key=len, reverse=True)  # "/usr" stays
    for index, cell in enumerate(notebook.cells):
        if cell.cell_type == "code":
            cell.outputs = [_safe_output(out, cell, hide) for out in cell.outputs]
        elif not _is_ours(cell):
            notebook.cells[index] = _safe_prose(cell)
    return notebook


def is_harmless(markdown):
    """Tell whether markdown renders to plain prose: no script, no form, no picture, no odd link.

    >>> is_harmless("so **a < b**, see [the site](https://example.org)")
    True
    >>> is_harmless("<img src=x onerror=alert(1)>"), is_harmless("[x](javascript:alert(1))")
    (False, False)
    """
    if ACTIVE_TEX.search(markdown):
        return False
    try:
        seen = _Harmless()
        seen.feed(markdown2html(markdown))
        seen.close()
    except Exception:  # what the renderer cannot take is shown as text
        return False
    return seen.harmless


class _Harmless(HTMLParser):
    """Reads rendered markdown and notes anything beyond plain prose."""

    def __init__(self):
        super().__init__(convert_charrefs=False)
        self.harmless = True

    def handle_starttag(self, tag, attrs):
        """Accept the tags and the attributes that markdown itself makes."""
        for name, value in attrs:
            if name == "href":
                self.harmless &= bool(GOOD_LINK.match(value or ""))
            elif name == "style":
                self.harmless &= bool(GOOD_STYLE.fullmatch(value or ""))
            else:
                self.harmless &= name in ATTRIBUTES
        self.harmless &= tag in TAGS

    def handle_data(self, data):
        """Accept text, but no bracket that another parser might take for a tag."""
        self.harmless &= "<" not in data

    def handle_comment(self, data):
        """Accept no comment, no declaration and no processing instruction."""
        self.harmless = False

    handle_decl = handle_pi = unknown_decl = handle_comment


def literal(text):
    """Return markdown that shows `text` letter by letter."""
    return "".join(f"    {line}\n" for line in text.splitlines())


def _safe_prose(cell):
    """Return a student's markdown or raw cell; what is more than prose is shown as its source."""
    safe = cell.cell_type == "markdown" and is_harmless(cell.source)
    source = cell.source if safe else literal(cell.source[:KEPT_CHARACTERS])
    made = new_markdown_cell(source, id=cell.id)
    if cell.cell_type == "markdown" and "nbgrader" in cell.metadata:
        made.metadata["nbgrader"] = cell.metadata["nbgrader"]
    return made


def _safe_output(output, cell, hide):
    kind = output.get("output_type")
    if kind == "stream":
        name = "stderr" if output.get("name") == "stderr" else "stdout"
        return new_output("stream", name=name, text=_text(output.get("text"), hide))
    if kind == "error":
        trace = [_text(line, hide) for line in output.get("traceback", [])]
        name, value = (_text(output.get(key), hide) for key in ("ename", "evalue"))
        return new_output("error", ename=name, evalue=value, traceback=trace)
    data = output.get("data", {})
    ours = _is_graded(cell) and REPORT_MIME in data
    data = json.loads(_hidden(json.dumps(data), hide)) if ours else _safe_data(data, hide)
    # without its metadata: nbconvert writes a picture's width into the page unquoted
    if kind == "execute_result":
        return new_output(kind, data=data, execution_count=output.get("execution_count"))
    return new_output("display_data", data=data)


def _safe_data(data, hide):
    kept = {
        mime: "".join(data[mime].split())
        for mime, start in BITMAPS.items()
        if isinstance(data.get(mime), str) and _starts_with(data[mime], start)
    }
    if not kept or "text/plain" in data:
        kept["text/plain"] = _text(data.get("text/plain", NOT_SHOWN), hide)
    return kept


def _starts_with(encoded, start):
    """Tell whether base64 text is nothing but that and decodes to something that begins so."""
    try:
        return base64.b64decode("".join(encoded.split()), validate=True).startswith(start)
    except (binascii.Error, ValueError):
        return False


def _text(text, hide):
    text = "".join(text) if isinstance(text, list) else str(text or "")
    text = _hidden(text, hide)
    return text if len(text) <= KEPT_CHARACTERS else text[:KEPT_CHARACTERS] + " […]"


def _hidden(text, hide):
    for folder in hide:
        text = text.replace(folder, "...")
    return text


def _is_ours(cell):
    meta = cell.metadata.get("nbgrader", {})
    return bool(meta.get("locked") or meta.get("grade")) and not meta.get("solution")


def _is_graded(cell):
    return bool(cell.metadata.get("nbgrader", {}).get("grade"))
