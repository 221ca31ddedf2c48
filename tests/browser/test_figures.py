"""Figures as the browser draws them: pixels and vectors are the same picture, and both are what the widget shows."""

import base64
import io
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect

import topoalign_widget as ta
from tests.browser.scenes import CONCEPTS, N_INPUTS, SCENES, SIZES, alignment
from tests.browser.test_pictures import differs
from tests.browser.waits import at_rest
from tools.chromium import require
from tools.page import page_of
from topoalign_widget.widget import browsers, figures

SVG = "{http://www.w3.org/2000/svg}"
OPTIONS = {"height": 420, "fills": False, "scale": 1, "scheme": "light", "transparent": False, "legend": True}
# A PNG has the font of the screen, and an SVG one that papers have: here both have the same. A canvas draws a box for
# what no document may hold, and an SVG has the sign that stands for it.
SAME_TEXT = """
const { prototype } = CanvasRenderingContext2D;
const font = Object.getOwnPropertyDescriptor(prototype, "font");
const family = "px Helvetica, Arial, 'Liberation Sans', sans-serif";
Object.defineProperty(prototype, "font", {
  ...font,
  set(value) { font.set.call(this, value.replace(/px .*/, family)); },
});
for (const name of ["fillText", "measureText"]) {
  const own = prototype[name];
  prototype[name] = function (text, ...place) {
    return own.call(this, text.replace(/[\\x00-\\x08]/g, "\\uFFFD"), ...place);
  };
}
"""
HOSTILE = ("<b>&\"'\x00\x07</script><script>alert(1)</script>", "  two  spaces \u2028 \U0001f600")


def twelve_panels():
    concept = np.repeat(CONCEPTS, SIZES)
    graphs = alignment(tuple(f"encoder.block_{i}.attention.output" for i in range(12)))
    shown = ta.TopoAlignWidget(graphs, metadata={"concept": concept}, label="concept")
    shown.select(where="concept == 'line'")
    return shown


def hostile_names():
    concept = np.repeat([f"<{concept}> & \x01" for concept in CONCEPTS], SIZES)
    shown = ta.TopoAlignWidget(alignment(HOSTILE), metadata={"<&>": concept}, label="<&>")
    shown.filter = {"column": "<&>", "categories": [0, 2], "range": None}
    shown.wrap('"</text>', inputs=range(100))
    return shown


def one_panel_of_numbers():
    value = np.r_[np.linspace(-3, 5, N_INPUTS - 60), np.full(60, np.nan)]
    shown = ta.TopoAlignWidget(alignment(("only",)), metadata={"value": value})
    shown.color_by = "value"
    shown.filter = {"column": "value", "categories": None, "range": [-1, 3]}
    shown.view = {"linked": True, "cameras": {"only": [3, 0, 2]}}
    return shown


FIGURES = {made.__name__: made for made in (twelve_panels, hostile_names, one_panel_of_numbers)}
FIGURES |= {name: SCENES[name] for name in ("bubbles", "loop_match", "membranes")}


@pytest.fixture
def page(browser):
    opened = browser.new_page(viewport={"width": 940, "height": 900})
    problems: list[str] = []
    opened.on("pageerror", lambda error: problems.append(str(error)))
    opened.on("console", lambda message: message.type == "error" and problems.append(message.text))
    yield opened
    opened.close()
    assert problems == []


def drawn(page, tmp_path, shown, **options):
    """Let an open page do what the page of a figure does."""
    file = tmp_path / "figure.html"
    file.write_text(figures.page_of(shown, {"width": 900, **OPTIONS, **options}))
    page.goto(file.as_uri())
    page.wait_for_selector("pre[id]", state="attached")
    assert page.get_attribute("pre", "id") == "picture", page.text_content("pre")
    return base64.b64decode(page.text_content("pre").partition(",")[2])


def rasterised(page, tmp_path, svg, size):
    """Open an SVG document by itself, as from a disc."""
    file = tmp_path / "figure.svg"
    file.write_bytes(svg)
    page.goto(file.as_uri())
    return image_of(page.screenshot()).crop((0, 0, *size))


def image_of(png):
    return Image.open(io.BytesIO(png)).convert("RGB")


@pytest.mark.parametrize("name", FIGURES)
def test_pixels_and_vectors_are_the_same_picture(page, tmp_path, name):
    page.add_init_script(SAME_TEXT)
    shown = FIGURES[name]()
    for scheme in ("light", "dark"):
        png = image_of(drawn(page, tmp_path, shown, format="png", scheme=scheme))
        svg = drawn(page, tmp_path, shown, format="svg", scheme=scheme)
        assert png.width == 900
        assert not differs(png, rasterised(page, tmp_path, svg, png.size)), scheme


