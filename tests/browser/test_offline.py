"""A saved page in a real browser without a network: everything in it works from a file."""

import csv
import io
import re
from contextlib import contextmanager

import numpy as np
import pytest
from playwright.sync_api import expect

import topoalign_widget as ta
from tests.browser.picture import inside_a_node
from tests.browser.scenes import alignment
from tests.browser.waits import at_rest, until
from tests.widget.write_offline_fixtures import HOSTILE, widget

READY = ".topoalign[data-ready]"
ROW = ".ta-regions .ta-row:not([hidden])"
SIZE = {"width": 1280, "height": 900}


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    shown = widget()
    return shown, shown.save_html(tmp_path_factory.mktemp("page") / "page.html", title=HOSTILE)


@contextmanager
def opened(browser, path, **options):
    """Open a page without a network; a request, an error or a word on the console fails the test."""
    context = browser.new_context(**{"viewport": SIZE, **options})
    context.set_offline(True)
    page = context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(f"page error: {error}"))
    page.on("console", lambda message: problems.append(f"console: {message.text}"))
    page.on("dialog", lambda dialog: (problems.append("a dialog"), dialog.dismiss()))
    page.on(
        "request",
        lambda request: (
            None
            if request.url == path.as_uri() or request.url.startswith("blob:")
            else problems.append(f"request to {request.url}")
        ),
    )
    page.goto(path.as_uri())
    page.wait_for_selector(READY)
    at_rest(page)
    yield page
    context.close()
    assert problems == []


@pytest.fixture
def page(browser, saved):
    with opened(browser, saved[1]) as own:
        yield own


def canvas(page):
    return page.locator(".ta-stage canvas")


def looks(page) -> bytes:
    page.mouse.move(2, 2)
    at_rest(page)
    return canvas(page).screenshot()


def comes_to_look(page, picture, alike=True):
    until(lambda: looks(page) == picture, alike)


def test_the_picture_is_moved_zoomed_and_pointed_at(page):
    box = canvas(page).bounding_box()
    at_first = looks(page)
    x, y = inside_a_node(page, right=0.5)
    page.mouse.move(box["x"] + x, box["y"] + y)
    expect(page.locator(".ta-card")).to_contain_text("inputs")
    page.mouse.move(box["x"] + 30, box["y"] + box["height"] - 20)
    page.mouse.down()
    page.mouse.move(box["x"] + 110, box["y"] + box["height"] - 90, steps=4)
    page.mouse.up()
    comes_to_look(page, at_first, alike=False)
    moved = looks(page)
    canvas(page).press("+")
    comes_to_look(page, moved, alike=False)
    canvas(page).press("0")
    canvas(page).evaluate("(own) => own.blur()")  # a frame tells where the keyboard is
    comes_to_look(page, at_first)


def test_a_region_is_selected_followed_and_taken_back(page, saved):
    shown, _ = saved
    region = shown.alignment.regions[0]
    page.locator(ROW).first.click()
    footer = page.locator(".ta-selection")
    expect(footer).to_contain_text(f"{len(region.inputs)} inputs selected")
    shown.select(region=0)
    for part in shown._patterns[0]["parts"].values():
        expect(page.locator(".ta-membranes")).to_contain_text(part["kind"], use_inner_text=True)
    selected = looks(page)
    canvas(page).press("Control+z")
    expect(footer).to_contain_text("Point at a node")
    comes_to_look(page, selected, alike=False)
    canvas(page).press("Control+Shift+Z")
    expect(footer).to_contain_text(f"{len(region.inputs)} inputs selected")
    slider = page.locator(".ta-membranes input[type=range]")
    slider.evaluate(
        "(own) => { own.value = 0.5 * own.max; own.dispatchEvent(new Event('input', {bubbles: true})) }"
    )
    comes_to_look(page, selected, alike=False)


