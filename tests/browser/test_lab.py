"""JupyterLab opens on the course's first page, and nothing lies over it."""

import json
from urllib.parse import urlsplit

from repository import ROOT

MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
FIRST_PAGE = "course/index.md"


def test_lab_opens_on_the_course_without_pop_ups(lab, pop_ups, screenshot):
    hosts = set()
    page = lab.page("")
    page.on("request", lambda request: hosts.add(urlsplit(request.url).hostname))
    page.reload()
    page.goto(f"{lab.url}/lab/tree/{FIRST_PAGE}")
    page.locator(".jp-MarkdownViewer h1").wait_for()
    page.wait_for_load_state("networkidle")
    screenshot(page, "lab-opens")
    assert pop_ups(page) == []
    assert hosts <= {"127.0.0.1", None}, "the course works offline"
    page.close()


def test_make_lab_opens_the_page_that_was_tested():
    assert f"--LabApp.default_url=/lab/tree/{FIRST_PAGE}" in MAKEFILE


def test_settings_name_plugins_that_jupyterlab_has(lab):
    """A misspelt plugin is silently ignored by JupyterLab: ask JupyterLab for each."""
    page = lab.page("")
    settings = json.loads((ROOT / "tools" / "lab-settings.json").read_text(encoding="utf-8"))
    for plugin in settings:
        assert page.evaluate("id => jupyterapp.hasPlugin(id)", plugin), plugin
    pages = json.loads((ROOT / "tools" / "lab-pages.json").read_text(encoding="utf-8"))
    for plugin in pages["disabledExtensions"]:
        assert not page.evaluate("id => jupyterapp.hasPlugin(id)", plugin), plugin
    page.close()
