"""The dials of the first lecture in JupyterLab: they answer without a kernel behind them."""

LECTURE = "course/00_orientation.ipynb"
BEFORE = ("imports", "workspace", "bill-images", "bill-bytes", "bill-time")


def test_a_slider_changes_the_bill(lab):
    notebook = lab.notebook(LECTURE)
    for cell in (*BEFORE, "bill-units-exact", "bill-cores", "bill-function", "bill-dials"):
        notebook.run_cell(cell)
    assert notebook.errors() == {}
    notebook.show("bill-dials")
    box = notebook.page.locator("div[oninput]")
    results = box.locator("output[data-factor]")
    assert results.first.inner_text() == "576,000"
    planes = box.locator("input[name='planes']")
    planes.focus()
    notebook.page.keyboard.press("ArrowLeft")  # the slider takes the key, and not JupyterLab
    assert planes.input_value() == "49"
    assert results.first.inner_text() == "564,480"
    assert planes.evaluate("dial => dial.nextElementSibling.textContent") == "49"
    notebook.screenshot("orientation-dials")
    notebook.page.close()
