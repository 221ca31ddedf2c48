import shutil
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import SETUP, WIDGET
from tests.browser.picture import colored, inside_a_node, pixels
from tests.browser.waits import at_rest, done, until

QUICKSTART = Path(__file__).parents[2] / "notebooks" / "quickstart.ipynb"


def click(view, x, y, modifiers=()):
    view.locator(".ta-stage canvas").click(position={"x": x, "y": y}, modifiers=list(modifiers))


def selection(notebook):
    return notebook.python(
        "[w.selected_inputs.tolist(), {k: v.tolist() for k, v in w.selected_nodes.items()}]"
    )


def selected_in(notebook, *graphs):
    """Wait until nodes of these graphs are selected, and return the selection."""
    return until(lambda: selection(notebook), lambda seen: list(seen[1]) == list(graphs))


def test_quickstart(lab, open_notebook):
    shutil.copy(QUICKSTART, lab.folder)
    notebook = open_notebook.file("quickstart.ipynb")
    notebook.run_all()
    view = notebook.widget()
    notebook.execute("w.select(inputs=[]); w.regions = []")
    shown = colored(pixels(view))
    assert 0.01 < shown.mean() < 0.5
    third = shown.shape[1] // 3
    assert all(shown[:, i * third : (i + 1) * third].any() for i in range(3))
    click(view, *inside_a_node(view, right=1 / 3))
    inputs, _ = selected_in(notebook, "pixels")
    assert notebook.python("w.selected_frame()['digit'].tolist()") == notebook.python(
        f"digit[{inputs}].tolist()"
    )


def test_gestures_become_values_in_the_kernel(notebook):
    view = notebook.widget()
    notebook.execute("heard = []; stop = w.on_selection(lambda inputs: heard.append(len(inputs)))")
    in_one, in_two = inside_a_node(view, right=0.48), inside_a_node(view, left=0.52)

    click(view, *in_one)
    inputs, nodes = selected_in(notebook, "one")
    assert len(nodes["one"]) == 1
    assert inputs == notebook.python(f"w.alignment.graphs['one'].inputs_of({nodes['one']}).tolist()")

    click(view, *in_two, modifiers=["Shift"])
    both = selected_in(notebook, "one", "two")

    click(view, *in_two, modifiers=["Shift"])
    until(lambda: selection(notebook), [inputs, nodes])

    canvas = view.locator(".ta-stage canvas")
    for before in (both, [inputs, nodes], [[], {}]):
        canvas.press("Control+z")
        until(lambda: selection(notebook), before)
    canvas.press("Control+Shift+z")
    until(lambda: selection(notebook), [inputs, nodes])
    done(notebook, view)
    # One message for each gesture.
    assert len(notebook.python("heard")) == 7


def test_lasso_and_escape(notebook):
    view = notebook.widget()
    canvas = view.locator(".ta-stage canvas")
    canvas.scroll_into_view_if_needed()
    at_rest(view)
    box = canvas.bounding_box()
    mouse = notebook.page.mouse
    corners = [(0.02, 0.12), (0.48, 0.12), (0.48, 0.97), (0.02, 0.97)]
    notebook.page.keyboard.down("Shift")
    for i, (x, y) in enumerate(corners):
        mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"], steps=3)
        if i == 0:
            mouse.down()
    mouse.up()
    notebook.page.keyboard.up("Shift")
    everywhere = list(range(notebook.python("w.alignment.graphs['one'].n_nodes")))
    until(lambda: selection(notebook)[1], {"one": everywhere})
    canvas.press("Escape")
    until(lambda: selection(notebook), [[], {}])


def test_the_view_follows_python(notebook):
    view = notebook.widget()
    before = pixels(view)
    notebook.execute("w.select(where=\"side == 'north'\")")
    until(lambda: np.array_equal(pixels(view), before), False)
    count = notebook.python("len(w.selected_inputs)")
    expect(view.locator(".ta-selection")).to_contain_text(f"{count} inputs selected")
    notebook.execute("w.color_by = 'turn'")
    view.locator(".ta-ramp").wait_for()
    before = pixels(view)
    notebook.execute("w.coupling = 5.0")
    until(lambda: np.array_equal(pixels(view), before), False)
    notebook.execute("w.select(inputs=[])")
    expect(view.locator(".ta-selection")).not_to_contain_text("selected")
    assert colored(pixels(view)).any()


