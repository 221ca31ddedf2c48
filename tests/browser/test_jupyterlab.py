import shutil
from pathlib import Path

import numpy as np
import pytest

from tests.browser.conftest import SETUP, WIDGET
from tests.browser.picture import colored, inside_a_node, pixels

QUICKSTART = Path(__file__).parents[2] / "notebooks" / "quickstart.ipynb"


@pytest.fixture
def notebook(open_notebook):
    opened = open_notebook(SETUP, WIDGET)
    opened.run_all()
    return opened


def click(notebook, view, x, y, modifiers=()):
    view.locator(".ta-stage canvas").click(position={"x": x, "y": y}, modifiers=list(modifiers))
    notebook.page.wait_for_timeout(150)


def selection(notebook):
    return notebook.python(
        "[w.selected_inputs.tolist(), {k: v.tolist() for k, v in w.selected_nodes.items()}]"
    )


def test_quickstart(lab, open_notebook):
    shutil.copy(QUICKSTART, lab.folder)
    notebook = open_notebook.file("quickstart.ipynb")
    notebook.run_all()
    view = notebook.widget()
    notebook.execute("w.select(inputs=[]); w.regions = []")
    notebook.page.wait_for_timeout(500)
    shown = colored(pixels(view))
    assert 0.01 < shown.mean() < 0.5
    third = shown.shape[1] // 3
    assert all(shown[:, i * third : (i + 1) * third].any() for i in range(3))
    click(notebook, view, *inside_a_node(view, right=1 / 3))
    inputs, nodes = selection(notebook)
    assert list(nodes) == ["pixels"]
    assert notebook.python("w.selected_frame()['digit'].tolist()") == notebook.python(
        f"digit[{inputs}].tolist()"
    )


def test_gestures_become_values_in_the_kernel(notebook):
    view = notebook.widget()
    notebook.execute("heard = []; stop = w.on_selection(lambda inputs: heard.append(len(inputs)))")
    in_one, in_two = inside_a_node(view, right=0.48), inside_a_node(view, left=0.52)

    click(notebook, view, *in_one)
    inputs, nodes = selection(notebook)
    assert list(nodes) == ["one"]
    assert len(nodes["one"]) == 1
    assert inputs == notebook.python(f"w.alignment.graphs['one'].inputs_of({nodes['one']}).tolist()")

    click(notebook, view, *in_two, modifiers=["Shift"])
    _, both = selection(notebook)
    assert list(both) == ["one", "two"]

    click(notebook, view, *in_two, modifiers=["Shift"])
    assert selection(notebook) == [inputs, nodes]

    for _ in range(3):
        view.locator(".ta-stage canvas").press("Control+z")
        notebook.page.wait_for_timeout(200)
    assert selection(notebook) == [[], {}]
    view.locator(".ta-stage canvas").press("Control+Shift+z")
    notebook.page.wait_for_timeout(200)
    assert selection(notebook) == [inputs, nodes]
    # One message for each gesture.
    assert len(notebook.python("heard")) == 7


def test_lasso_and_escape(notebook):
    view = notebook.widget()
    canvas = view.locator(".ta-stage canvas")
    canvas.scroll_into_view_if_needed()
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
    notebook.page.wait_for_timeout(200)
    _, nodes = selection(notebook)
    assert nodes == {"one": list(range(notebook.python("w.alignment.graphs['one'].n_nodes")))}
    canvas.press("Escape")
    notebook.page.wait_for_timeout(200)
    assert selection(notebook) == [[], {}]


def test_the_view_follows_python(notebook):
    view = notebook.widget()
    before = pixels(view)
    notebook.execute("w.select(where=\"side == 'north'\")")
    notebook.page.wait_for_timeout(300)
    assert np.abs(pixels(view) - before).sum() > 0
    assert str(notebook.python("len(w.selected_inputs)")) in view.locator(".ta-selection").inner_text()
    notebook.execute("w.color_by = 'turn'")
    view.locator(".ta-ramp").wait_for(timeout=5000)
    notebook.execute("w.coupling = 5.0")
    notebook.page.wait_for_timeout(800)
    notebook.execute("w.select(inputs=[])")
    notebook.page.wait_for_timeout(300)
    assert colored(pixels(view)).any()


