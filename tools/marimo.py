"""A real marimo, edit or run, for one notebook file."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Literal

from tools.server import Server, free_port


class Marimo(Server):
    """A marimo server for one file; its cells run when a page is opened, and no token is asked for."""

    def __init__(self, file: Path, state: Path, mode: Literal["edit", "run"] = "run") -> None:
        port = free_port()
        self.url = f"http://127.0.0.1:{port}/"
        command = [sys.executable, "-m", "marimo", "--yes", mode, str(file), "--headless", "--no-token"]
        command += ["--skip-update-check"] if mode == "edit" else []
        command += ["--host", "127.0.0.1", "--port", str(port)]
        homes = ("XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME")
        own = {name: str(state / name.lower()) for name in homes}
        settings = state / "xdg_config_home" / "marimo"
        settings.mkdir(parents=True)
        (settings / "marimo.toml").write_text("[runtime]\nauto_instantiate = true\n")
        super().__init__(command, f"{self.url}health", file.parent, state, own)
