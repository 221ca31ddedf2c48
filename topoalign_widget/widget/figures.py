"""Figures for papers and slides: the view's own drawing code draws them, in a browser without a window."""

from __future__ import annotations

import json
import os
import re
from base64 import b64decode, b64encode
from collections.abc import Mapping
from html import unescape
from pathlib import Path
from typing import Any, Literal, get_args

from topoalign_widget.widget.browsers import BrowserError, dumped
from topoalign_widget.widget.bundle import ESM
from topoalign_widget.widget.patterns import followed
from topoalign_widget.widget.region_list import listed
from topoalign_widget.writing import check_folder, suffix_of, written_whole

Format = Literal["png", "svg"]
Theme = Literal["light", "dark"]
Background = Literal["theme", "transparent"]

# CSS pixels: under that titles and legends have no room, over that no browser has a canvas.
WIDTHS = 200, 8000
SCALES = 0.25, 8.0
SECONDS = 60.0

# What a figure is drawn from; buffers travel as base64.
_SHOWN = (
    "_manifest",
    "_topology",
    "_positions",
    "selection",
    "selection_membrane",
    "filter",
    "view",
    "hovered",
)
_BUFFERS = ("_topology", "_positions", "_colors")

# All of it runs before the page is loaded, which is what the browser waits for.
_PAGE = """<!doctype html>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline' data:">
<pre></pre>
<script type="module">
import * as bundle from "data:text/javascript;base64,{bundle}";
const told = document.querySelector("pre");
try {{
  const state = {state};
  for (const name of {buffers}) {{
    state[name] = new DataView(Uint8Array.from(atob(state[name]), (sign) => sign.charCodeAt(0)).buffer);
  }}
  const model = {{ get: (name) => state[name], set() {{}}, on() {{}}, off() {{}}, save_changes() {{}}, send() {{}} }};
  told.textContent = bundle.picture(model, {options});
  told.id = "picture";
}} catch (error) {{
  told.textContent = error instanceof Error ? error.message : String(error);
  told.id = "error";
}}
</script>
"""
_TOLD = re.compile(r'<pre id="(picture|error)">(.*?)</pre>', re.DOTALL)


class FigureError(ValueError):
    """A figure cannot look like this."""


def save_figure(
    widget: Any,
    path: str | os.PathLike[str],
    form: Format,
    *,
    width: int,
    scale: float,
    theme: Theme | None,
    background: Background,
    legend: bool,
) -> Path:
    """Draw what a widget shows now and write it to a file, whole or not at all.

    Raises
    ------
    PathError, FigureError, BrowserError
        As for :meth:`TopoAlignWidget.save_png`.
    """
    suffix_of(path, [f".{form}"], "This picture")
    check_folder(path)
    _check_choice("theme", theme, (None, *get_args(Theme)))
    _check_choice("background", background, get_args(Background))
    _check_range("width", width, WIDTHS, "CSS pixels")
    _check_range("scale", scale, SCALES, "pixels for each CSS pixel")
    content = drawn(
        widget,
        {
            "format": form,
            "width": width,
            "height": widget.height,
            "fills": False,
            "scale": scale,
            "scheme": theme or ("dark" if widget.theme == "dark" else "light"),
            "transparent": background == "transparent",
            "legend": bool(legend),
        },
    )
    with written_whole(path) as file:
        file.write_bytes(content)
    return Path(path)


def drawn(widget: Any, options: Mapping[str, Any]) -> bytes:
    """Draw the figure in a browser.

    Parameters
    ----------
    widget : TopoAlignWidget
        As it is now.
    options : mapping
        ``PictureOptions`` of ``js/src/picture/picture.ts``.

    Raises
    ------
    BrowserError
        If there is no browser, or it cannot draw the figure.
    """
    told = _TOLD.search(dumped(page_of(widget, options), SECONDS))
    if told is None:
        raise BrowserError(
            "The browser did not run the page that draws the picture. Is JavaScript switched off?"
        )
    kind, text = told.groups()
    if kind == "error":
        raise BrowserError(f"The browser could not draw the picture: {unescape(text)}")
    return b64decode(text.partition(",")[2])


def page_of(widget: Any, options: Mapping[str, Any]) -> str:
    """Write the page that draws the figure and puts it, as a ``data:`` URL, into its only element."""
    if not isinstance(ESM, Path):
        raise BrowserError(
            "topoalign_widget was installed without its view. Install it again with pip; in a checkout, run: "
            "pip install -e ."
        )
    return _PAGE.format(
        bundle=b64encode(ESM.read_bytes()).decode(),
        state=_script(_state(widget)),
        buffers=json.dumps(_BUFFERS),
        options=_script(options),
    )


def _state(widget: Any) -> dict[str, Any]:
    """Say what the widget shows, and not what it showed before: some of it may still be on its way to the view."""
    alignment = widget.alignment
    coloring = widget._colored(widget.color_by)
    found = followed(widget.selection, widget.membranes, alignment.graphs, alignment.seed, widget._followed)
    entries, shown = listed(alignment, widget._regions, widget.regions)
    return {
        **widget.get_state(_SHOWN, drop_defaults=False),
        "_regions": entries,
        "regions": shown,
        "_color_scale": coloring.scale,
        "_colors": coloring.values,
        "_patterns": [pattern for _, pattern in found],
    }


def _script(value: Any) -> str:
    """Write a value for a script: nothing in it may end the element."""
    text = json.dumps(value, default=lambda buffer: b64encode(buffer).decode())
    return text.replace("<", "\\u003c")


def _check_choice(name: str, given: object, known: tuple[object, ...]) -> None:
    if given not in known:
        raise FigureError(f"{name} is one of {', '.join(map(repr, known))}; got {given!r}.")


def _check_range(name: str, given: object, ends: tuple[float, float], unit: str) -> None:
    low, high = ends
    is_number = isinstance(given, (int, float)) and not isinstance(given, bool)
    if not (is_number and low <= given <= high):  # type: ignore[operator]
        raise FigureError(f"{name} is from {low:g} to {high:g} {unit}; got {given!r}.")
