"""The newcomer's notebook, in JupyterLab and in Notebook 7; and what Notebook 7 could do otherwise."""

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.picture import inside_a_node, pixels
from tests.browser.waits import done, until

FIRST_STEPS = Path(__file__).parents[2] / "notebooks" / "first_steps.ipynb"
CELLS = "window.jupyterapp.shell.currentWidget.content.widgets.length"


@pytest.mark.parametrize("app", ["lab", "notebook"])
def test_first_steps(lab, open_notebook, app):
    folder = lab.folder / app
    folder.mkdir()
    shutil.copy(FIRST_STEPS, folder)
    notebook = open_notebook.file(f"{app}/{FIRST_STEPS.name}", app=app)
    notebook.run_all()
    view, page = notebook.widget(), notebook.page

    # What it says was found, it found: twos are lost most, among others.
    said = page.locator(".jp-OutputArea-output").get_by_text("2 in whole image: kept")
    expect(said).to_contain_text("2 in upper half: dissolved")
    assert notebook.python("w.selected_frame()['digit'].nunique() > 2")
    assert notebook.python("bool((told['upper half'][['0', '5']] > .8).all())")
    assert (folder / "look_alikes.csv").read_text().startswith("input,digit")
    assert "<title>Digits and their upper halves</title>" in (folder / "upper_half.html").read_text()

    notebook.execute("w.select(inputs=[]); w.regions = []")
    canvas = view.locator(".ta-stage canvas")
    canvas.click(position=dict(zip("xy", inside_a_node(view, right=0.35), strict=True)))
    until(lambda: notebook.python("list(w.selected_nodes)"), ["whole image"])
    count = page.evaluate(CELLS)
    for key in ("a", "b", "d", "d", "x", "c"):
        canvas.press(key)
    done(notebook, view)
    assert page.evaluate(CELLS) == count

    for theme, low, high in (("Dark", 0, 80), ("Light", 200, 255)):
        notebook.command("apputils:change-theme", {"theme": f"JupyterLab {theme}"})
        page.wait_for_selector(f".topoalign[data-theme={theme.lower()}]")
        until(lambda: pixels(view).mean(), lambda mean, low=low, high=high: low < mean < high)
