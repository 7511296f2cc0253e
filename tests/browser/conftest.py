"""JupyterLab and a browser, as a learner has them, on a copy of the course."""

import contextlib
import os
import re
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from repository import ROOT

SCREENSHOTS = ROOT / "build" / "screenshots"
START_SECONDS = 60
RUN_SECONDS = 120
TOKEN = "a-token-for-the-tests"
BROWSER_ARGUMENTS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]
RESTORED = """() => {  // asked again and again: the page may load anew meanwhile
  if (window.jupyterapp === undefined) return false;
  jupyterapp.restored.then(() => { window.isRestored = true; });
  return window.isRestored === true;
}"""
COPIED = ("course", "exercises", "nbgrader_config.py")


class Lab:
    """A running JupyterLab and the browser that looks at it."""

    def __init__(self, url, root, browser):
        self.url = url
        self.root = root  # the copy of the repository that JupyterLab serves
        self.browser = browser
        self.opened = 0

    def page(self, path, *, width=1280, height=1000):
        """Return a browser page with the file at `path` (relative to the repository) open.

        Every page has a workspace of its own: what one test leaves open does not come back.
        """
        self.opened += 1
        page = self.browser.new_page(viewport={"width": width, "height": height})
        page.set_default_timeout(START_SECONDS * 1000)
        page.goto(f"{self.url}/lab/workspaces/test{self.opened}/tree/{path}?token={TOKEN}")
        page.wait_for_function(RESTORED)
        return page

    def notebook(self, path, **viewport):
        """Return the notebook at `path`, opened in JupyterLab, its kernel ready."""
        return NotebookPage(self.page(path, **viewport))


class NotebookPage:
    """An open notebook: run it, edit it, read what it shows. Cells are named by their ids."""

    def __init__(self, page):
        self.page = page
        page.locator(".jp-NotebookPanel .jp-Notebook").wait_for()
        self._evaluate("await panel.context.ready; await panel.sessionContext.ready;")
        self.wait_until_idle()

    def run_all(self):
        """Run every cell and wait for the last one."""
        self._run("notebook:run-all-cells")

    def run_cell(self, cell_id):
        """Run one cell and wait for it."""
        self._evaluate(
            "notebook.activeCellIndex = indexOf(argument); notebook.deselectAll();", cell_id
        )
        self._run("notebook:run-cell")

    def set_source(self, cell_id, source):
        """Replace the source of a cell, as typing would."""
        self._evaluate(
            "model.cells.get(indexOf(argument[0])).sharedModel.setSource(argument[1]);",
            [cell_id, source],
        )

    def outputs(self, cell_id):
        """Return the outputs of a cell, in nbformat's JSON."""
        return self._evaluate(
            "return model.cells.get(indexOf(argument)).toJSON().outputs;", cell_id
        )

    def errors(self):
        """Return {cell id: "Name: message"} of the cells that raised."""
        return self._evaluate(
            """
            const found = {};
            for (const cell of model.toJSON().cells)
              for (const output of cell.outputs ?? [])
                if (output.output_type === 'error')
                  found[cell.id] = `${output.ename}: ${output.evalue}`;
            return found;
            """
        )

    def unrun_cells(self):
        """Return the ids of the code cells that were not run."""
        return self._evaluate(
            """
            return model.toJSON().cells
              .filter(c => c.cell_type === 'code' && c.source.length && c.execution_count === null)
              .map(c => c.id);
            """
        )

    def show(self, cell_id):
        """Scroll to a cell, so that it is drawn."""
        self._evaluate(
            "await notebook.scrollToItem(indexOf(argument), 'start');"
            "await notebook.widgets[indexOf(argument)].ready;",
            cell_id,
        )
        self.page.wait_for_load_state("networkidle")

    def screenshot(self, name, cell_id=None):
        """Write build/screenshots/NAME.png, scrolled to `cell_id`, and return its path."""
        if cell_id is not None:
            self.show(cell_id)
        return take_screenshot(self.page, name)

    def wait_until_idle(self):
        """Wait until the kernel has nothing left to do."""
        self.page.locator(
            '.jp-NotebookPanel .jp-Notebook-ExecutionIndicator[data-status="idle"]'
        ).first.wait_for(timeout=RUN_SECONDS * 1000)

    def _run(self, command):
        self.page.set_default_timeout(RUN_SECONDS * 1000)
        self.page.evaluate(
            "async command => { await jupyterapp.commands.execute(command); }", command
        )
        self.wait_until_idle()

    def _evaluate(self, body, argument=None):
        return self.page.evaluate(
            f"""async argument => {{
                const panel = jupyterapp.shell.currentWidget;
                const notebook = panel.content, model = notebook.model;
                const indexOf = id => {{
                  const index = Array.from(model?.cells ?? []).findIndex(cell => cell.id === id);
                  if (index < 0) throw new Error(`no cell with the id ${{id}}`);
                  return index;
                }};
                {body}
            }}""",
            argument,
        )


