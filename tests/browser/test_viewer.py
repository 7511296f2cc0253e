"""The viewer in JupyterLab, on a pyramid of 43 GB that is computed where it is looked at."""

import base64
import json

import nbformat
import numpy as np
import pytest

from outofcore.viewer.scene import level_for

SETUP = '''
import json, resource, threading
import numpy as np, psutil
from outofcore.formats.image import Image, Level
from outofcore.viewer import view

SHAPE, GATE = (2, 10, 32768, 32768), threading.Event()
GATE.set()

class Made:
    """One level of czyx: what a voxel holds is arithmetic on where it lies."""

    dtype = np.dtype("u2")

    def __init__(self, number):
        self.factor = 2**number
        self.shape = (*SHAPE[:2], *(n // self.factor for n in SHAPE[2:]))

    def __getitem__(self, region):
        GATE.wait(60)
        c, z, y, x = np.ogrid[region]
        values = c * 7 + z * 50 + (y * self.factor // 64 + x * self.factor // 32)
        return (values % 1000).astype("u2")

image = Image(
    tuple(Level(Made(n), (1.0, 1.0, 2.0**n, 2.0**n)) for n in range(8)), axes="czyx",
    spacing={"z": 2.0, "y": 0.25, "x": 0.25},
    units=dict.fromkeys("zyx", "micrometer"), channels=("nuclei", "membranes"), name="virtual",
)
import outofcore.viewer.widget  # the libraries of every format are no part of the pan
rss = psutil.Process().memory_info().rss
'''
SETTLED = """
root => root.dataset.pending === '0' && root.dataset.wanted !== '0'
     && root.querySelector('.ooc-loading').textContent === ''
"""


class ViewerPage:
    """A notebook with one viewer in it."""

    def __init__(self, lab, name):
        cells = [("setup", SETUP), ("view", "w = view(image)\nw"), ("ask", "")]
        notebook = nbformat.v4.new_notebook(
            cells=[nbformat.v4.new_code_cell(source, id=cell) for cell, source in cells],
            metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}},
        )
        nbformat.write(notebook, lab.root / name)
        self.lab_url = lab.url
        self.notebook = lab.notebook(name, width=1100, height=1000)
        self.page = self.notebook.page
        self.notebook.run_cell("setup")
        self.page.evaluate("""() => {
          window.blobs = new Set();
          const make = URL.createObjectURL, drop = URL.revokeObjectURL;
          URL.createObjectURL = (...what) => {
            const url = make.apply(URL, what);
            window.blobs.add(url);
            return url;
          };
          URL.revokeObjectURL = url => { window.blobs.delete(url); drop.call(URL, url); };
        }""")
        self.addresses = []
        self.page.on("request", lambda request: self.addresses.append(request.url))
        self.notebook.run_cell("view")
        assert self.notebook.errors() == {}
        self.root = self.page.locator(".ooc-viewer")
        self.settle()

    def settle(self, condition="true"):
        """Wait until what is wanted is drawn, and a condition on `root` and its data holds."""
        self.page.wait_for_function(
            f"""() => {{
              const root = document.querySelector('.ooc-viewer'), data = root?.dataset;
              return root && ({SETTLED})(root) && ({condition});
            }}"""
        )

    def ask(self, expression):
        """Return what an expression gives in the kernel."""
        self.notebook.set_source("ask", f"print(json.dumps({expression}))")
        return json.loads(self._run())

    def tell(self, statement):
        """Run a statement in the kernel."""
        self.notebook.set_source("ask", statement)
        self._run()

    def data(self, name):
        return self.root.get_attribute(f"data-{name}")

    def pixels(self):
        """Return the picture, (rows, columns, 3), and where its corner lies in screen pixels."""
        width, height, values = self.page.evaluate("""() => {
          const canvas = document.querySelector('.ooc-canvas');
          const image = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
          let text = '';
          for (let i = 0; i < image.data.length; i += 4)
            text += String.fromCharCode(image.data[i], image.data[i + 1], image.data[i + 2]);
          return [canvas.width, canvas.height, btoa(text)];
        }""")
        left, top = map(int, self.data("origin").split())
        picture = np.frombuffer(base64.b64decode(values), "u1")
        return picture.reshape(height, width, 3), top, left

    def _run(self):
        self.notebook.run_cell("ask")
        assert self.notebook.errors() == {}
        return "".join(output["text"] for output in self.notebook.outputs("ask"))


def painted(channels, top, left, shape, *, z, factor=1):
    """Return what the picture should be where a pixel of the level is one of the screen."""
    y, x = (np.arange(start, start + n) for start, n in zip((top, left), shape, strict=True))
    total = np.zeros((*shape, 3))
    for number, channel in enumerate(channels):
        if channel["shown"]:
            place = y[:, None] * factor // 64 + x * factor // 32
            values = (number * 7 + z * 50 + place) % 1000
            share = (values - channel["low"]) / (channel["high"] - channel["low"])
            colour = [int(channel["color"][i : i + 2], 16) / 255 for i in (1, 3, 5)]
            total += np.rint(np.clip(255 * share, 0, 255))[..., None] * colour
    return np.clip(total, 0, 255)


@pytest.fixture(scope="module")
def viewer(lab):
    viewer = ViewerPage(lab, "viewer.ipynb")
    yield viewer
    viewer.page.close()