def test_hover_stays_in_the_view_and_shows_counterparts(notebook):
    view = notebook.widget()
    notebook.execute("sent = []; w.observe(lambda change: sent.append(change.name))")
    x, y = inside_a_node(view, right=0.48)
    view.locator(".ta-stage canvas").hover(position={"x": x, "y": y})
    card = view.locator(".ta-card")
    card.wait_for(state="visible", timeout=5000)
    assert "in two" in card.inner_text()
    assert "%" in card.inner_text()
    assert notebook.python("sent") == []


def test_keys_work_on_the_canvas_and_jupyterlab_does_not_get_them(notebook):
    view = notebook.widget()
    cells = "window.jupyterapp.shell.currentWidget.content.widgets.length"
    n_cells = notebook.page.evaluate(cells)
    canvas = view.locator(".ta-stage canvas")
    canvas.focus()
    for key in ("ArrowDown", "ArrowRight", "]", "Enter"):
        canvas.press(key)
    notebook.page.wait_for_timeout(200)
    _, nodes = selection(notebook)
    assert list(nodes) == ["two"]
    active = "window.jupyterapp.shell.currentWidget.content.activeCellIndex"
    at = notebook.page.evaluate(active)
    # In JupyterLab's command mode these would add, delete, split or move between cells.
    for key in ("a", "b", "d", "d", "x", "j", "k", "ArrowUp", "c", "u", "l", "p", "0", "Escape"):
        canvas.press(key)
    notebook.page.wait_for_timeout(200)
    assert notebook.page.evaluate(cells) == n_cells
    assert notebook.page.evaluate(active) == at
    assert notebook.python("w.color_by") == "turn"


def test_two_views_stay_in_step(open_notebook):
    notebook = open_notebook(SETUP, WIDGET, "w")
    notebook.run_all()
    first, second = notebook.widget(0), notebook.widget(1)
    click(notebook, first, *inside_a_node(first, right=0.48))
    said = first.locator(".ta-selection").inner_text()
    assert "1 node" in said
    assert second.locator(".ta-selection").inner_text() == said
    second.locator(".ta-stage canvas").press("Escape")
    notebook.page.wait_for_timeout(200)
    assert "selected" not in first.locator(".ta-selection").inner_text()


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
    notebook.page.wait_for_timeout(500)
    assert notebook.page.evaluate(LISTENERS) == before
    assert notebook.python(comms) == comms_before


def test_the_theme_of_the_host(notebook):
    view = notebook.widget()
    light = pixels(view).mean()
    notebook.command("apputils:change-theme", {"theme": "JupyterLab Dark"})
    notebook.page.wait_for_selector(".topoalign[data-theme=dark]")
    notebook.page.wait_for_timeout(500)
    dark = pixels(view).mean()
    notebook.command("apputils:change-theme", {"theme": "JupyterLab Light"})
    notebook.page.wait_for_selector(".topoalign[data-theme=light]")
    assert light > 200
    assert dark < 80


def test_text_from_metadata_is_text(open_notebook):
    evil = "<img src=x onerror='window.broken = 1'>"
    metadata = f"metadata = {{k: [{evil!r}, 'b'] * 300 for k in ('label', 'text')}}"
    show = "w = ta.compare({EVIL: one, 'two': two}, metadata=metadata, label='label', text='text', mapper=mapper)\nw"
    notebook = open_notebook(SETUP, metadata, show.replace("EVIL", repr(evil)))
    notebook.run_all()
    view = notebook.widget()
    view.locator(".ta-stage canvas").hover(position=dict(zip("xy", inside_a_node(view), strict=True)))
    view.locator(".ta-card").wait_for(state="visible")
    click(notebook, view, *inside_a_node(view))
    assert evil in view.inner_text()
    assert view.locator("img").count() == 0
    assert notebook.page.evaluate("window.broken") is None


