"""What the browser loads was made from the sources beside it, and loads nothing further."""

import hashlib
import json
import re

from repository import ROOT

VIEWER = ROOT / "src" / "outofcore" / "viewer"
BUNDLE = (VIEWER / "static" / "viewer.js").read_text(encoding="utf-8")
NAMESPACES = {"http://www.w3.org/2000/svg"}  # a name, never fetched


def test_the_bundle_is_that_of_the_sources():
    found = hashlib.sha256()
    for path in sorted((VIEWER / "js").iterdir()):
        found.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    assert f"sources sha256 {found.hexdigest()}" in BUNDLE, "run `make viewer`, commit both"
    assert (VIEWER / "js" / "viewer.css").read_bytes() == (
        VIEWER / "static" / "viewer.css"
    ).read_bytes()


def test_the_versions_are_exact_and_named():
    about = json.loads((VIEWER / "js" / "package.json").read_text())
    for name, version in (about["dependencies"] | about["devDependencies"]).items():
        assert re.fullmatch(r"\d+\.\d+\.\d+", version)
        assert f"{name} {version}" in BUNDLE


def test_the_licence_is_kept():
    assert "Copyright (c) 2010-2023, Volodymyr Agafonkin" in BUNDLE


def test_no_address_is_in_what_is_loaded():
    css = (VIEWER / "static" / "viewer.css").read_text()
    assert set(re.findall(r"https?://[^\"'` )]+", BUNDLE + css)) <= NAMESPACES
    assert "url(" not in css
    assert "createObjectURL" not in BUNDLE
