"""Scripts wherever a reader's browser could come across them.

Outcome: graded
Earns: 2
"""

import nbformat


def hand_in(folder, name):
    notebook = nbformat.read(folder / name, as_version=4)
    cells = {cell.metadata.nbgrader.grade_id: cell for cell in notebook.cells}
    script = "<script>alert(document.cookie)</script>"
    show = f"""
    from IPython.display import HTML, SVG, Javascript, Latex, Markdown, display
    display(HTML({script!r}), SVG(data="<svg onload='alert(1)'>{script}</svg>"))
    display(Javascript("alert(document.cookie)"), Markdown({script!r}), Latex({script!r}))
    display({{"image/png": '"><script>alert(1)</script>', "text/plain": "x"}}, raw=True)
    print({script!r})
    def twice(number):
        print({script!r})
        return {script!r}
    type({script!r}, (Exception,), {{}})
    raise ValueError({script!r})
    """
    cells["twice-answer"].source = show
    cells["is_even-answer"].source = f"def is_even(number):\n    raise ValueError({script!r})"
    for text in (script, "<img src=x onerror=alert(1)>", "[x](javascript:alert(1))"):
        notebook.cells.append(nbformat.v4.new_markdown_cell(text))
        notebook.cells.append(nbformat.v4.new_raw_cell(text, metadata={"format": "text/html"}))
    notebook.metadata.title = script
    nbformat.write(notebook, folder / name)
