"""A real JupyterLab with a real kernel in a headless Chromium, driven through its own commands."""

from __future__ import annotations

import json
import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any

from playwright.sync_api import Browser, Page, Request, sync_playwright

from tools.chromium import FLAGS, require

READY = ".topoalign[data-ready]"
START_SECONDS = 90
RUN_SECONDS = 180


class Lab:
    """A JupyterLab server over one folder; nothing outside of it is read or written."""

    def __init__(self, folder: Path, state: Path) -> None:
        self.folder = folder
        self._state = state
        self._token = secrets.token_hex(16)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._port = free.getsockname()[1]

    def __enter__(self) -> Lab:
        homes = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")
        homes += ("JUPYTERLAB_SETTINGS_DIR", "JUPYTERLAB_WORKSPACES_DIR")
        own = {name: str(self._state / name.lower()) for name in homes}
        for path in own.values():
            Path(path).mkdir(parents=True, exist_ok=True)
        root = Path(__file__).parents[1]
        command = [
            sys.executable,
            "-m",
            "jupyterlab",
            "--no-browser",
            "--expose-app-in-browser",
            "--allow-root",
        ]
        command += [
            "--ServerApp.ip=127.0.0.1",
            f"--ServerApp.port={self._port}",
            "--ServerApp.port_retries=0",
        ]
        command += [f"--IdentityProvider.token={self._token}", f"--ServerApp.root_dir={self.folder}"]
        news = self._state / "jupyterlab_settings_dir" / "@jupyterlab" / "apputils-extension"
        news.mkdir(parents=True)
        (news / "notification.jupyterlab-settings").write_text(
            '{"fetchNews": "false", "checkForUpdates": false}'
        )
        environment = {**os.environ, **own, "PYTHONPATH": str(root), "PYTHONWARNINGS": "ignore"}
        with (self._state / "server.log").open("w") as log:
            self._server = subprocess.Popen(command, cwd=self.folder, env=environment, stdout=log, stderr=log)
        self._wait()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.terminate()
        self._server.wait(timeout=20)

    def url(self, notebook: str) -> str:
        """Address of a notebook in a workspace of its own, so that no other opens beside it."""
        workspace = secrets.token_hex(4)
        return f"http://127.0.0.1:{self._port}/lab/workspaces/{workspace}/tree/{notebook}?token={self._token}"

    def _wait(self) -> None:
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end and self._server.poll() is None:
            try:
                urllib.request.urlopen(
                    f"http://127.0.0.1:{self._port}/api?token={self._token}", timeout=2
                ).close()
                return
            except OSError:
                time.sleep(0.2)
        raise RuntimeError("JupyterLab did not start:\n" + (self._state / "server.log").read_text()[-4000:])


class Notebook:
    """A notebook that is open in a page."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.problems: list[str] = []
        page.on("pageerror", lambda error: self.problems.append(f"page error: {error}"))
        page.on("request", self._heard)
        page.goto(url)
        page.wait_for_function("window.jupyterapp?.shell?.currentWidget?.context", timeout=60_000)
        self._await(
            """async () => {
                const { context, sessionContext } = window.jupyterapp.shell.currentWidget;
                await context.ready;
                await sessionContext.ready;
                await sessionContext.session.kernel.info;
            }"""
        )

    def run_all(self) -> None:
        """Run all cells and wait for the last; fail with the first error of a cell."""
        self._await("() => window.jupyterapp.commands.execute('notebook:run-all-cells')")
        errors = self.page.evaluate(
            """() => window.jupyterapp.shell.currentWidget.content.widgets
                .filter((cell) => cell.model.type === 'code')
                .flatMap((cell) => cell.model.outputs.toJSON())
                .filter((output) => output.output_type === 'error')
                .map((output) => `${output.ename}: ${output.evalue}`)"""
        )
        if errors:
            raise RuntimeError(f"a cell failed: {errors[0]}")

    def widget(self, which: int = 0) -> Any:
        """Wait for the n-th view on the page and return it."""
        view = self.page.locator(READY).nth(which)
        view.wait_for(state="attached", timeout=60_000)
        return view

    def python(self, code: str) -> Any:
        """Evaluate an expression in the kernel; what it returns must be JSON."""
        wrapped = f"import json as _json; print(_json.dumps({code}))"
        return json.loads(self.execute(wrapped))

    def execute(self, code: str) -> str:
        """Run statements in the kernel and return what they print."""
        result = self._await(
            """async (code) => {
                const { kernel } = window.jupyterapp.shell.currentWidget.sessionContext.session;
                const future = kernel.requestExecute({ code, store_history: false });
                const printed = [];
                future.onIOPub = ({ header, content }) => {
                    if (header.msg_type === 'stream' && content.name === 'stdout') printed.push(content.text);
                    if (header.msg_type === 'error') printed.push(`\\u0000${content.ename}: ${content.evalue}`);
                };
                await future.done;
                return printed.join('');
            }""",
            code,
        )
        if "\0" in result:
            raise RuntimeError(result.partition("\0")[2])
        return str(result)

    def command(self, name: str, arguments: dict[str, Any] | None = None) -> None:
        """Run one of JupyterLab's commands."""
        self._await(
            "([name, args]) => window.jupyterapp.commands.execute(name, args)", [name, arguments or {}]
        )

    def _await(self, function: str, argument: Any = None) -> Any:
        """Call an asynchronous function in the page; a promise that nobody keeps must not stop everything."""
        late = f"new Promise((_, no) => setTimeout(() => no(new Error('no answer')), {RUN_SECONDS * 1000}))"
        return self.page.evaluate(f"(argument) => Promise.race([({function})(argument), {late}])", argument)

    def _heard(self, request: Request) -> None:
        if not request.url.startswith(("http://127.0.0.1", "ws://127.0.0.1", "data:", "blob:")):
            self.problems.append(f"request to {request.url}")


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start a headless Chromium with a fresh profile."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=require(), args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()
