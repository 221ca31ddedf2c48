"""A notebook that is opened again, when the kernel that its widget was made in is gone, shows the last picture."""

import base64
import io
import re

import nbformat
import numpy as np
import pytest
from nbconvert import HTMLExporter
from PIL import Image
from playwright.sync_api import expect

from tests.browser.conftest import SETUP, WIDGET
from tests.browser.picture import colored, inside_a_node
from tests.browser.waits import until
from tools.browser import watched
from tools.lab import show

STILL = "img.topoalign-still"
NESTED = "import ipywidgets\nipywidgets.HBox([w])"
OUTPUTS = "(cell) => window.jupyterapp.shell.currentWidget.content.widgets[cell].model.outputs.toJSON()"
PATH = "window.jupyterapp.shell.currentWidget.context.path"


def outputs(notebook, cell=1):
    return [output.get("data", {}) for output in notebook.page.evaluate(OUTPUTS, cell)]


def still(notebook, says="", cell=1):
    """Wait for a picture of which its account says this, and return its data."""
    return until(
        lambda: outputs(notebook, cell)[0],
        lambda data: "image/png" in data and says in data["text/plain"],
    )


def rgb(data):
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGB")).astype(int)


@pytest.fixture
def open_again(lab, browser):
    """Open a saved notebook as its reader does, with a new kernel or none."""
    pages = []

    def open_page(name, app):
        page = browser.new_page(viewport={"width": 1280, "height": 1000})
        pages.append((page, watched(page)))
        show(page, lab.url(name, app))
        return page

    yield open_page
    for page, problems in pages:
        page.evaluate("window.jupyterapp.shell.currentWidget.sessionContext.shutdown()")
        page.close()
        assert [problem for problem in problems if "/notebook_core" not in problem] == []


@pytest.mark.parametrize("app", ["lab", "notebook"])
def test_the_last_picture_stays(lab, open_notebook, open_again, app):
    notebook = open_notebook(SETUP, WIDGET, "w", app=app)
    notebook.run_all()
    view, second = notebook.widget(0), notebook.widget(1)
    before = rgb(base64.b64decode(still(notebook)["image/png"]))
    canvas = view.locator(".ta-stage canvas")
    canvas.click(position=dict(zip("xy", inside_a_node(view, right=0.48), strict=True)))
    kept = still(notebook, "inputs selected")
    said = view.locator(".ta-selection").inner_text()
    expect(second.locator(".ta-selection")).to_have_text(said, use_inner_text=True)
    # While there are views, nothing else is seen, nor a gap in its place.
    heights = "es => es.map((e) => e.closest('.jp-OutputArea-child').offsetHeight)"
    until(lambda: notebook.page.locator(STILL).evaluate_all(heights), [0, 0])
    assert len(kept["image/png"]) < 300_000

    notebook.command("docmanager:save")
    notebook.command("kernelmenu:shutdown")
    path = notebook.page.evaluate(PATH)
    html, _ = HTMLExporter().from_filename(lab.folder / path)
    assert re.search('<img [^>]*class="topoalign-still', html)

    # Opened again with a new kernel, which knows nothing of the widget.
    page = open_again(path, app)
    picture = page.locator(STILL).first
    picture.wait_for()
    expect(picture).to_have_attribute("alt", re.compile("inputs selected"))
    most = 0.6 * colored(before).mean()
    shown = until(lambda: colored(rgb(picture.screenshot())).mean(), lambda share: 0 < share < most)
    given_up = page.get_by_text("Error displaying widget")
    given_up.first.wait_for(state="attached")
    expect(given_up.filter(visible=True)).to_have_count(0)

    # A stranger's copy: not trusted, and without a kernel.
    copy = nbformat.read(lab.folder / path, as_version=4)
    copy.metadata = {"kernelspec": {"name": "gone", "language": "python", "display_name": "Gone"}}
    copy.cells[0].source += "\n"
    nbformat.write(copy, lab.folder / f"copy-{app}.ipynb")
    page = open_again(f"copy-{app}.ipynb", app)
    page.locator(".jp-Dialog select").select_option("null")
    page.locator(".jp-Dialog .jp-mod-accept").click()
    picture = page.locator(STILL).first
    picture.wait_for()
    until(lambda: colored(rgb(picture.screenshot())).mean(), pytest.approx(shown, rel=0.1))


def test_nothing_is_kept_that_nobody_wants(open_notebook):
    notebook = open_notebook(SETUP, WIDGET, NESTED)
    notebook.run_all()
    page = notebook.page
    notebook.widget()
    still(notebook)
    # Beside other widgets there is no place for it.
    assert [set(data) & {"image/png", "text/html"} for data in outputs(notebook, 2)] == [set()]
    # The cell that is run again has one picture, and a widget that is closed has none.
    notebook.command("notebook:run-all-cells")
    notebook.widget()
    still(notebook)
    assert len(outputs(notebook)) == 2
    notebook.execute("w.close()")
    until(lambda: outputs(notebook)[0]["text/html"], "")
    expect(page.locator(STILL)).to_have_count(0)