def test_the_whole_is_seen_first(viewer):
    scales = viewer.ask("[one['scale'] for one in w.about['planes']['xy']['levels']]")
    zoom = float(viewer.data("zoom"))
    assert int(viewer.data("level")) == level_for(scales, 2**zoom)
    picture, _, _ = viewer.pixels()
    assert (picture[40:-40].max(axis=2) > 0).mean() > 0.3  # the rest is beside the image
    told = viewer.root.locator(".ooc-status").inner_text()
    assert "of 0 to 7" in told
    assert viewer.root.locator(".ooc-bar").inner_text().endswith("µm")
    viewer.notebook.screenshot("viewer-whole")


def test_pixels_are_those_of_the_level(viewer):
    viewer.tell("w.centre, w.zoom = [9000.0, 12000.0], 0.0")
    viewer.settle("data.level === '0' && data.zoom === '0'")
    picture, top, left = viewer.pixels()
    channels, z = viewer.ask("[w.channels, w.position['z']]")
    expected = painted(channels, top, left, picture.shape[:2], z=z)
    np.testing.assert_allclose(picture, expected, atol=2)
    viewer.notebook.screenshot("viewer-pixels")


def test_contrast_and_channels_need_no_new_tile(viewer):
    before = viewer.ask("w.counts['fetches']")
    viewer.root.locator("input[name='shown-1']").uncheck()
    high = viewer.root.locator("input[name='high-0']")
    high.focus()
    viewer.page.keyboard.press("ArrowLeft")
    viewer.settle()
    assert viewer.ask("w.counts['fetches']") == before
    channels, z = viewer.ask("[w.channels, w.position['z']]")
    assert [channel["shown"] for channel in channels] == [True, False]
    picture, top, left = viewer.pixels()
    expected = painted(channels, top, left, picture.shape[:2], z=z)
    np.testing.assert_allclose(picture, expected, atol=2)
    viewer.root.locator("input[name='shown-1']").check()
    viewer.settle()


def test_a_slider_moves_through_the_stack(viewer):
    slider = viewer.root.locator("input[name='z']")
    slider.focus()
    viewer.page.keyboard.press("ArrowRight")
    viewer.settle("""data.position === '{"z":6}'""")
    assert viewer.ask("w.position") == {"z": 6}
    picture, top, left = viewer.pixels()
    channels = viewer.ask("w.channels")
    expected = painted(channels, top, left, picture.shape[:2], z=6)
    np.testing.assert_allclose(picture, expected, atol=2)


def test_what_scrolled_away_is_cancelled(viewer):
    viewer.tell("GATE.clear()")
    box = viewer.root.locator(".ooc-map")
    box.focus()
    viewer.page.keyboard.press("Shift+ArrowRight")
    viewer.page.wait_for_function(
        "() => Number(document.querySelector('.ooc-viewer').dataset.pending) > 0"
    )
    viewer.tell("w.centre = [20000.0, 20000.0]")
    viewer.page.wait_for_function(
        "() => Number(document.querySelector('.ooc-viewer').dataset.cancelled) > 0"
    )
    viewer.tell("GATE.set()")
    viewer.settle()
    assert viewer.ask("w.counts['cancelled']") > 0


def test_zooming_out_takes_the_next_level_and_counts_agree(viewer):
    box = viewer.root.locator(".ooc-map")
    box.focus()
    viewer.page.keyboard.press("-")
    viewer.settle("data.level === '1'")
    assert viewer.ask("w.wait()")
    counts = viewer.ask("w.counts")
    viewer.settle(f"data.fetched === '{counts['fetches']}'")
    one = counts["levels"][1]
    told = viewer.root.locator(".ooc-status").inner_text()
    assert f"{one['chunks']:,} of {one['of_chunks']:,} computed chunks" in told
    assert "level 1 of 0 to 7 (y ÷ 2, x ÷ 2)" in told
    assert counts["errors"] == 0
    viewer.tell("w.level = 3")
    viewer.settle("data.level === '3'")
    viewer.root.locator("input[name='grid']").check()
    viewer.notebook.screenshot("viewer-grid")


def test_shown_again_it_is_where_it_was(viewer):
    viewer.page.wait_for_function("() => !document.querySelector('.ooc-loading').textContent")
    before = viewer.ask("[w.centre, w.zoom, w.level]")
    viewer.notebook.set_source("view", "w")
    viewer.notebook.run_cell("view")
    viewer.notebook.show("view")
    viewer.settle(f"Math.abs(data.zoom - {before[1]}) < 1e-6 && data.level === '3'")
    centre, zoom, level = viewer.ask("[w.centre, w.zoom, w.level]")
    assert (zoom, level) == (before[1], 3)
    np.testing.assert_allclose(centre, before[0], atol=8)  # a pixel of level 3


def test_a_long_pan_stays_small_and_leaves_no_blob(viewer):
    viewer.tell("w.zoom = 0.0")
    viewer.settle("data.level === '0'")
    box = viewer.root.locator(".ooc-map").bounding_box()
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    for _ in range(12):
        viewer.page.mouse.move(middle[0] + 300, middle[1] + 150)
        viewer.page.mouse.down()
        viewer.page.mouse.move(middle[0] - 300, middle[1] - 150, steps=4)
        viewer.page.mouse.up()
    viewer.settle()
    assert viewer.ask("w.counts['fetches']") > 200
    peak = viewer.ask("resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 - rss")
    assert peak < 200e6
    assert viewer.page.evaluate("window.blobs.size") == 0
    outside = ("blob:", "data:", viewer.lab_url)
    assert [url for url in viewer.addresses if not url.startswith(outside)] == []
    viewer.tell("w.close()")
