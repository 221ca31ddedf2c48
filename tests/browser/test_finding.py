"""Regions, motifs, membranes and the inspector, in a real JupyterLab with a real kernel."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import SETUP
from tests.browser.waits import until

WIDGET = """
metadata["text"] = [f"input {i} of the {side}" for i, side in enumerate(metadata["side"])]
w = ta.compare({'one': one, 'two': two}, metadata=metadata, label='side', text='text', mapper=mapper)
w
"""


@pytest.fixture
def notebook(open_notebook):
    opened = open_notebook(SETUP, WIDGET)
    opened.run_all()
    return opened


def comes_true(notebook, condition):
    until(lambda: {condition: notebook.python(condition)}, {condition: True})


def test_from_a_region_to_a_variable_and_back(notebook):
    view = notebook.widget()
    canvas = view.locator(".ta-stage canvas")
    # Nobody asks for the regions: they are searched for, and drawn.
    comes_true(notebook, "w._regions is not None")
    assert notebook.python("w.regions") == notebook.python("list(range(len(w.alignment.regions)))[:12]")

    canvas.press("r")
    view.get_by_role("option", name="Region 0").click()
    comes_true(notebook, "sorted(w.selected_inputs) == sorted(w.alignment.regions[0].inputs)")
    expect(view.locator(".ta-selection")).to_contain_text("selected")
    comes_true(notebook, "[p['name'] for p in w._patterns] == ['selection']")

    # A variable is made by a click, and by nothing else.
    assert notebook.python("'mine' in globals()") is False
    view.get_by_role("button", name="Send to Python").click()
    view.get_by_label("Name of the variable").fill("mine")
    # JupyterLab hears Enter, too, and would let it send nothing.
    view.get_by_label("Name of the variable").press("Enter")
    comes_true(notebook, "'mine' in globals()")
    assert notebook.python("mine.tolist() == w.selected_inputs.tolist()")
    view.get_by_label("Name of the variable").fill("rng")
    view.get_by_role("button", name="Send", exact=True).click()
    expect(view.locator(".ta-send .ta-error")).to_contain_text("already")

    canvas.press("Control+z")
    comes_true(notebook, "w.selection['inputs'] == []")
    canvas.press("Control+Shift+z")
    comes_true(notebook, "w.selected_inputs.tolist() == mine.tolist()")


def test_a_motif_is_found_shown_and_kept(notebook):
    view = notebook.widget()
    canvas = view.locator(".ta-stage canvas")
    canvas.press("q")
    view.get_by_role("radio", name="loop").or_(view.get_by_role("button", name="loop")).first.click()
    view.get_by_role("button", name="Find").click()
    comes_true(notebook, "w.matches is not None")
    assert notebook.python("str(w.matches.motif)").startswith("loop(")
    assert notebook.python("[m.graph for m in w.matches]") == notebook.python(
        "[m.graph for m in w.alignment.find(ta.motifs.loop())]"
    )
    canvas.press("n")
    comes_true(notebook, "w.match == 0")
    assert notebook.python(
        "w.selected_nodes[w.matches[0].graph].tolist() == sorted(w.matches[0].nodes.tolist())"
    )
    view.locator(".ta-membranes").get_by_text("picked").wait_for()

    # What Python does is seen, too.
    notebook.execute("w.wrap('north', where=\"side == 'north'\")")
    view.locator(".ta-membranes").get_by_text("north").first.wait_for()
    notebook.execute("saved = w.state; w.select(inputs=[]); w.membranes = []; w.motif = None")
    comes_true(notebook, "w.matches is None")
    notebook.execute("w.state = saved")
    comes_true(notebook, "w.match == 0 and [m['name'] for m in w.membranes] == ['north']")


def test_inputs_are_listed_searched_and_lit(notebook):
    view = notebook.widget()
    canvas = view.locator(".ta-stage canvas")
    view.get_by_role("searchbox").or_(view.locator(".ta-search input")).first.fill("of the north")
    view.locator(".ta-search input").press("Enter")
    comes_true(notebook, "len(w.selected_inputs) == int((metadata['side'] == 'north').sum())")
    canvas.press("i")
    row = view.locator(".ta-table-row", has_text="of the north").first
    count = notebook.python("len(w.selected_inputs)")
    expect(view.locator(".ta-inspector")).to_contain_text(str(count))
    expect(view.locator(".ta-mix")).to_contain_text("north")
    row.dblclick()
    comes_true(notebook, "len(w.selected_inputs) == 1")