def test_hover_stays_in_the_view_and_shows_counterparts(notebook):
    view = notebook.widget()
    notebook.execute("sent = []; w.observe(lambda change: sent.append(change.name))")
    x, y = inside_a_node(view, right=0.48)
    view.locator(".ta-stage canvas").hover(position={"x": x, "y": y})
    card = view.locator(".ta-card")
    expect(card).to_contain_text("in two")
    expect(card).to_contain_text("%")
    done(notebook, view)
    assert notebook.python("sent") == []


def test_keys_work_on_the_canvas_and_jupyterlab_does_not_get_them(notebook):
    view = notebook.widget()
    cells = "window.jupyterapp.shell.currentWidget.content.widgets.length"
    n_cells = notebook.page.evaluate(cells)
    canvas = view.locator(".ta-stage canvas")
    canvas.focus()
    for key in ("ArrowDown", "ArrowRight", "]", "Enter"):
        canvas.press(key)
    selected_in(notebook, "two")
    active = "window.jupyterapp.shell.currentWidget.content.activeCellIndex"
    at = notebook.page.evaluate(active)
    # In JupyterLab's command mode these would add, delete, split or move between cells.
    for key in ("a", "b", "d", "d", "x", "j", "k", "ArrowUp", "c", "u", "l", "p", "0", "Escape"):
        canvas.press(key)
    until(lambda: notebook.python("w.color_by"), "turn")
    until(lambda: selection(notebook), [[], {}])
    done(notebook, view)
    assert notebook.page.evaluate(cells) == n_cells
    assert notebook.page.evaluate(active) == at


def test_two_views_stay_in_step(open_notebook):
    notebook = open_notebook(SETUP, WIDGET, "w")
    notebook.run_all()
    first, second = notebook.widget(0), notebook.widget(1)
    says, follows = first.locator(".ta-selection"), second.locator(".ta-selection")
    click(first, *inside_a_node(first, right=0.48))
    expect(says).to_contain_text("1 node")
    expect(follows).to_have_text(says.inner_text(), use_inner_text=True)
    second.locator(".ta-stage canvas").press("Escape")
    expect(says).not_to_contain_text("selected")


LISTENERS = """() => {
    const counts = { canvases: document.querySelectorAll('.topoalign canvas').length };
    counts.roots = document.querySelectorAll('.topoalign').length;
    counts.live = window.topoalignLive;
    return counts;
}"""

COUNT_LISTENERS = """
window.topoalignLive = 0;
const add = EventTarget.prototype.addEventListener;
EventTarget.prototype.addEventListener = function (type, listener, options) {
    if (options?.signal && this instanceof HTMLCanvasElement && this.closest?.('.topoalign')) {
        window.topoalignLive++;
        add.call(options.signal, 'abort', () => window.topoalignLive--, { once: true });
    }
    return add.call(this, type, listener, options);
};
"""


def test_running_a_cell_ten_times_leaks_nothing(open_notebook):
    notebook = open_notebook(SETUP, WIDGET.replace("w = ", "if 'w' in globals(): w.close()\nw = "))
    notebook.page.evaluate(COUNT_LISTENERS)
    notebook.run_all()
    notebook.widget()
    before = notebook.page.evaluate(LISTENERS)
    comms = "len(__import__('comm').get_comm_manager().comms)"
    comms_before = notebook.python(comms)
    assert before["live"] > 5
    for _ in range(10):
        notebook.run_all()
        notebook.widget()
    until(lambda: notebook.page.evaluate(LISTENERS), before)
    until(lambda: notebook.python(comms), comms_before)


def test_the_theme_of_the_host(notebook):
    view = notebook.widget()
    until(lambda: pixels(view).mean(), lambda mean: mean > 200)
    notebook.command("apputils:change-theme", {"theme": "JupyterLab Dark"})
    until(lambda: pixels(view).mean(), lambda mean: mean < 80)
    expect(view).to_have_attribute("data-theme", "dark")
    notebook.command("apputils:change-theme", {"theme": "JupyterLab Light"})
    until(lambda: pixels(view).mean(), lambda mean: mean > 200)
    expect(view).to_have_attribute("data-theme", "light")


def test_text_from_metadata_is_text(open_notebook):
    evil = "<img src=x onerror='window.broken = 1'>"
    metadata = f"metadata = {{k: [{evil!r}, 'b'] * 300 for k in ('label', 'text')}}"
    show = "w = ta.compare({EVIL: one, 'two': two}, metadata=metadata, label='label', text='text', mapper=mapper)\nw"
    notebook = open_notebook(SETUP, metadata, show.replace("EVIL", repr(evil)))
    notebook.run_all()
    view = notebook.widget()
    view.locator(".ta-stage canvas").hover(position=dict(zip("xy", inside_a_node(view), strict=True)))
    expect(view.locator(".ta-card")).to_contain_text(evil)
    click(view, *inside_a_node(view))
    expect(view.locator(".ta-selection")).to_contain_text(evil)
    done(notebook, view)
    assert view.locator("img").count() == 0
    assert notebook.page.evaluate("window.broken") is None