def test_broken_data_are_said_in_the_cell(open_notebook):
    notebook = open_notebook(SETUP, WIDGET.replace("\nw\n", "\nw._topology = w._topology[:40]\nw\n"))
    notebook.run_all()
    alert = notebook.page.locator(".topoalign-broken[role=alert]")
    alert.wait_for(timeout=20_000)
    assert "cut off" in alert.inner_text()

    notebook = open_notebook(SETUP, WIDGET)
    notebook.run_all()
    view = notebook.widget()
    notebook.execute("w._positions = b'123'")
    view.locator(".ta-error").wait_for(timeout=5000)
    assert colored(pixels(view)).any()


def test_sharp_on_a_fine_screen(open_notebook):
    notebook = open_notebook(SETUP, WIDGET, scale=2)
    notebook.run_all()
    view = notebook.widget()
    size = view.locator(".ta-stage canvas").evaluate(
        "c => [c.width, c.clientWidth, c.height, c.clientHeight]"
    )
    assert size[0] == pytest.approx(2 * size[1], abs=2)
    assert size[2] == pytest.approx(2 * size[3], abs=2)


def test_parameters_change_in_the_view_and_the_selection_stays(notebook):
    view = notebook.widget()
    click(notebook, view, *inside_a_node(view, right=0.48))
    inputs, _ = selection(notebook)
    view.locator(".ta-stage canvas").press("m")
    field = view.get_by_label("intervals of one")
    assert field.input_value() == "12"
    field.fill("20")
    field.press("Enter")
    sizes = "{n: g.parameters['n_intervals'] for n, g in w.alignment.graphs.items()}"
    for _ in range(50):
        notebook.page.wait_for_timeout(200)
        if notebook.python(sizes) == {"one": 20, "two": 12}:
            break
    else:
        raise AssertionError(notebook.python(sizes))
    assert selection(notebook) == [inputs, {}]
    assert colored(pixels(view)).any()

    field = view.get_by_label("overlap of all graphs")
    field.fill("2")
    field.press("Enter")
    view.locator(".ta-error").wait_for(timeout=10_000)
    assert "less than 1" in view.locator(".ta-error").inner_text()
    assert notebook.python("w.alignment.graphs['one'].parameters['overlap']") == 0.5


def test_the_view_lives_while_graphs_are_built_and_the_build_can_be_cancelled(open_notebook):
    slow = "def slow(x):\n    import time\n    time.sleep(3)\n    return x[:, 0]\n"
    notebook = open_notebook(SETUP, slow, WIDGET)
    notebook.run_all()
    view = notebook.widget()
    notebook.execute("from topoalign_widget.mapper import lens; lens.NAMED['eccentricity'] = slow")
    view.locator(".ta-stage canvas").press("m")
    view.get_by_label("lens of all graphs").select_option("eccentricity")
    view.locator(".ta-status progress").wait_for(timeout=5000)
    click(notebook, view, *inside_a_node(view, right=0.48))
    # The kernel answers, too.
    inputs, nodes = selection(notebook)
    assert inputs
    assert list(nodes) == ["one"]
    # The last request counts, and the keyboard stays where it is.
    for n in ("5", "6", "7"):
        view.get_by_label("intervals of one").fill(n)
        view.get_by_label("intervals of one").press("Enter")
    view.get_by_label("lens of all graphs").select_option("pca")
    wanted = {"lens": "pca", "n_intervals": 7}
    for _ in range(75):
        notebook.page.wait_for_timeout(200)
        if notebook.python("dict(w.alignment.graphs['one'].parameters)").items() >= wanted.items():
            break
    else:
        raise AssertionError(notebook.python("w.status"))
    view.locator(".ta-status.ta-ready").wait_for(state="attached", timeout=5000)
    assert view.get_by_label("intervals of one").input_value() == "7"
    assert view.locator(".ta-parameters :focus").get_attribute("aria-label") == "intervals of one"
    assert selection(notebook) == [inputs, {}]

    view.get_by_label("lens of all graphs").select_option("eccentricity")
    view.locator(".ta-status progress").wait_for(timeout=5000)
    view.get_by_role("button", name="Cancel").click()
    view.locator(".ta-status.ta-ready").wait_for(state="attached", timeout=5000)
    notebook.page.wait_for_timeout(7000)
    assert notebook.python("w.alignment.graphs['one'].parameters['lens']") == "pca"
    assert view.get_by_label("lens of one").input_value() == "pca"
