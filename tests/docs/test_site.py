"""The built site: every link leads somewhere, and reading it asks nothing of another host."""

import dataclasses
import functools
import http.server
import re
import threading
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag, urlparse

import pytest

from tools.chromium import find

ROOT = Path(__file__).parents[2]


class Page(HTMLParser):
    """What a page links to and loads, and the places in it that can be linked to."""

    def __init__(self, path):
        super().__init__()
        self.links, self.loads, self.places = [], [], set()
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        self.places |= {given[name] for name in ("id", "name") if given.get(name)}
        if tag == "a" and given.get("href"):
            self.links.append(given["href"])
        elif tag != "a":
            self.loads += [given[name] for name in ("src", "href") if given.get(name)]


@pytest.fixture(scope="module")
def pages(site):
    return {path: Page(path) for path in site.rglob("*.html")}


def is_elsewhere(link):
    return bool(urlparse(link).scheme or urlparse(link).netloc)


def test_every_link_within_the_site_leads_somewhere(pages, site):
    broken = []
    for path, page in pages.items():
        for link in page.links + page.loads:
            if is_elsewhere(link) or path.name == "404.html":
                continue
            target, place = urldefrag(link)
            there = (path.parent / unquote(target)).resolve() if target else path
            if there.is_dir():
                there /= "index.html"
            known = (
                not place
                or there.suffix != ".html"
                or (there in pages and unquote(place) in pages[there].places)
            )
            if not (there.exists() and known):
                broken.append(f"{path.relative_to(site)}: {link}")
    # The theme links to the top of its pages by a place that its script makes.
    assert [each for each in broken if not each.endswith("#__skip")] == []


def test_nothing_is_loaded_from_another_host(pages, site):
    assert [(path, load) for path, page in pages.items() for load in page.loads if is_elsewhere(load)] == []
    for style in site.rglob("*.css"):
        assert not re.search(r"url\(\s*['\"]?(?:https?:)?//", style.read_text(encoding="utf-8")), style


def test_every_public_name_is_in_the_reference(pages, site):
    import topoalign_widget as ta
    from topoalign_widget import extract, motifs

    places = set().union(*(page.places for path, page in pages.items() if path.parent == site / "reference"))
    shown = {place.removeprefix("topoalign_widget.") for place in places}
    assert {name for name in ta.__all__ if name not in ("motifs", "extract", "datasets")} <= shown
    functions = [name for name in extract.__all__ if name[0].islower()]
    assert {f"extract.{name}" for name in functions} <= shown
    fields = {field.name for field in dataclasses.fields(ta.Alignment)}
    methods = {name for name in dir(ta.Alignment) if not name.startswith("_")} - fields
    assert {f"Alignment.{name}" for name in methods} <= shown
    kinds = {getattr(motifs, name) for name in motifs.__all__ if isinstance(getattr(motifs, name), type)}
    listed = {place.rpartition(".")[2] for place in shown}
    assert {kind.__name__ for kind in kinds if kind is not motifs.MotifError} <= listed | {"Pattern"}


def test_names_in_docstrings_are_links_wherever_they_are_explained(site):
    text = (site / "reference" / "alignment.html").read_text(encoding="utf-8")
    told = text[text.index("What the graphs were built from: <a") :]
    assert told.partition("</a>")[0].endswith("<code>kept_neighbours</code>")
    assert 'href="measures.html#topoalign_widget.Alignment.kept_neighbours"' in told.partition("</a>")[0]


def test_every_error_is_explained(pages, site):
    import topoalign_widget.mapper.lens as lens

    text = (site / "reference" / "errors.html").read_text(encoding="utf-8")
    assert "<code>LensError</code>" in text
    assert lens.LensError.__doc__.split(",")[0] in text


def test_formulas_are_mathml(site):
    text = (site / "how_it_works.html").read_text(encoding="utf-8")
    assert text.count("<math ") > 20
    assert "arithmatex" not in text
    assert "\\frac" not in re.sub(r'alttext="[^"]*"', "", text)


@pytest.mark.skipif(find() is None, reason="needs Chromium")
def test_pages_ask_nothing_of_another_host_and_fit_a_telephone(site, pages, browser):
    quiet = functools.partial(Quiet, directory=str(site))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), quiet) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        home = f"http://127.0.0.1:{server.server_port}/"
        page = browser.new_page(viewport={"width": 390, "height": 800})
        asked, problems = [], []
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: problems.append(str(error)))
        for path in sorted(pages):
            page.goto(home + path.relative_to(site).as_posix())
            over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            if over > 0:
                problems.append(f"{path.name} is {over} px too wide")
        page.goto(home + "index.html")
        page.click("label.md-header__button[for=__search]")
        page.locator(".md-search__input").press_sequentially("membrane")
        page.wait_for_selector(".md-search-result__item")
        server.shutdown()
        page.close()
    assert problems == []
    assert [url for url in asked if not url.startswith((home, "data:", "blob:"))] == []


@pytest.mark.skipif(find() is None, reason="needs Chromium")
def test_pages_that_are_opened_as_files_can_be_searched(site, browser):
    page = browser.new_page()
    page.goto((site / "reference" / "regions.html").as_uri())
    page.locator(".md-search__input").press_sequentially("membrane")
    page.locator(".md-search-result__item a").first.click()
    page.wait_for_url(f"{site.as_uri()}/membranes.html*")
    page.close()


@pytest.mark.skipif(find() is None, reason="needs Chromium")
@pytest.mark.parametrize(("scheme", "shown"), [("light", "tutorial.png"), ("dark", "tutorial_dark.png")])
def test_a_picture_has_the_colors_of_the_page(site, browser, scheme, shown):
    page = browser.new_page(color_scheme=scheme)
    page.goto((site / "tutorial.html").as_uri())
    pictures = page.locator("article img[src*='tutorial']")
    assert pictures.count() == 2
    [seen] = [each for each in pictures.all() if each.is_visible()]
    assert seen.get_attribute("src").startswith(shown)
    page.close()


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves without a word."""

    def log_message(self, *_):
        pass
