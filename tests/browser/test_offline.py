"""A saved page in a real browser without a network: everything in it works from a file."""

import csv
import io
from contextlib import contextmanager

import numpy as np
import pytest

import topoalign_widget as ta
from tests.browser.picture import inside_a_node
from tests.browser.scenes import alignment
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
    page.wait_for_timeout(400)
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
    page.wait_for_timeout(400)
    return canvas(page).screenshot()


def comes_to_look(page, picture) -> bool:
    """Wait for a picture: on a busy machine it comes late."""
    return any(looks(page) == picture for _ in range(10))


def test_the_picture_is_moved_zoomed_and_pointed_at(page):
    box = canvas(page).bounding_box()
    at_first = looks(page)
    x, y = inside_a_node(page, right=0.5)
    page.mouse.move(box["x"] + x, box["y"] + y)
    page.wait_for_selector(".ta-card")
    assert "inputs" in page.locator(".ta-card").inner_text()
    page.mouse.move(box["x"] + 30, box["y"] + box["height"] - 20)
    page.mouse.down()
    page.mouse.move(box["x"] + 110, box["y"] + box["height"] - 90, steps=4)
    page.mouse.up()
    moved = looks(page)
    assert moved != at_first
    canvas(page).press("+")
    assert looks(page) != moved
    canvas(page).press("0")
    canvas(page).evaluate("(own) => own.blur()")  # a frame tells where the keyboard is
    assert comes_to_look(page, at_first)


def test_a_region_is_selected_followed_and_taken_back(page, saved):
    shown, _ = saved
    region = shown.alignment.regions[0]
    page.locator(ROW).first.click()
    footer = page.locator(".ta-selection")
    assert f"{len(region.inputs)} inputs selected" in footer.inner_text()
    verdicts = page.locator(".ta-membranes").inner_text()
    shown.select(region=0)
    for part in shown._patterns[0]["parts"].values():
        assert part["kind"] in verdicts
    selected = looks(page)
    canvas(page).press("Control+z")
    assert "Point at a node" in footer.inner_text()
    assert looks(page) != selected
    canvas(page).press("Control+Shift+Z")
    assert f"{len(region.inputs)} inputs selected" in footer.inner_text()
    slider = page.locator(".ta-membranes input[type=range]")
    slider.evaluate(
        "(own) => { own.value = 0.5 * own.max; own.dispatchEvent(new Event('input', {bubbles: true})) }"
    )
    assert looks(page) != selected


def test_a_match_is_shown_with_its_verdicts(page, saved):
    shown, _ = saved
    page.get_by_role("tab", name="Motifs").click()
    assert not page.locator(".ta-query").is_visible()
    page.locator(".ta-matches .ta-row").first.click()
    match = shown.matches[0]
    assert (
        f"{len(match.nodes)} nodes, {len(match.inputs)} inputs selected"
        in page.locator(".ta-selection").inner_text()
    )
    assert match.verdicts["after"].kind in page.locator(".ta-membranes").inner_text()


def test_a_node_has_the_rows_that_it_has_in_the_notebook(page, saved):
    shown, _ = saved
    box = canvas(page).bounding_box()
    x, y = inside_a_node(page, right=0.5)
    page.mouse.click(box["x"] + x, box["y"] + y)
    page.get_by_role("tab", name="Inputs").click()
    page.wait_for_selector(".ta-table[aria-busy=false] .ta-table-body [role=row]")
    told = page.locator(".ta-inspector header").inner_text()
    node = int(told.split("node ")[1].split()[0])
    shown.select(nodes={"before": [node]})
    asked = {"tab": "all", "here": "before", "other": "after", "start": 0, "stop": 1, "order": "typical"}
    answer, _ = shown._inspector.answer(asked, shown.selected_inputs, shown.selected_nodes)
    first = page.locator(".ta-table-body [role=row]").first.inner_text()
    assert first.split()[0] == str(answer["rows"][0]["input"])
    assert page.locator(".ta-membranes").is_visible()
    tabs = page.locator(".ta-parts [role=tab] b").all_inner_texts()
    assert tabs == [str(answer["counts"][tab]) for tab in ("all", "shared", "here", "there")]
    # Where nothing is known to be typical, it is not offered.
    canvas(page).press("Escape")
    page.locator(".ta-search input").fill("input 4")
    page.locator(".ta-search input").press("Enter")
    page.wait_for_timeout(200)
    assert not page.get_by_role("button", name="typical first").is_visible()


def test_a_search_selects_and_what_is_selected_is_saved_as_csv(page, saved):
    shown, _ = saved
    page.locator(".ta-search input").fill('"input 12" ')
    page.locator(".ta-search input").press("Enter")
    found = np.flatnonzero(shown.metadata["text"].str.contains("input 12"))
    assert f"{len(found)} inputs" in page.locator(".ta-search output").inner_text()
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
    assert f"{line} inputs selected" in page.locator(".ta-selection").inner_text()
    assert looks(page) != whole
    assert page.locator(".ta-membranes").is_visible()


def test_a_lasso_selects_what_nobody_has_followed_and_the_page_says_so(page):
    box = canvas(page).bounding_box()
    page.keyboard.down("Shift")
    page.mouse.move(box["x"] + 20, box["y"] + 60)
    page.mouse.down()
    for x, y in ((0.45, 0.1), (0.45, 0.9), (0.03, 0.9), (0.03, 0.12)):
        page.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"], steps=3)
    page.mouse.up()
    page.keyboard.up("Shift")
    assert "nodes, " in page.locator(".ta-selection").inner_text()
    assert "was not followed" in page.locator(".ta-status").inner_text()
    page.get_by_role("tab", name="Inputs").click()
    page.get_by_role("tab", name="only there").click()
    page.wait_for_selector(".ta-table[aria-busy=false]")
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
    keys = page.locator(".ta-help dt").all_inner_texts()
    assert "M" not in keys
    assert "N, Shift+N" in keys
    canvas(page).press("m")
    assert not page.locator(".ta-parameters").is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_is_light_or_dark_as_the_readers_system_is(browser, saved, scheme):
    with opened(browser, saved[1], color_scheme=scheme) as own:
        assert own.locator(".topoalign").get_attribute("data-theme") == scheme
        behind = own.evaluate("getComputedStyle(document.body).backgroundColor")
        assert behind == {"light": "rgb(255, 255, 255)", "dark": "rgb(22, 25, 29)"}[scheme]
        own.emulate_media(color_scheme="dark" if scheme == "light" else "light")
        own.wait_for_timeout(200)
        assert own.locator(".topoalign").get_attribute("data-theme") != scheme


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
        assert page.locator(f"{ROW}[aria-selected=true]").count() == 1
        page.get_by_role("button", name="Close").click()
        page.wait_for_timeout(400)
        assert lists.bounding_box()["x"] > picture.bounding_box()["x"] + picture.bounding_box()["width"]
