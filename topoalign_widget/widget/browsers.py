"""The machine's own browser, without a window: it runs a page and hands back what the page wrote.

Any of Chrome, Chromium and Edge does; nothing drives it, and nothing of it is installed with this package.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

VARIABLE = "TOPOALIGN_BROWSER"

# In this order: Ubuntu's chromium is a snap, which may read no temporary files.
NAMES = (
    "google-chrome",
    "google-chrome-stable",
    "microsoft-edge",
    "microsoft-edge-stable",
    "chromium",
    "chromium-browser",
    "chrome",
    "msedge",
)
_MACOS = ("Google Chrome", "Chromium", "Microsoft Edge")
_WINDOWS = (r"Google\Chrome\Application\chrome.exe", r"Microsoft\Edge\Application\msedge.exe")
_WINDOWS_FOLDERS = ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")

# One page, at its own size and in its own colours; nothing of the browser's own goes to the network.
_FLAGS = (
    "--headless",
    "--disable-gpu",
    "--hide-scrollbars",
    "--force-device-scale-factor=1",
    "--force-color-profile=srgb",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-extensions",
    "--disable-sync",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
)
# Of what a browser says, when it fails: it says a great deal.
_LAST_LINES = 5
_ANOTHER = (
    f"Set {VARIABLE} to the path of another browser, or use the button 'Save picture' above the graphs."
)


class BrowserError(ValueError):
    """There is no browser to draw with, or it did not work."""


def find() -> Path:
    """Tell where a browser is: what the environment's ``TOPOALIGN_BROWSER`` names, else the first of the usual.

    Raises
    ------
    BrowserError
        If there is none.
    """
    if named := os.environ.get(VARIABLE):
        if found := shutil.which(named):
            return Path(found)
        raise BrowserError(
            f"{VARIABLE} is {named!r}, and that is no program. Set it to the path of a browser."
        )
    on_path = (Path(found) for name in NAMES if (found := shutil.which(name)))
    installed = (place for place in _usual_places() if place.is_file())
    for found_first in (*on_path, *installed):
        return found_first
    raise BrowserError(
        "To write a picture without an open view takes Chrome, Chromium or Edge, and there is none in the usual "
        f"places. Install one, set {VARIABLE} to its path, or use the button 'Save picture' above the graphs."
    )


def _usual_places() -> list[Path]:
    """List where installers put browsers that are not on the PATH."""
    if sys.platform == "darwin":
        folders = [Path("/Applications"), Path.home() / "Applications"]
        return [folder / f"{name}.app/Contents/MacOS/{name}" for name in _MACOS for folder in folders]
    if sys.platform == "win32":
        folders = [Path(os.environ[name]) for name in _WINDOWS_FOLDERS if name in os.environ]
        return [folder / name for name in _WINDOWS for folder in folders]
    return []


def dumped(page: str, seconds: float) -> str:
    """Open a page and return its HTML as it is once everything in it has run that does not wait for anything.

    Parameters
    ----------
    page : str
        HTML. It is opened from a temporary file.
    seconds : float
        How long that may take.

    Raises
    ------
    BrowserError
        If there is no browser, it fails or it takes longer.
    """
    browser = find()
    # On Windows the browser's last process may still have a file open.
    with tempfile.TemporaryDirectory(prefix="topoalign-", ignore_cleanup_errors=True) as folder:
        file = Path(folder, "picture.html")
        file.write_text(page, encoding="utf-8")
        profile = f"--user-data-dir={Path(folder, 'profile')}"
        command = [str(browser), *_FLAGS, *_without_sandbox(), profile, "--dump-dom", file.as_uri()]
        try:
            done = subprocess.run(command, capture_output=True, timeout=seconds, check=False)
        except subprocess.TimeoutExpired:
            raise BrowserError(
                f"{browser} has not drawn the picture after {seconds:g} seconds. Try once more. {_ANOTHER}"
            ) from None
        except OSError as error:
            raise BrowserError(f"{browser} does not start: {error}. {_ANOTHER}") from error
    html = done.stdout.decode("utf-8", errors="replace")
    if done.returncode or not html.strip():
        said = "\n".join(done.stderr.decode("utf-8", errors="replace").splitlines()[-_LAST_LINES:])
        raise BrowserError(
            f"{browser} failed with exit status {done.returncode}. {_ANOTHER} It said:\n{said}"
        )
    return html


def _without_sandbox() -> list[str]:
    """Leave the sandbox out for root on Linux, who can have none; what runs is this package's own page."""
    is_root = sys.platform.startswith("linux") and os.geteuid() == 0
    return ["--no-sandbox"] if is_root else []
