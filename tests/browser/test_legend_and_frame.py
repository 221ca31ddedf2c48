"""What the legend leaves of the picture, and how much room the picture has, in a real notebook."""

import numpy as np
import pytest

from tests.browser.picture import colored, pixels
from tests.browser.waits import at_rest, done, until


def filter_of(notebook):
    return notebook.python("[w.filter['column'], w.filter['categories'], w.filter['range']]")


def drag(page, start, *stops):
    page.mouse.move(*start)
    page.mouse.down()
    for stop in stops:
        page.mouse.move(*stop, steps=4)
    page.mouse.up()


def test_a_dot_hides_its_category_and_python_shows_it_again(notebook):
    view = notebook.widget()
    before = colored(pixels(view)).sum()
    view.locator(".ta-dot").nth(0).click()
    until(lambda: filter_of(notebook), ["side", [1], None])
    until(lambda: colored(pixels(view)).sum(), lambda left: left < 0.8 * before)
    notebook.execute("w.filter = {}")
    until(lambda: colored(pixels(view)).sum(), lambda left: left > 0.95 * before)


def test_a_range_is_brushed_and_its_keys_are_not_the_notebooks(notebook):
    view = notebook.widget()
    notebook.execute("w.color_by = 'turn'")
    ramp = view.locator(".ta-ramp")
    ramp.wait_for()
    at_rest(view)
    box = ramp.bounding_box()
    y = box["y"] + box["height"] / 2
    drag(
        notebook.page, (box["x"] + box["width"] / 4, y), (box["x"] + box["width"] / 2, y), (box["x"] - 20, y)
    )
    column, _, (low, high) = until(lambda: filter_of(notebook), lambda seen: seen[2] is not None)
    assert column == "turn"
    assert low == pytest.approx(notebook.python("float(turn.min())"), abs=1e-6)
    assert high == pytest.approx(np.pi / 2, abs=0.1)
    view.locator(".ta-ramp-end").nth(1).focus()
    cells = "window.jupyterapp.shell.currentWidget.content.widgets.length"
    n_cells = notebook.page.evaluate(cells)
    for key in ("a", "d", "d", "ArrowDown", "Escape"):
        notebook.page.keyboard.press(key)
    until(lambda: filter_of(notebook)[2], None)
    done(notebook, view)
    assert notebook.page.evaluate(cells) == n_cells


def test_the_picture_is_as_high_as_it_is_dragged_and_fills_the_screen(notebook):
    view = notebook.widget()
    page = notebook.page
    canvas = view.locator(".ta-stage canvas")
    canvas.scroll_into_view_if_needed()
    at_rest(view)
    height = canvas.evaluate("canvas => canvas.clientHeight")
    box = view.locator(".ta-height").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    drag(page, (x, y), (x, y + 60))
    until(lambda: notebook.python("w.height"), height + 60)
    until(lambda: canvas.evaluate("canvas => canvas.clientHeight"), height + 60)

    canvas.focus()
    page.keyboard.press("f")
    page.wait_for_function("document.fullscreenElement?.classList.contains('ta-full')")
    share = "canvas => [canvas.clientWidth / innerWidth, canvas.clientHeight / innerHeight]"
    until(lambda: canvas.evaluate(share), lambda seen: seen[0] > 0.9 and seen[1] > 0.75)
    page.keyboard.press("f")
    page.wait_for_function("!document.fullscreenElement")
    until(lambda: canvas.evaluate("canvas => canvas.clientHeight"), height + 60)
