"""Regions, motifs, membranes and the inspector, in a real JupyterLab with a real kernel."""

import pytest

from tests.browser.conftest import SETUP

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


def until(notebook, condition, seconds=30):
    for _ in range(5 * seconds):
        if notebook.python(condition):
            return
        notebook.page.wait_for_timeout(200)
    raise AssertionError(f"never true: {condition}")


def test_from_a_region_to_a_variable_and_back(notebook):
    view, page = notebook.widget(), notebook.page
    canvas = view.locator(".ta-stage canvas")
    # Nobody asks for the regions: they are searched for, and drawn.
    until(notebook, "w._regions is not None")
    assert notebook.python("w.regions") == notebook.python("list(range(len(w.alignment.regions)))[:12]")

    canvas.press("r")
    view.get_by_role("option", name="Region 0").click()
    until(notebook, "sorted(w.selected_inputs) == sorted(w.alignment.regions[0].inputs)")
    assert "selected" in view.locator(".ta-selection").inner_text()
    until(notebook, "[p['name'] for p in w._patterns] == ['selection']")

    # A variable is made by a click, and by nothing else.
    assert notebook.python("'mine' in globals()") is False
    view.get_by_role("button", name="Send to Python").click()
    view.get_by_label("Name of the variable").fill("mine")
    # JupyterLab hears Enter, too, and would let it send nothing.
    view.get_by_label("Name of the variable").press("Enter")
    until(notebook, "'mine' in globals()")
    assert notebook.python("mine.tolist() == w.selected_inputs.tolist()")
    view.get_by_label("Name of the variable").fill("rng")
    view.get_by_role("button", name="Send", exact=True).click()
    view.locator(".ta-send .ta-error").wait_for(timeout=5000)
    assert "already" in view.locator(".ta-send .ta-error").inner_text()

    canvas.press("Control+z")
    until(notebook, "w.selection['inputs'] == []")
    page.wait_for_timeout(200)
    canvas.press("Control+Shift+z")
    until(notebook, "w.selected_inputs.tolist() == mine.tolist()")


def test_a_motif_is_found_shown_and_kept(notebook):
    view = notebook.widget()
    canvas = view.locator(".ta-stage canvas")
    canvas.press("q")
    view.get_by_role("radio", name="loop").or_(view.get_by_role("button", name="loop")).first.click()
    view.get_by_role("button", name="Find").click()
    until(notebook, "w.matches is not None")
    assert notebook.python("str(w.matches.motif)").startswith("loop(")
    assert notebook.python("[m.graph for m in w.matches]") == notebook.python(
        "[m.graph for m in w.alignment.find(ta.motifs.loop())]"
    )
    canvas.press("n")
    until(notebook, "w.match == 0")
    assert notebook.python(
        "w.selected_nodes[w.matches[0].graph].tolist() == sorted(w.matches[0].nodes.tolist())"
    )
    view.locator(".ta-membranes").get_by_text("picked").wait_for(timeout=5000)

    # What Python does is seen, too.
    notebook.execute("w.wrap('north', where=\"side == 'north'\")")
    view.locator(".ta-membranes").get_by_text("north").first.wait_for(timeout=5000)
    notebook.execute("saved = w.state; w.select(inputs=[]); w.membranes = []; w.motif = None")
    until(notebook, "w.matches is None")
    notebook.execute("w.state = saved")
    until(notebook, "w.match == 0 and [m['name'] for m in w.membranes] == ['north']")


def test_inputs_are_listed_searched_and_lit(notebook):
    view = notebook.widget()
    canvas = view.locator(".ta-stage canvas")
    view.get_by_role("searchbox").or_(view.locator(".ta-search input")).first.fill("of the north")
    view.locator(".ta-search input").press("Enter")
    until(notebook, "len(w.selected_inputs) == int((metadata['side'] == 'north').sum())")
    canvas.press("i")
    row = view.locator(".ta-table-row", has_text="of the north").first
    row.wait_for(timeout=10_000)
    count = notebook.python("len(w.selected_inputs)")
    assert str(count) in view.locator(".ta-inspector").inner_text()
    assert "north" in view.locator(".ta-mix").inner_text()
    row.dblclick()
    until(notebook, "len(w.selected_inputs) == 1")