def test_broken_data_are_said_in_the_cell(open_notebook):
    notebook = open_notebook(SETUP, WIDGET.replace("\nw\n", "\nw._topology = w._topology[:40]\nw\n"))
    notebook.run_all()
    alert = notebook.page.locator(".topoalign-broken[role=alert]")
    expect(alert).to_contain_text("cut off")

    notebook = open_notebook(SETUP, WIDGET)
    notebook.run_all()
    view = notebook.widget()
    notebook.execute("w._positions = b'123'")
    view.locator(".ta-error").wait_for()
    assert colored(pixels(view)).any()


def test_sharp_on_a_fine_screen(open_notebook):
    notebook = open_notebook(SETUP, WIDGET, scale=2)
    notebook.run_all()
    view = notebook.widget()
    at_rest(view)
    size = view.locator(".ta-stage canvas").evaluate(
        "c => [c.width, c.clientWidth, c.height, c.clientHeight]"
    )
    assert size[0] == pytest.approx(2 * size[1], abs=2)
    assert size[2] == pytest.approx(2 * size[3], abs=2)


def test_parameters_change_in_the_view_and_the_selection_stays(notebook):
    view = notebook.widget()
    click(view, *inside_a_node(view, right=0.48))
    inputs, _ = selected_in(notebook, "one")
    view.locator(".ta-stage canvas").press("m")
    field = view.get_by_label("intervals of one")
    expect(field).to_have_value("12")
    field.fill("20")
    field.press("Enter")
    sizes = "{n: g.parameters['n_intervals'] for n, g in w.alignment.graphs.items()}"
    until(lambda: notebook.python(sizes), {"one": 20, "two": 12})
    assert selection(notebook) == [inputs, {}]
    assert colored(pixels(view)).any()

    field = view.get_by_label("overlap of all graphs")
    field.fill("2")
    field.press("Enter")
    expect(view.locator(".ta-error")).to_contain_text("less than 1")
    assert notebook.python("w.alignment.graphs['one'].parameters['overlap']") == 0.5


def test_the_view_lives_while_graphs_are_built_and_the_build_can_be_cancelled(open_notebook):
    slow = "go = __import__('threading').Event()\ndef slow(x):\n    go.wait()\n    return x[:, 0]\n"
    notebook = open_notebook(SETUP, slow, WIDGET)
    notebook.run_all()
    view = notebook.widget()
    notebook.execute("from topoalign_widget.mapper import lens; lens.NAMED['eccentricity'] = slow")
    view.locator(".ta-stage canvas").press("m")
    view.get_by_label("lens of all graphs").select_option("eccentricity")
    view.locator(".ta-status progress").wait_for()
    click(view, *inside_a_node(view, right=0.48))
    # The kernel answers, too.
    inputs, _ = selected_in(notebook, "one")
    assert inputs
    # The last request counts, and the keyboard stays where it is.
    for n in ("5", "6", "7"):
        view.get_by_label("intervals of one").fill(n)
        view.get_by_label("intervals of one").press("Enter")
    view.get_by_label("lens of all graphs").select_option("pca")
    done(notebook, view)
    notebook.execute("go.set()")
    built = "[w.alignment.graphs['one'].parameters[name] for name in ('lens', 'n_intervals')]"
    until(lambda: notebook.python(built), ["pca", 7])
    view.locator(".ta-status.ta-ready").wait_for(state="attached")
    expect(view.get_by_label("intervals of one")).to_have_value("7")
    expect(view.get_by_label("intervals of one")).to_be_focused()
    assert selection(notebook) == [inputs, {}]

    notebook.execute("go.clear()")
    view.get_by_label("lens of all graphs").select_option("eccentricity")
    view.locator(".ta-status progress").wait_for()
    view.get_by_role("button", name="Cancel").click()
    view.locator(".ta-status.ta-ready").wait_for(state="attached")
    notebook.execute("go.set()")
    until(lambda: notebook.python("w._rebuilder._running.locked()"), False)
    done(notebook, view)
    assert notebook.python("w.alignment.graphs['one'].parameters['lens']") == "pca"
    expect(view.get_by_label("lens of one")).to_have_value("pca")
