"""One file that shows the widget: what it carries, what it refuses, and that nothing in it can break out."""

import base64
import hashlib
import json
import re
import zlib
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest

import topoalign_widget as ta
from tests.browser import scenes
from tests.widget.write_offline_fixtures import FIXTURE, HOSTILE, widget, written
from topoalign_widget.representations import MetadataError
from topoalign_widget.widget import carried as carried_module
from topoalign_widget.widget import page as page_module
from topoalign_widget.widget.carried import carried
from topoalign_widget.widget.page import PageError, page_of
from topoalign_widget.writing import PathError


class Elements(HTMLParser):
    """What a browser makes of a page: its elements, and the text in each."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.is_open = False
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))
        self.texts.append("")
        self.is_open = True

    def handle_endtag(self, tag):
        self.is_open = False

    def handle_data(self, data):
        if self.is_open:
            self.texts[-1] += data

    def all(self, tag: str) -> list[tuple[dict[str, str | None], str]]:
        return [(own[1], text) for own, text in zip(self.found, self.texts, strict=True) if own[0] == tag]


def header_of(buffer: bytes) -> dict:
    return json.loads(buffer[4 : 4 + int.from_bytes(buffer[:4], "little")])


@pytest.fixture(scope="module")
def shown():
    return widget()


@pytest.fixture(scope="module")
def page(shown):
    return page_of(shown, title=HOSTILE).decode()


@pytest.fixture(scope="module")
def small():
    return ta.TopoAlignWidget(
        scenes.alignment(), metadata={"concept": np.repeat(scenes.CONCEPTS, scenes.SIZES)}
    )


def test_fixtures_for_the_page_are_what_python_answers_today():
    kept, fresh = (json.loads(text) for text in (FIXTURE.read_text(), written()))
    buffers = [zlib.decompress(base64.b64decode(own.pop("page"))) for own in (kept, fresh)]
    assert kept == fresh, "run python -m tests.widget.write_offline_fixtures"
    assert header_of(buffers[0]) == header_of(buffers[1])


def test_the_same_widget_gives_the_same_bytes_and_stays_as_it_is(shown, page):
    state, regions = shown.state, shown._regions
    assert page_of(shown, title=HOSTILE).decode() == page
    assert shown.state == state
    assert shown._regions is regions is None


def test_hostile_names_and_texts_end_no_element(page):
    elements = Elements(page)
    scripts = elements.all("script")
    assert [attributes.get("type") for attributes, _ in scripts] == ["application/octet-stream", None]
    assert HOSTILE not in page
    assert "alert(1)" not in scripts[1][1]
    assert elements.all("title")[0][1] == elements.all("h1")[0][1] == HOSTILE
    assert not elements.all("img")
    assert re.fullmatch(r"[A-Za-z0-9+/=]+", scripts[0][1])


def test_the_policy_allows_this_script_and_no_request(page):
    elements = Elements(page)
    (policy,) = [own["content"] for own, _ in elements.all("meta") if "http-equiv" in own]
    assert policy.startswith("default-src 'none'; ")
    digest = base64.b64encode(hashlib.sha256(elements.all("script")[1][1].encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in policy
    assert "http" not in policy
    assert not [own for tag, own in elements.found if "src" in own or tag == "link"]
    assert elements.all("html")[0][0]["lang"] == "en"


def test_what_a_page_carries_is_what_the_widget_shows(shown):
    header = header_of(carried(shown).buffer)
    assert header["state"]["color_columns"] == shown.color_columns
    assert [own["scale"]["column"] for own in header["colorings"]] == shown.color_columns
    assert header["state"]["_inspectable"] == shown._inspectable
    assert len(header["regions"]) == len(shown.alignment.regions) == len(header["state"]["_regions"])
    assert header["state"]["_matches"]["entries"][0]["verdicts"]
    assert header["state"]["theme"] == "auto"
    assert header["state"]["parameters"] is None


def test_columns_can_be_left_out_of_a_page(shown):
    whole = carried(shown)
    part = carried(shown, ["concept", "score"])
    header = header_of(part.buffer)
    assert len(part.buffer) < len(whole.buffer)
    assert header["text"] is header["state"]["_samples"]["column"] is None
    assert header["state"]["_samples"]["texts"] == {}
    assert [own["name"] for own in header["columns"]] == ["concept", "score"]
    assert HOSTILE in part.left_out[0]
    assert "input 7" not in part.buffer.decode("latin-1")
    assert header["label"] == "concept"
    without = header_of(carried(shown, ["score"]).buffer)
    assert without["label"] is None
    assert without["state"]["color_by"] == "score"
    with pytest.raises(MetadataError, match="'concpt'"):
        carried(shown, ["concpt"])
    for one in ("score", iter(["score"]), ["score", "score"]):
        assert carried(shown, one).buffer == carried(shown, ["score"]).buffer
    with pytest.raises(MetadataError, match="no metadata were given"):
        carried(ta.TopoAlignWidget(ta.align(shown.alignment.graphs)), ["score"])


def test_pictures_that_take_too_much_room_are_left_out(shown, monkeypatch):
    monkeypatch.setattr(carried_module, "LARGEST_PICTURES", 100)
    found = carried(shown)
    assert (
        header_of(found.buffer)["pictures"]
        is header_of(found.buffer)["state"]["_inspectable"]["image"]
        is None
    )
    assert any("Pictures" in sentence for sentence in found.left_out)


def test_only_so_many_nodes_and_columns_go_into_a_page(small, monkeypatch):
    every = len(header_of(carried(small).buffer)["known"])
    monkeypatch.setattr(carried_module, "MOST_NODE_VERDICTS", 3)
    found = carried(small)
    nodes = [own["nodes"] for own in header_of(found.buffer)["known"] if own["nodes"]]
    assert len(nodes) == 3 < every
    sizes = small.alignment.graphs["after"].node_sizes
    assert nodes[0] == {"after": [int(sizes.argmax())]}
    assert "the 3 largest nodes" in found.left_out[-1]
    monkeypatch.setattr(carried_module, "MOST_COLUMNS", 0)
    assert "does not carry: concept" in carried(small).left_out[0]


def test_one_graph_without_metadata_is_a_page_too(tmp_path):
    graphs = {"only": ta.MapperGraph.from_nodes([[0, 1], [1, 2]], n_inputs=3)}
    path = ta.TopoAlignWidget(ta.align(graphs)).save_html(tmp_path / "one.html")
    text = path.read_text()
    assert "<h1>only</h1>" in text
    assert "Mapper graph of 3 inputs." in text


def test_a_file_is_written_whole_or_not_at_all(small, tmp_path, monkeypatch):
    path = tmp_path / "page.html"
    path.write_text("before")
    monkeypatch.setattr(page_module, "LARGEST", 1000)
    with pytest.raises(PageError, match=r"more than 0 MB.*metadata=\['topic'\]"):
        small.save_html(path)
    assert path.read_text() == "before"
    monkeypatch.undo()
    assert small.save_html(str(path), title="two & two") == path
    assert "<h1>two &amp; two</h1>" in path.read_text()
    assert [each.name for each in tmp_path.iterdir()] == ["page.html"]


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("page.pdf", r"\.html"),
        ("page", r"\.html"),
        ("nowhere/page.html", "no folder"),
        ("folder.html", "is a folder"),
    ],
)
def test_names_that_no_page_can_have_are_refused(small, tmp_path, name, told):
    (tmp_path / "folder.html").mkdir()
    with pytest.raises(PathError, match=told):
        small.save_html(tmp_path / name)
    with pytest.raises(TypeError, match="titel"):
        small.save_html(tmp_path / "page.html", titel="x")


def test_an_installation_without_the_view_says_so(small, tmp_path, monkeypatch):
    monkeypatch.setattr(page_module, "PAGE_SCRIPT", Path("nowhere.js"))
    with pytest.raises(PageError, match="installed without its view"):
        small.save_html(tmp_path / "page.html")