def test_a_match_is_shown_with_its_verdicts(page, saved):
    shown, _ = saved
    page.get_by_role("tab", name="Motifs").click()
    page.locator(".ta-matches .ta-row").first.click()
    match = shown.matches[0]
    selected = f"{len(match.nodes)} nodes, {len(match.inputs)} inputs selected"
    expect(page.locator(".ta-selection")).to_contain_text(selected)
    kind = match.verdicts["after"].kind
    expect(page.locator(".ta-membranes")).to_contain_text(kind, use_inner_text=True)
    expect(page.locator(".ta-query")).to_be_hidden()


def test_a_node_has_the_rows_that_it_has_in_the_notebook(page, saved):
    shown, _ = saved
    box = canvas(page).bounding_box()
    x, y = inside_a_node(page, right=0.5)
    page.mouse.click(box["x"] + x, box["y"] + y)
    page.get_by_role("tab", name="Inputs").click()
    page.wait_for_selector(".ta-table[aria-busy=false] .ta-table-body [role=row]")
    told = page.locator(".ta-inspector header")
    expect(told).to_contain_text("node ")
    node = int(told.inner_text().split("node ")[1].split()[0])
    shown.select(nodes={"before": [node]})
    asked = {"tab": "all", "here": "before", "other": "after", "start": 0, "stop": 1, "order": "typical"}
    answer, _ = shown._inspector.answer(asked, shown.selected_inputs, shown.selected_nodes)
    first = page.locator(".ta-table-body [role=row]").first
    expect(first).to_have_text(re.compile(rf"^{answer['rows'][0]['input']}\s"), use_inner_text=True)
    expect(page.locator(".ta-membranes")).to_be_visible()
    counts = [str(answer["counts"][tab]) for tab in ("all", "shared", "here", "there")]
    expect(page.locator(".ta-parts [role=tab] b")).to_have_text(counts)
    # Where nothing is known to be typical, it is not offered.
    typical = page.get_by_role("button", name="typical first")
    expect(typical).to_be_visible()
    canvas(page).press("Escape")
    page.locator(".ta-search input").fill("input 4")
    page.locator(".ta-search input").press("Enter")
    expect(page.locator(".ta-search output")).to_contain_text("input")
    expect(typical).to_be_hidden()


def test_a_search_selects_and_what_is_selected_is_saved_as_csv(page, saved):
    shown, _ = saved
    page.locator(".ta-search input").fill('"input 12" ')
    page.locator(".ta-search input").press("Enter")
    found = np.flatnonzero(shown.metadata["text"].str.contains("input 12"))
    expect(page.locator(".ta-search output")).to_contain_text(f"{len(found)} inputs")
    page.get_by_role("button", name="Save as CSV").click()
    with page.expect_download() as download:
        page.locator(".ta-send").get_by_role("button", name="Save").click()
    assert download.value.suggested_filename == "inputs.csv"
    rows = list(csv.DictReader(io.StringIO(download.value.path().read_text(encoding="utf-8"), newline="")))
    assert [int(row["input"]) for row in rows] == found.tolist()
    assert [row["text"] for row in rows] == shown.metadata["text"][found].tolist()
    assert [float(row["score"] or "nan") for row in rows] == pytest.approx(
        shown.metadata["score"][found].tolist(), nan_ok=True, rel=0
    )


def test_every_column_colours_and_a_legend_filters_and_selects(page, saved):
    shown, _ = saved
    picker = page.locator(".ta-legend select")
    pictures = set()
    for name in shown.color_columns:
        picker.select_option(name)
        pictures.add(looks(page))
    assert len(pictures) > len(shown.color_columns) / 2
    picker.select_option("concept")
    whole = looks(page)
    page.get_by_text("line", exact=True).first.click()
    line = (shown.metadata["concept"] == "line").sum()
    expect(page.locator(".ta-selection")).to_contain_text(f"{line} inputs selected")
    comes_to_look(page, whole, alike=False)
    expect(page.locator(".ta-membranes")).to_be_visible()


