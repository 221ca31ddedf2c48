"""Run the quickstart without a display and keep what a reader would see: build/demo/."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from tools.lab import Lab, Notebook, chromium

ROOT = Path(__file__).parents[1]
OUT = ROOT / "build" / "demo"

POINT = """
name, graph = list(w.alignment.graphs.items())[-1]
w.hovered = {"graph": name, "node": int(graph.node_sizes.argmax())}
"""


def main() -> None:
    """Execute the notebook in JupyterLab; write it and pictures of the widget."""
    OUT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        folder, state = Path(scratch, "notebooks"), Path(scratch, "state")
        folder.mkdir()
        state.mkdir()
        shutil.copy(ROOT / "notebooks" / "quickstart.ipynb", folder)
        with Lab(folder, state) as lab, chromium() as browser:
            page = browser.new_page(viewport={"width": 1400, "height": 1000}, device_scale_factor=2)
            notebook = Notebook(page, lab.url("quickstart.ipynb"))
            print("Running the quickstart ...", flush=True)
            notebook.run_all()
            view = notebook.widget()
            notebook.execute("w.match = None; w.select(inputs=[])")
            for theme in ("dark", "light"):
                notebook.command("apputils:change-theme", {"theme": f"JupyterLab {theme.title()}"})
                page.wait_for_selector(f".topoalign[data-theme={theme}]")
                view.scroll_into_view_if_needed()
                page.mouse.move(5, 5)
                page.wait_for_timeout(700)
                view.screenshot(path=OUT / ("widget.png" if theme == "light" else "widget-dark.png"))
            # What pointing at a node does; from Python it looks the same and hits a node for sure.
            notebook.execute(POINT)
            page.wait_for_timeout(400)
            view.screenshot(path=OUT / "widget-hover.png")
            notebook.execute("w.hovered = None; w.match = 0")
            page.wait_for_timeout(900)
            view.locator(".ta-stage canvas").press("q")
            page.wait_for_timeout(900)
            view.screenshot(path=OUT / "widget-match.png")
            notebook.command("docmanager:save")
        shutil.copy(folder / "quickstart.ipynb", OUT)
        if notebook.problems:
            sys.exit("\n".join(notebook.problems))
    for path in sorted(OUT.iterdir()):
        print(f"wrote {path.relative_to(ROOT)}")
    print("Open it in JupyterLab: make lab")


if __name__ == "__main__":
    main()
