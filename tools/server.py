"""A program that serves pages on loopback, for as long as it is needed."""

from __future__ import annotations

import os
import socket
import subprocess
import time
import urllib.request
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

ROOT = Path(__file__).parents[1]
START_SECONDS = 90

Own = TypeVar("Own", bound="Server")


def free_port() -> int:
    """Find a port that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


class Server:
    """A running command that answers on a port.

    Parameters
    ----------
    command : sequence of str
        What to run, with the port among its arguments.
    alive : str
        An address that answers once pages can be opened.
    folder : Path
        Where it runs.
    state : Path
        Where its log goes.
    environment : mapping of str to str
        Beside what this process has. The checkout can be imported from it.
    """

    def __init__(
        self,
        command: Sequence[str],
        alive: str,
        folder: Path,
        state: Path,
        environment: Mapping[str, str],
    ) -> None:
        self._alive = alive
        self._log = state / "server.log"
        own = {"PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "ignore", **environment}
        self._start: dict[str, Any] = {"args": command, "cwd": folder, "env": {**os.environ, **own}}

    def __enter__(self: Own) -> Own:
        with self._log.open("w") as log:
            self._process = subprocess.Popen(**self._start, stdout=log, stderr=log)
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end and self._process.poll() is None:
            try:
                urllib.request.urlopen(self._alive, timeout=2).close()
                return self
            except OSError:
                time.sleep(0.2)
        raise RuntimeError(f"{self._start['args'][:3]} did not start:\n{self._log.read_text()[-4000:]}")

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.terminate()
        self._process.wait(timeout=20)
