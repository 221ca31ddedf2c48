"""A real JupyterLab and Notebook 7, a real kernel, a real browser; one of each for all tests."""

import itertools

import nbformat
import pytest
from playwright.sync_api import expect

from tests.browser.waits import SECONDS
from tools.lab import Lab, Notebook

# Of what is on the page; what comes at once costs nothing.
expect.set_options(timeout=1000 * SECONDS)

MANAGER = "@jupyter-widgets/jupyterlab-manager/"
# What it says of a progress bar that is gone before all its parts are on the page.
GONE = "Cannot read properties of null (reading 'widgets')"
KERNEL = {"kernelspec": {"name": "python3", "language": "python", "display_name": "Python 3"}}

SETUP = """
import numpy as np
import topoalign_widget as ta
rng = np.random.default_rng(0)
turn = rng.random(600) * 2 * np.pi
circle = np.column_stack([np.cos(turn), np.sin(turn)])
one = circle @ rng.normal(size=(2, 5)) + 0.05 * rng.normal(size=(600, 5))
two = circle @ rng.normal(size=(2, 4)) + 0.05 * rng.normal(size=(600, 4))
metadata = {"side": np.where(turn < np.pi, "north", "south"), "turn": turn}
mapper = ta.Mapper(lens="pca", cover="uniform", n_intervals=12, overlap=0.5)
"""
# Without bubbles, whose colours a test would take for those of nodes; the search for them is over when a test begins.
WIDGET = """
w = ta.compare({'one': one, 'two': two}, metadata=metadata, label='side', mapper=mapper)
w.regions = [0]
w.regions = []
w
"""


@pytest.fixture(scope="session")
def lab(tmp_path_factory):
    folder, state = tmp_path_factory.mktemp("notebooks"), tmp_path_factory.mktemp("state")
    with Lab(folder, state) as server:
        yield server


@pytest.fixture
def open_notebook(lab, browser):
    """Open a notebook of the given cells; whatever goes wrong in the page or leaves the machine fails the test."""
    opened = []
    numbers = itertools.count()

    def open_cells(*cells, viewport=None, scale=1, app="lab"):
        notebook = nbformat.v4.new_notebook(metadata=KERNEL)
        notebook.cells = [nbformat.v4.new_code_cell(cell) for cell in cells]
        name = f"n{id(opened)}-{next(numbers)}.ipynb"
        nbformat.write(notebook, lab.folder / name)
        return open_file(name, viewport, scale, app)

    def open_file(name, viewport=None, scale=1, app="lab"):
        page = browser.new_page(
            viewport=viewport or {"width": 1280, "height": 1000}, device_scale_factor=scale
        )
        opened.append(Notebook(page, lab.url(name, app)))
        return opened[-1]

    open_cells.file = open_file
    yield open_cells
    for notebook in opened:
        while_open = [own for own in notebook.problems if not (MANAGER in own and GONE in own)]
        notebook.problems.clear()
        notebook.command("kernelmenu:shutdown")
        notebook.page.close()
        # Jupyter's widget manager may still be asking a notebook for its cells that is gone by then.
        late = [own for own in notebook.problems if MANAGER not in own]
        assert while_open + late == []


@pytest.fixture
def notebook(open_notebook):
    """One with a widget that shows two circles."""
    opened = open_notebook(SETUP, WIDGET)
    opened.run_all()
    return opened
