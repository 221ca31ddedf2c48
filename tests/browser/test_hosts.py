"""Front ends that cannot run here, by what their pages do to a widget: VS Code's web view and Colab's frame."""

from html import escape

import numpy as np
import pytest
from playwright.sync_api import expect

import topoalign_widget as ta
from tests.browser import scenes
from tests.browser.picture import inside_a_node, pixels
from tests.browser.waits import until
from tools.browser import watched
from tools.lab import READY
from tools.page import page_of

# VS Code hears what nobody has taken: wheels scroll the notebook, keys are its shortcuts, clicks on links save files.
VSCODE = """
window.heard = [];
window.addEventListener("wheel", (event) => { if (!event.defaultPrevented) heard.push("wheel"); });
window.addEventListener("keydown", (event) => heard.push(event.key));
document.addEventListener("click", (event) => {
  const link = event.composedPath().find((node) => node instanceof HTMLAnchorElement && node.href);
  if (link) { heard.push(`${new URL(link.href).protocol} ${link.download}`); event.preventDefault(); }
});
document.body.dataset.vscodeThemeKind = "vscode-dark";
"""


FRAME = """width=900 height=560 allow="fullscreen 'none';" """


@pytest.fixture
def open_page(browser, tmp_path):
    pages = []

    def open_html(html):
        file = tmp_path / "host.html"
        file.write_text(html)
        page = browser.new_page(viewport={"width": 1000, "height": 700})
        problems = watched(page)
        pages.append((page, problems))
        page.goto(file.as_uri())
        problems.clear()  # of the request of the file itself
        return page

    yield open_html
    for page, problems in pages:
        page.close()
        assert problems == []


def widget():
    concept = np.repeat(scenes.CONCEPTS, scenes.SIZES)
    shown = ta.TopoAlignWidget(
        scenes.alignment(), metadata={"concept": concept}, label="concept", text="concept", height=420
    )
    shown.regions = []
    return page_of(shown)


def test_vscode(open_page):
    page = open_page(f"{widget()}<div style='height:2000px'></div>")
    page.evaluate(VSCODE)
    page.evaluate("window.show()")
    view = page.locator(READY)
    view.wait_for()
    for kind, theme in (
        ("vscode-dark", "dark"),
        ("vscode-light", "light"),
        ("vscode-high-contrast", "dark"),
        ("vscode-high-contrast-light", "light"),
    ):
        page.evaluate("kind => { document.body.dataset.vscodeThemeKind = kind; }", kind)
        page.wait_for_selector(f".topoalign[data-theme={theme}]")

    canvas = view.locator(".ta-stage canvas")
    at = dict(zip("xy", inside_a_node(view, right=0.4), strict=True))
    canvas.hover(position=at)
    page.mouse.wheel(0, 40)
    until(lambda: page.evaluate("heard"), ["wheel"])
    page.evaluate("heard.splice(0)")
    page.evaluate("scrollTo(0, 0)")
    canvas.click(position=at)
    before = pixels(view)
    page.mouse.wheel(0, 40)
    until(lambda: (pixels(view) != before).any(), True)  # it has come to the view
    for key in ("ArrowDown", "l", "p", "Control+z", "Escape"):
        canvas.press(key)
    view.locator(".ta-search input").press_sequentially("lost")
    expect(view.locator(".ta-search input")).to_have_value("lost")
    assert [heard for heard in page.evaluate("heard.splice(0)") if heard != "Control"] == []

    canvas.press("s")
    page.get_by_role("menuitem", name="PNG").click()
    page.wait_for_function("heard.some((what) => what.startsWith('blob: '))")
    assert page.evaluate("heard.at(-1)").endswith(".png")


def test_colab(open_page):
    html = widget().replace("<!doctype html>", "<!doctype html><html theme=dark>")
    outer = f'<!doctype html><iframe srcdoc="{escape(html)}" {FRAME}></iframe>'
    page = open_page(outer)
    inner = page.frames[1]
    inner.wait_for_function("window.show !== undefined")
    inner.evaluate("window.show()")
    view = inner.locator(READY)
    view.wait_for()
    expect(view).to_have_attribute("data-theme", "dark")
    inner.evaluate("document.documentElement.setAttribute('theme', 'light')")
    inner.wait_for_selector(".topoalign[data-theme=light]")

    # A frame that may not fill the screen: the widget fills the frame.
    canvas = view.locator(".ta-stage canvas")
    canvas.press("f")
    inner.wait_for_selector(".topoalign.ta-full")
    sizes = "e => [document.fullscreenElement, e.clientWidth, e.clientHeight]"
    until(lambda: view.evaluate(sizes), [None, 900, 560])
    canvas.press("f")
    inner.wait_for_selector(".topoalign:not(.ta-full)")