def take_screenshot(page, name):
    """Write build/screenshots/NAME.png and return its path."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    path = SCREENSHOTS / f"{name}.png"
    page.screenshot(path=path)
    return path


def find_pop_ups(page):
    """Return the texts of the dialogs and notifications that lie over the page."""
    return page.locator(".jp-Dialog, .Toastify__toast").all_inner_texts()


@pytest.fixture
def screenshot():
    """The function (page, name) that writes build/screenshots/NAME.png."""
    return take_screenshot


@pytest.fixture
def pop_ups():
    """The function (page) that returns the texts of dialogs and notifications."""
    return find_pop_ups


@pytest.fixture(scope="session")
def chromium():
    """The path of Debian's chromium; without it the tests are left out, but never in the CI."""
    path = shutil.which("chromium")
    if path is None:
        words = "the browser tests need chromium: apt install chromium"
        if os.environ.get("CI"):
            pytest.fail(words, pytrace=False)
        pytest.skip(words)
    return path


@pytest.fixture(scope="session")
def served(tmp_path_factory):
    """Start JupyterLab on a copy of the course; yield its address and the copy's folder."""
    root = tmp_path_factory.mktemp("checkout")
    for name in COPIED:
        source = ROOT / name
        copy = shutil.copytree if source.is_dir() else shutil.copy
        if source.exists():
            copy(source, root / name)
    with serve(root, tmp_path_factory) as url:
        yield url, root


@contextlib.contextmanager
def serve(root, tmp_path_factory, *, learner=True):
    """Start JupyterLab in the folder `root` and yield its address.

    A learner has no grading menus; an instructor has the formgrader.
    """
    settings = environment(tmp_path_factory.mktemp("jupyter"))
    if not learner:
        shutil.rmtree(settings["JUPYTER_CONFIG_DIR"])
    server = subprocess.Popen(
        server_command(root, settings_folder(tmp_path_factory.mktemp("settings"))),
        cwd=root,
        env=settings,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    log = ServerLog(server.stderr)
    try:
        yield log.address()
    finally:
        server.terminate()
        server.wait(timeout=30)
        log.thread.join(timeout=30)
        server.stderr.close()


@pytest.fixture(scope="session")
def browser(chromium):
    """A headless browser: one for all tests, because Playwright starts once in a process."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=BROWSER_ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def formgrader(browser, tmp_path_factory):
    """Return a context manager: (course's folder) -> a function that opens formgrader pages."""

    @contextlib.contextmanager
    def start(root):
        with contextlib.ExitStack() as stack:
            url = stack.enter_context(serve(root, tmp_path_factory, learner=False))
            context = browser.new_context(viewport={"width": 1280, "height": 900})
            context.set_default_timeout(RUN_SECONDS * 1000)

            login = context.new_page()
            login.goto(f"{url}/formgrader?token={TOKEN}")  # sets the cookie that the pages need
            login.close()

            def open_page(path):
                page = context.new_page()
                page.goto(f"{url}/formgrader/{path}")
                page.wait_for_load_state("networkidle")
                return page

            stack.callback(context.close)
            yield open_page

    return start


@pytest.fixture(scope="session")
def lab(served, browser):
    """JupyterLab on a copy of the course, and a headless browser."""
    return Lab(*served, browser)


def server_command(root, settings):
    """Return the command of `make lab`, with folders of its own instead of the user's."""
    command = [
        *[sys.executable, "-m", "jupyterlab", "--no-browser", "--expose-app-in-browser"],
        *["--ip=127.0.0.1", "--port=0", f"--IdentityProvider.token={TOKEN}"],
        *[f"--ServerApp.root_dir={root}", "--LabApp.default_url=/lab/tree/course/index.md"],
        f"--LabApp.app_settings_dir={settings}",
    ]
    return [*command, "--allow-root"] if os.geteuid() == 0 else command


def settings_folder(folder):
    """Put the course's JupyterLab settings where --LabApp.app_settings_dir expects them."""
    shutil.copy(ROOT / "tools" / "lab-settings.json", folder / "overrides.json")
    return folder


def environment(folder):
    """Return the environment of a learner without settings of their own, small data sets."""
    config = folder / "config"
    (config / "labconfig").mkdir(parents=True)
    shutil.copy(ROOT / "tools" / "lab-pages.json", config / "labconfig" / "page_config.json")
    return {
        **os.environ,
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
        "JUPYTER_CONFIG_DIR": str(config),
        "JUPYTER_DATA_DIR": str(folder / "data"),
        "JUPYTER_RUNTIME_DIR": str(folder / "runtime"),
        "JUPYTERLAB_SETTINGS_DIR": str(folder / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(folder / "workspaces"),
        "OUTOFCORE_SIZE": "small",
        "PYTHONUNBUFFERED": "1",
    }


class ServerLog:
    """Reads what the server prints, so that it never waits for us, and finds its address."""

    def __init__(self, stream):
        self.lines = []
        self.found = threading.Event()
        self.thread = threading.Thread(target=self._read, args=[stream], daemon=True)
        self.thread.start()

    def address(self):
        """Return the server's address, or fail with what the server said."""
        if not self.found.wait(START_SECONDS) or self.url is None:
            pytest.fail(f"JupyterLab did not start:\n{''.join(self.lines)}", pytrace=False)
        return self.url

    def _read(self, stream):
        self.url = None
        for line in stream:
            self.lines.append(line)
            match = re.search(r"(http://127\.0\.0\.1:\d+)/lab", line)
            if match and self.url is None:
                self.url = match[1]
                self.found.set()
        self.found.set()
