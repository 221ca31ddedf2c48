"""A real JupyterLab or Notebook 7 with a real kernel in a headless Chromium, driven through their own commands."""

from __future__ import annotations

import json
import secrets
import sys
from pathlib import Path
from typing import Any, Literal

from playwright.sync_api import Page

from tools.browser import chromium, watched
from tools.server import Server, free_port

__all__ = ["READY", "Lab", "Notebook", "chromium", "show"]

READY = ".topoalign[data-ready]"
OPEN_SECONDS, RUN_SECONDS = 120, 180

HOMES = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")
HOMES += ("JUPYTERLAB_SETTINGS_DIR", "JUPYTERLAB_WORKSPACES_DIR")


class Lab(Server):
    """A Jupyter server over one folder, with JupyterLab and Notebook 7; nothing outside of it is read or written."""

    def __init__(self, folder: Path, state: Path) -> None:
        self.folder = folder
        self._token = secrets.token_hex(16)
        self._address = f"http://127.0.0.1:{(port := free_port())}"
        own = {name: state / name.lower() for name in HOMES}
        for path in own.values():
            path.mkdir(parents=True, exist_ok=True)
        news = own["JUPYTERLAB_SETTINGS_DIR"] / "@jupyterlab" / "apputils-extension"
        news.mkdir(parents=True)
        (news / "notification.jupyterlab-settings").write_text(
            '{"fetchNews": "false", "checkForUpdates": false}'
        )
        command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"]
        # The pages are driven through their own commands.
        command += ["--expose-app-in-browser", "--JupyterNotebookApp.expose_app_in_browser=True"]
        command += ["--ServerApp.ip=127.0.0.1", f"--ServerApp.port={port}", "--ServerApp.port_retries=0"]
        command += [f"--IdentityProvider.token={self._token}", f"--ServerApp.root_dir={folder}"]
        alive = f"{self._address}/api?token={self._token}"
        super().__init__(command, alive, folder, state, {name: str(path) for name, path in own.items()})

    def url(self, notebook: str, app: Literal["lab", "notebook"] = "lab") -> str:
        """Address of a notebook; in JupyterLab in a workspace of its own, so that no other opens beside it."""
        place = "notebooks" if app == "notebook" else f"lab/workspaces/{secrets.token_hex(4)}/tree"
        return f"{self._address}/{place}/{notebook}?token={self._token}"


def show(page: Page, url: str) -> None:
    """Open a notebook in a page and wait until its front end has it."""
    page.goto(url, timeout=1000 * OPEN_SECONDS)
    opened = "window.jupyterapp?.shell?.currentWidget?.context"
    page.wait_for_function(opened, timeout=1000 * OPEN_SECONDS)


class Notebook:
    """A notebook that is open in a page."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.problems = watched(page)
        show(page, url)
        self._await(
            """async () => {
                const { context, sessionContext } = window.jupyterapp.shell.currentWidget;
                await context.ready;
                await sessionContext.ready;
                await sessionContext.session.kernel.info;
            }"""
        )
        # Notebook 7 has one of its own while it reads its settings.
        self.problems[:] = [problem for problem in self.problems if "/notebook_core" not in problem]

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
        view.wait_for(state="attached", timeout=1000 * OPEN_SECONDS)
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
