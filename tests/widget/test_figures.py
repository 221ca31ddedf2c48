"""What Python does of a figure; what is drawn: tests/browser/test_figures.py."""

import base64
import html
import json
import os
import sys

import numpy as np
import pytest

import topoalign_widget as ta
from tests.browser.scenes import N_INPUTS, alignment
from topoalign_widget.widget import browsers, figures
from topoalign_widget.widget.region_list import encode_regions, shown_at_first
from topoalign_widget.writing import PathError

PNG = b"\x89PNG of a test"
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="the browsers of these tests are shell scripts")


@pytest.fixture
def widget():
    label = np.repeat(["a </script>", "b"], N_INPUTS // 2)
    shown = ta.TopoAlignWidget(alignment(), metadata={"label": label}, label="label")
    yield shown
    shown.close()


@pytest.fixture
def browser(tmp_path, monkeypatch):
    """Make programs that stand for a browser: what they are told to do is in shell."""

    def made(does):
        program = tmp_path / "browser.sh"
        program.write_text(f"#!/bin/sh\n{does}\n")
        program.chmod(0o755)
        monkeypatch.setenv(browsers.VARIABLE, str(program))
        return program

    return made


def told(kind, text):
    return f"echo '<html><body><pre id=\"{kind}\">{html.escape(text)}</pre></body></html>'"


def files(folder):
    return sorted(path.name for path in folder.iterdir())


def url(content):
    return f"data:image/png;base64,{base64.b64encode(content).decode()}"


@POSIX
def test_the_picture_of_the_browser_is_written(widget, browser, tmp_path):
    browser(told("picture", url(PNG)))
    path = widget.save_png(tmp_path / "figure.png")
    assert path == tmp_path / "figure.png"
    assert path.read_bytes() == PNG
    assert files(tmp_path) == ["browser.sh", "figure.png"]


@POSIX
def test_the_browser_gets_a_page_and_no_profile_of_anybody(widget, browser, tmp_path):
    browser(f'for a in "$@"; do echo "$a"; done > {tmp_path}/arguments; {told("picture", url(PNG))}')
    widget.save_svg(tmp_path / "figure.svg")
    *flags, page = (tmp_path / "arguments").read_text().split()
    assert {"--headless", "--dump-dom"} <= set(flags)
    assert page.startswith("file:")
    assert any(flag.startswith("--user-data-dir=") for flag in flags)
    assert ("--no-sandbox" in flags) == (hasattr(os, "geteuid") and os.geteuid() == 0)


@POSIX
@pytest.mark.parametrize(
    ("does", "says"),
    [
        (told("error", "no canvas of 9 <by> 9"), r"could not draw the picture: no canvas of 9 <by> 9"),
        ("echo '<html></html>'", "did not run the page"),
        ("echo 'no display' >&2; exit 3", "failed with exit status 3.*TOPOALIGN_BROWSER(.|\n)*no display"),
        ("true", "failed with exit status 0"),
        ("exec sleep 5", "has not drawn the picture after 0.2 seconds"),
    ],
)
def test_what_goes_wrong_in_the_browser_is_said_and_no_file_is_left(
    widget, browser, tmp_path, monkeypatch, does, says
):
    browser(does)
    monkeypatch.setattr(figures, "SECONDS", 0.2 if "sleep" in does else 60)
    with pytest.raises(browsers.BrowserError, match=says):
        widget.save_png(tmp_path / "figure.png")
    assert files(tmp_path) == ["browser.sh"]


def test_without_a_browser_two_ways_out_are_named(widget, tmp_path, monkeypatch):
    monkeypatch.delenv(browsers.VARIABLE, raising=False)
    monkeypatch.setattr(browsers.shutil, "which", lambda name: None)
    monkeypatch.setattr(browsers, "_usual_places", list)
    with pytest.raises(browsers.BrowserError, match="Install one, set TOPOALIGN_BROWSER .* 'Save picture'"):
        widget.save_png(tmp_path / "figure.png")


def test_the_environment_names_the_browser(monkeypatch, tmp_path):
    monkeypatch.setenv(browsers.VARIABLE, sys.executable)
    assert str(browsers.find()) == sys.executable
    monkeypatch.setenv(browsers.VARIABLE, str(tmp_path / "nothing"))
    with pytest.raises(browsers.BrowserError, match="that is no program"):
        browsers.find()


def test_browsers_are_found_where_installers_put_them(monkeypatch, tmp_path):
    monkeypatch.delenv(browsers.VARIABLE, raising=False)
    monkeypatch.setattr(browsers.shutil, "which", lambda name: None)
    monkeypatch.setattr(browsers.sys, "platform", "win32")
    for folder in browsers._WINDOWS_FOLDERS:
        monkeypatch.setenv(folder, str(tmp_path / folder))
    places = browsers._usual_places()
    assert len(places) == len(browsers._WINDOWS) * 3
    places[-1].parent.mkdir(parents=True)
    places[-1].touch()
    assert browsers.find() == places[-1]
    monkeypatch.setattr(browsers.sys, "platform", "darwin")
    assert any(
        place.match("Google Chrome.app/Contents/MacOS/Google Chrome") for place in browsers._usual_places()
    )


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"width": 10}, "width is from 200 to 8000 CSS pixels; got 10"),
        ({"width": "900"}, "got '900'"),
        ({"scale": 100}, "scale is from 0.25 to 8"),
        ({"scale": True}, "got True"),
        ({"scale": float("nan")}, "got nan"),
        ({"theme": "auto"}, "theme is one of None, 'light', 'dark'; got 'auto'"),
        ({"background": "white"}, "background is one of 'theme', 'transparent'"),
    ],
)
def test_options_that_there_are_not_are_refused(widget, tmp_path, options, says):
    with pytest.raises(figures.FigureError, match=says):
        widget.save_png(tmp_path / "figure.png", **options)


