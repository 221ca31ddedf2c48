"""Find a Chromium, or install one through the system's package manager.

``python -m tools.chromium`` makes sure that there is one and prints where.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
MACOS = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"

# Nothing of its own goes to the network, and no sandbox, which root may not have.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--force-color-profile=srgb",
]


def find() -> str | None:
    """Tell where Chromium is: the environment's CHROMIUM first."""
    if named := os.environ.get("CHROMIUM"):
        return named
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    return found or (MACOS if os.path.exists(MACOS) else None)  # noqa: PTH110


def require() -> str:
    """Return the path of Chromium or say how to get one."""
    path = find()
    if path is None:
        raise RuntimeError(
            "The browser tests need Chromium or Chrome, and there is none on the PATH. Install it (for example "
            "apt install chromium, brew install --cask chromium) or set CHROMIUM to its path."
        )
    return path


def install() -> None:
    """Install Debian's or Ubuntu's package, where that can be done without asking."""
    if find() or not shutil.which("apt-get"):
        return
    root = [] if os.geteuid() == 0 else ["sudo", "-n"]
    quiet = {"stdout": subprocess.DEVNULL, "env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}}
    print("Installing chromium with apt-get ...", flush=True)
    for command in (["update", "-qq"], ["install", "-y", "-qq", "chromium", "fonts-dejavu-core"]):
        if subprocess.run([*root, "apt-get", *command], check=False, **quiet).returncode:  # type: ignore[call-overload]
            return


if __name__ == "__main__":
    install()
    try:
        print(require())
    except RuntimeError as error:
        sys.exit(str(error))