def test_any_name_is_text_in_a_document_that_any_program_reads(page, tmp_path):
    root = ElementTree.fromstring(drawn(page, tmp_path, hostile_names(), format="svg"))
    texts = [element.text for element in root.iter(f"{SVG}text")]
    assert any(text.startswith("<b>&\"'\ufffd\ufffd</script>") for text in texts)
    assert "<left> & \ufffd" in texts
    assert '"</text>' in texts
    assert root.findtext(f"{SVG}title").startswith("Mapper graphs of <b>")
    # What SVG 1.1 has, and nothing that runs or loads.
    known = {"svg", "title", "desc", "defs", "clipPath", "linearGradient", "stop", "g"}
    known |= {"path", "rect", "circle", "text"}
    assert {element.tag.removeprefix(SVG) for element in root.iter()} <= known


def test_a_figure_without_a_background_lies_on_anything(page, tmp_path):
    shown = SCENES["bubbles"]()
    png = Image.open(io.BytesIO(drawn(page, tmp_path, shown, format="png", transparent=True)))
    alpha = np.asarray(png)[:, :, 3]
    assert alpha[2, 2] == 0
    assert (alpha == 0).mean() > 0.5
    assert alpha.max() == 255


def test_a_legend_needs_room_and_can_be_left_out(page, tmp_path):
    shown = SCENES["membranes"]()
    full, bare = (image_of(drawn(page, tmp_path, shown, format="png", legend=own)) for own in (True, False))
    assert full.height > bare.height + 40
    assert not differs(full.crop((0, 0, 900, bare.height - 8)), bare.crop((0, 0, 900, bare.height - 8)))


def test_a_legend_fills_the_place_that_panels_leave(page, tmp_path):
    shown = SCENES["bubbles"]()
    three = ta.TopoAlignWidget(alignment(("a", "b", "c")), metadata=shown.metadata, label="concept")
    three.regions = []
    full, bare = (
        image_of(drawn(page, tmp_path, three, format="png", width=450, legend=own)) for own in (True, False)
    )
    assert full.size == bare.size
    left, top = full.width // 2 + 8, full.height // 2 + 8
    assert differs(full.crop((left, top, *full.size)), bare.crop((left, top, *full.size)))
    assert not differs(full.crop((0, 0, full.width, top - 16)), bare.crop((0, 0, full.width, top - 16)))
    texts = ElementTree.fromstring(drawn(page, tmp_path, three, format="svg", width=450)).iter(f"{SVG}text")
    assert {"concept", "ring"} <= (told := {element.text for element in texts})
    # Who has said so before they were known has none.
    assert "regions" not in told


def test_figures_are_written_by_the_browser_of_the_machine(tmp_path, monkeypatch):
    monkeypatch.setenv(browsers.VARIABLE, require())
    shown = SCENES["bubbles"]()
    path = shown.save_png(tmp_path / "figure.png", width=600, scale=1.5, theme="dark")
    png = Image.open(io.BytesIO(path.read_bytes()))
    assert png.width == 900
    assert round(png.info["dpi"][0]) == 144
    assert sum(png.convert("RGB").getpixel((3, 3))) < 100
    root = ElementTree.parse(shown.save_svg(tmp_path / "figure.svg", width=600)).getroot()
    assert root.get("width") == "600"
    assert len(list(root.iter(f"{SVG}circle"))) > 150


@pytest.mark.parametrize(("key", "form"), [("Enter", "png"), ("ArrowDown", "svg")])
def test_the_view_saves_what_it_shows(page, tmp_path, key, form):
    file = tmp_path / "view.html"
    file.write_text(page_of(SCENES["bubbles"]()))
    page.goto(file.as_uri())
    page.wait_for_function("'show' in window")
    page.evaluate("show()")
    canvas = page.locator(".ta-stage canvas")
    at_rest(page)
    canvas.press("s")
    expect(page.get_by_role("menuitem", name="PNG")).to_be_focused()
    with page.expect_download() as download:
        page.keyboard.press(key)
        if key != "Enter":
            page.keyboard.press("Enter")
    assert download.value.suggested_filename == f"before-after.{form}"
    saved = tmp_path / download.value.suggested_filename
    download.value.save_as(saved)
    expect(canvas).to_be_focused()
    size = canvas.bounding_box()
    content = saved.read_bytes()
    is_svg = form == "svg"
    width = float(ElementTree.fromstring(content).get("width")) if is_svg else image_of(content).width / 2
    # With a margin around it, and the legend below.
    assert width == size["width"] + 16