def test_a_lasso_selects_what_nobody_has_followed_and_the_page_says_so(page):
    box = canvas(page).bounding_box()
    page.keyboard.down("Shift")
    page.mouse.move(box["x"] + 20, box["y"] + 60)
    page.mouse.down()
    for x, y in ((0.45, 0.1), (0.45, 0.9), (0.03, 0.9), (0.03, 0.12)):
        page.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"], steps=3)
    page.mouse.up()
    page.keyboard.up("Shift")
    expect(page.locator(".ta-selection")).to_contain_text("nodes, ")
    expect(page.locator(".ta-status")).to_contain_text("was not followed")
    page.get_by_role("tab", name="Inputs").click()
    there = page.get_by_role("tab", name="only there")
    there.click()
    expect(there).to_have_attribute("aria-selected", "true")
    page.wait_for_selector(".ta-table[aria-busy=false]")
    at_rest(page)
    assert page.locator(".ta-inspector .ta-note").inner_text() in ("", "None of them.")


def test_the_picture_is_saved(page):
    page.get_by_title("Save picture (S)").click()
    with page.expect_download() as download:
        page.get_by_title("Save the picture as SVG").click()
    assert download.value.path().read_text(encoding="utf-8").startswith(("<svg", "<?xml"))


def test_what_takes_a_kernel_is_not_there(page):
    body = page.locator("body").inner_text()
    for word in ("Find", "Send to Python", "Rebuild"):
        assert word not in body
    assert page.get_by_title("Parameters of the graphs (M)").count() == 0
    canvas(page).press("?")
    expect(page.locator(".ta-help")).to_be_visible()
    keys = page.locator(".ta-help dt").all_inner_texts()
    assert "M" not in keys
    assert "N, Shift+N" in keys
    canvas(page).press("m")
    at_rest(page)
    expect(page.locator(".ta-parameters")).to_be_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_is_light_or_dark_as_the_readers_system_is(browser, saved, scheme):
    with opened(browser, saved[1], color_scheme=scheme) as own:
        behind = {"light": "rgb(255, 255, 255)", "dark": "rgb(22, 25, 29)"}
        other = "dark" if scheme == "light" else "light"
        for shown in (scheme, other):
            expect(own.locator(".topoalign")).to_have_attribute("data-theme", shown)
            expect(own.locator("body")).to_have_css("background-color", behind[shown])
            own.emulate_media(color_scheme=other)


def test_a_phone_shows_all_of_it(browser, saved):
    with opened(browser, saved[1], viewport={"width": 390, "height": 844}, is_mobile=True) as own:
        assert own.evaluate("document.documentElement.scrollWidth") <= 390
        assert own.title() == HOSTILE
        assert own.locator("h1").inner_text() == HOSTILE


def test_who_wants_no_region_gets_a_page_that_lists_them_and_draws_none(browser, tmp_path):
    shown = ta.TopoAlignWidget(alignment())
    shown.regions = []
    with opened(browser, shown.save_html(tmp_path / "page.html")) as page:
        rows = page.locator(ROW)
        assert rows.count() > 1
        assert {row.get_attribute("aria-checked") for row in rows.all()} == {"false"}


def test_the_lists_lie_in_the_place_that_three_graphs_leave(browser, tmp_path):
    shown = ta.TopoAlignWidget(alignment(("a", "b", "c")))
    path = shown.save_html(tmp_path / "page.html")
    with opened(browser, path, viewport={"width": 1040, "height": 760}) as page:
        lists, picture = page.locator(".ta-side"), canvas(page)
        inner, outer = lists.bounding_box(), picture.bounding_box()
        whole = page.locator(".ta-body").bounding_box()
        assert outer["width"] == whole["width"]
        # The last quarter of the picture.
        assert inner["x"] == pytest.approx(outer["x"] + outer["width"] / 2, abs=8)
        assert inner["y"] == pytest.approx(outer["y"] + outer["height"] / 2, abs=8)
        assert inner["x"] + inner["width"] == pytest.approx(outer["x"] + outer["width"], abs=1)
        assert inner["y"] + inner["height"] == pytest.approx(outer["y"] + outer["height"], abs=1)
        page.locator(ROW).first.click()
        expect(page.locator(f"{ROW}[aria-selected=true]")).to_have_count(1)
        page.get_by_role("button", name="Close").click()
        at_rest(page)
        whole = picture.bounding_box()
        until(lambda: lists.bounding_box()["x"], lambda x: x > whole["x"] + whole["width"])
