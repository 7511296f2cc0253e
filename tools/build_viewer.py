"""Bundle the browser's half of the viewer: src/outofcore/viewer/js -> src/outofcore/viewer/static.

`make viewer` runs this, and needs Node with npm, once, for who changes the viewer. Everyone else
uses what is committed. The first lines of the bundle name its sources by their sha256, and the
versions; tests/viewer/test_bundle.py compares them.
"""

import hashlib
import json
import os
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VIEWER = ROOT / "src" / "outofcore" / "viewer"
SOURCES, TARGET = VIEWER / "js", VIEWER / "static"
BUILD = ROOT / "build" / "viewer"


def digest():
    """Return the sha256 of all sources, in order."""
    found = hashlib.sha256()
    for path in sorted(SOURCES.iterdir()):
        found.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return found.hexdigest()


def main():
    """Install what package.json names, bundle, and write the header."""
    BUILD.mkdir(parents=True, exist_ok=True)
    shutil.copy(SOURCES / "package.json", BUILD)
    install = ["npm", "install", "--no-package-lock", "--no-audit", "--no-fund", "--loglevel=error"]
    subprocess.run(install, cwd=BUILD, check=True)
    modules = BUILD / "node_modules"
    subprocess.run(
        [
            *[modules / "esbuild" / "bin" / "esbuild", SOURCES / "viewer.js", "--bundle"],
            *["--format=esm", "--minify", "--target=es2022", "--charset=utf8"],
            *["--legal-comments=none", f"--outfile={BUILD / 'viewer.js'}"],
        ],
        env={**os.environ, "NODE_PATH": str(modules)},
        check=True,
    )
    about = json.loads((SOURCES / "package.json").read_text())
    versions = about["dependencies"] | about["devDependencies"]
    licence = (modules / "leaflet" / "LICENSE").read_text().strip()
    head = "\n".join(
        [
            "/* Made by `make viewer` from src/outofcore/viewer/js; not to be edited.",
            f"sources sha256 {digest()}",
            *(f"{name} {version}" for name, version in sorted(versions.items())),
            f"\nLeaflet, which is in here:\n\n{licence}\n*/",
        ]
    )
    TARGET.mkdir(exist_ok=True)
    (TARGET / "viewer.js").write_text(f"{head}\n{(BUILD / 'viewer.js').read_text()}")
    shutil.copy(SOURCES / "viewer.css", TARGET)
    print(f"{TARGET / 'viewer.js'}: {(TARGET / 'viewer.js').stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
