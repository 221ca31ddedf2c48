"""The widget in a real marimo: in a shadow tree, and cells that run again after what is done in it."""

import re
import shutil
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.picture import colored, inside_a_node, pixels
from tests.browser.waits import until
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
    pages = []
    with ExitStack() as servers:

        def open_file(file, mode):
            state = tmp_path / "state"
            state.mkdir()
            server = servers.enter_context(Marimo(file, state, mode))
            page = browser.new_page(viewport={"width": 1280, "height": 1000})
            pages.append((page, watched(page)))
            page.goto(server.url)
            return page

        yield open_file
        for page, problems in pages:
            page.close()
            assert problems == []


def ready(page):
    view = page.locator(READY)
    view.wait_for(timeout=180_000)  # its cells run first
    return view


def test_the_first_steps_in_run(open_marimo, tmp_path):
    shutil.copy(FIRST_STEPS, tmp_path)
    page = open_marimo(tmp_path / FIRST_STEPS.name, "run")
    view = ready(page)
    # The kernel selects at the view's request; the cells that use the widget run again all the same.
    view.get_by_role("option", name="Region 0").click(timeout=60_000)
    expect(page.get_by_text("images: ")).to_contain_text("of the 3")
    view.locator(".ta-stage canvas").press("Control+z")
    page.get_by_text("Nothing yet").wait_for()
    expect(page.get_by_text("The one that loses most")).to_contain_text("in the upper half it is dissolved")
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
    expect(view).to_have_attribute("data-theme", "dark")
    assert view.evaluate("e => e.getRootNode() instanceof ShadowRoot && getComputedStyle(e).padding") == "8px"
    until(lambda: pixels(view).mean(), lambda mean: mean < 80)
    assert colored(pixels(view)).any()

    at = dict(zip("xy", inside_a_node(view, right=0.4), strict=True))
    canvas.hover(position=at)
    view.locator(".ta-card").wait_for()
    canvas.click(position=at)
    said = re.compile(r"^[1-9]\d* inputs, [1-9]\d{3,} bytes, of \[before\]$")
    expect(page.get_by_text("of [before]")).to_have_text(said)
    expect(view.locator(".ta-selection")).to_contain_text("1 node")

    # The keyboard, and the whole screen, work in the shadow tree, too.
    canvas.press("f")
    page.wait_for_function("document.fullscreenElement !== null")
    until(lambda: canvas.evaluate("c => c.clientHeight"), lambda height: height > 800)
    canvas.press("f")
    canvas.press("Control+z")
    page.get_by_text("of []").wait_for()