def test_names_and_keywords_that_cannot_be_are_refused(widget, tmp_path):
    with pytest.raises(PathError, match=r"saved as \.png"):
        widget.save_png(tmp_path / "figure.svg")
    with pytest.raises(PathError, match="no folder"):
        widget.save_svg(tmp_path / "nowhere" / "figure.svg")
    with pytest.raises(TypeError, match="scale"):
        widget.save_svg(tmp_path / "figure.svg", scale=2)


def state_in(page):
    return json.loads(page.split("const state = ", 1)[1].split(";\n", 1)[0])


def test_the_page_has_what_is_shown_and_nothing_that_ends_a_script(widget):
    widget.select(inputs=[0, 1, 2])
    page = figures.page_of(widget, {"format": "svg"})
    state = state_in(page)
    assert state["selection"]["inputs"] == [0, 1, 2]
    assert state["_color_scale"]["categories"][0] == "a </script>"
    assert [pattern["name"] for pattern in state["_patterns"]] == ["selection"]
    assert base64.b64decode(state["_positions"]) == bytes(widget._positions)
    assert page.count("</script>") == 1
    assert not {"_samples", "_matches"} & set(state)


def test_the_page_does_not_wait_for_what_is_worked_out_in_the_background(widget, monkeypatch):
    widget.select(inputs=range(40))
    widget._patterns = []
    widget.set_trait("_color_scale", {**widget._color_scale, "column": "an older one"})
    state = state_in(figures.page_of(widget, {}))
    assert [pattern["n_inputs"] for pattern in state["_patterns"]] == [40]
    assert state["_color_scale"]["column"] == "label"


def test_regions_are_searched_for_if_nobody_has_yet(widget):
    state = state_in(figures.page_of(widget, {}))
    assert widget._regions is None
    assert state["_regions"] == json.loads(json.dumps(encode_regions(widget.alignment)))
    assert state["regions"] == shown_at_first(state["_regions"]) != []
    widget.regions = []
    assert state_in(figures.page_of(widget, {}))["regions"] == []
    assert state_in(figures.page_of(widget, {}))["selection_membrane"]
    widget.selection_membrane = False
    assert not state_in(figures.page_of(widget, {}))["selection_membrane"]


def test_an_installation_without_the_view_says_so(widget, monkeypatch):
    monkeypatch.setattr(figures, "ESM", "export default {}")
    with pytest.raises(browsers.BrowserError, match="without its view"):
        figures.page_of(widget, {})
