"""The widget in a real marimo: in a shadow tree, and cells that run again after what is done in it."""

import shutil
from pathlib import Path

import pytest

from tests.browser.picture import colored, inside_a_node, pixels
from tools.browser import watched
from tools.lab import READY

pytest.importorskip("marimo")
from tools.marimo import Marimo

FIRST_STEPS = Path(__file__).parents[2] / "notebooks" / "marimo_first_steps.py"

# In marimo's dark theme.
DARK = """# /// script
# [tool.marimo.display]
# theme = "dark"
# ///
import marimo

app = marimo.App()


@app.cell
def _():
    import marimo as mo

    from tests.browser import scenes

    widget = scenes.widget("auto")
    widget.regions = []
    w = mo.ui.anywidget(widget)
    w
    return mo, w


@app.cell
def _(mo, w):
    graphs = ", ".join(w.value["selection"]["nodes"])
    mo.md(f"{len(w.widget.selected_inputs)} inputs, {len(w.value['_topology'])} bytes, of [{graphs}]")
    return
"""


@pytest.fixture
def open_marimo(browser, tmp_path):
    """Open a notebook file; whatever goes wrong in the page or leaves the machine fails the test."""
    servers, pages = [], []

    def open_file(file, mode):
        state = tmp_path / "state"
        state.mkdir()
        servers.append(Marimo(file, state, mode))
        servers[-1].__enter__()
        page = browser.new_page(viewport={"width": 1280, "height": 1000})
        pages.append((page, watched(page)))
        page.goto(servers[-1].url)
        return page

    yield open_file
    for page, problems in pages:
        page.close()
        assert problems == []
    for server in servers:
        server.__exit__(None, None, None)


def ready(page):
    view = page.locator(READY)
    view.wait_for(timeout=180_000)
    page.wait_for_timeout(500)
    return view


def test_the_first_steps_in_run(open_marimo, tmp_path):
    shutil.copy(FIRST_STEPS, tmp_path)
    page = open_marimo(tmp_path / FIRST_STEPS.name, "run")
    view = ready(page)
    # The kernel selects at the view's request; the cells that use the widget run again all the same.
    view.get_by_role("option", name="Region 0").click(timeout=60_000)
    said = page.get_by_text("images: ")
    said.wait_for(timeout=20_000)
    assert "of the 3" in said.inner_text()
    view.locator(".ta-stage canvas").press("Control+z")
    page.get_by_text("Nothing yet").wait_for(timeout=20_000)
    assert "in the upper half it is dissolved" in page.get_by_text("The one that loses most").inner_text()
    page.get_by_role("button", name="Save both").click()
    page.get_by_text("Saved: ").wait_for(timeout=60_000)
    assert (tmp_path / "upper_half.html").stat().st_size > 100_000
    assert (tmp_path / "look_alikes.csv").read_text().startswith("input,")


def test_edit_in_the_dark(open_marimo, tmp_path):
    file = tmp_path / "dark.py"
    file.write_text(DARK)
    page = open_marimo(file, "edit")
    view = ready(page)
    canvas = view.locator(".ta-stage canvas")
    assert view.get_attribute("data-theme") == "dark"
    assert view.evaluate("e => e.getRootNode() instanceof ShadowRoot && getComputedStyle(e).padding") == "8px"
    assert colored(pixels(view)).any()
    assert pixels(view).mean() < 80

    at = dict(zip("xy", inside_a_node(view, right=0.4), strict=True))
    canvas.hover(position=at)
    view.locator(".ta-card").wait_for(timeout=5000)
    canvas.click(position=at)
    page.get_by_text("of [before]").wait_for(timeout=10_000)
    said = page.get_by_text("of [before]").inner_text()
    assert int(said.split()[0]) > 0
    assert int(said.split()[2]) > 1000
    assert "1 node" in view.locator(".ta-selection").inner_text()

    # The keyboard, and the whole screen, work in the shadow tree, too.
    canvas.press("f")
    page.wait_for_function("document.fullscreenElement !== null")
    page.wait_for_timeout(300)
    assert canvas.evaluate("c => c.clientHeight") > 800
    canvas.press("f")
    canvas.press("Control+z")
    page.get_by_text("of []").wait_for(timeout=10_000)
