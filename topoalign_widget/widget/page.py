"""The widget as one HTML file that needs neither a network nor a kernel."""

from __future__ import annotations

import os
import zlib
from base64 import b64encode
from collections.abc import Sequence
from hashlib import sha256
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

import topoalign_widget
from topoalign_widget.alignment.alignment import Alignment
from topoalign_widget.widget.bundle import PAGE_SCRIPT, PAGE_STYLE
from topoalign_widget.widget.carried import Carried, carried
from topoalign_widget.writing import check_folder, suffix_of, written_whole

if TYPE_CHECKING:
    from topoalign_widget.widget.widget import TopoAlignWidget

SUFFIXES = (".html", ".htm")
# More than that mail and repositories refuse, and a browser takes seconds to open it.
LARGEST = 50_000_000

PAPER = "TopoAlign: Topology-Aware Visual Representation Alignment (arXiv:2605.25541)"


class PageError(ValueError):
    """The page cannot be written."""


def save_page(
    widget: TopoAlignWidget, path: str | os.PathLike[str], title: str | None, columns: Sequence[str] | None
) -> Path:
    """Write the page; a file that is there already is replaced once the new one is complete.

    Raises
    ------
    PathError
        If the path is no name of an HTML file in a folder that exists.
    PageError
        If the page would be too large, or the package was installed without the view's bundle.
    MetadataError
        If there is no such column.
    """
    suffix_of(path, SUFFIXES, "A page")
    check_folder(path)  # before anything is worked out
    page = page_of(widget, title, columns)
    with written_whole(path) as file:
        file.write_bytes(page)
    return Path(path)


def page_of(widget: TopoAlignWidget, title: str | None = None, columns: Sequence[str] | None = None) -> bytes:
    """Write the page as UTF-8; the same widget gives the same bytes."""
    if not (PAGE_SCRIPT.exists() and PAGE_STYLE.exists()):
        raise PageError(
            "topoalign_widget was installed without its view. Install it again with pip; in a checkout, run: "
            "pip install -e ."
        )
    content = carried(widget, columns)
    heading = _names(list(widget.alignment.graphs)) if title is None else title
    page = _filled(heading, _summary(widget.alignment), content).encode("utf-8", "replace")
    if len(page) > LARGEST:
        raise PageError(_too_large(len(page), content))
    return page


def _names(names: Sequence[str]) -> str:
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last


def _summary(alignment: Alignment) -> str:
    n_graphs, inputs = len(alignment.graphs), f"{alignment.n_inputs:,} inputs"
    if n_graphs == 1:
        return f"Mapper graph of {inputs}."
    n_regions = len(alignment.families)
    regions = "one matched region" if n_regions == 1 else f"{n_regions or 'no'} matched regions"
    return f"Mapper graphs of {n_graphs} representations of the same {inputs}, with {regions}."


def _too_large(size: int, content: Carried) -> str:
    total = sum(content.sizes.values())
    parts = sorted(content.sizes.items(), key=lambda each: -each[1])
    told = ", ".join(f"{purpose} {100 * own / total:.0f} %" for purpose, own in parts if own > total / 20)
    return (
        f"The page would have {size / 1e6:.0f} MB, and more than {LARGEST / 1e6:.0f} MB are no use to anybody. "
        f"Of what it carries: {told}. Name the columns that readers need: metadata=['topic']; without the text "
        "and with fewer columns it is smaller."
    )


def _filled(heading: str, summary: str, content: Carried) -> str:
    script, style = PAGE_SCRIPT.read_text("utf-8"), PAGE_STYLE.read_text("utf-8")
    version = topoalign_widget.__version__
    left_out = "".join(f"<li>{escape(sentence)}</li>" for sentence in content.left_out)
    return _TEMPLATE.format(
        policy=_policy(script),
        version=version,
        title=escape(heading),
        summary=escape(summary),
        left_out=left_out,
        paper=PAPER,
        style=style,
        script=script,
        # Base64 has no character that could end its element, whatever texts and names hold.
        data=b64encode(zlib.compress(content.buffer, 9)).decode(),
    )


def _policy(script: str) -> str:
    """Forbid everything but this very script, styles, and pictures that the page itself makes."""
    digest = b64encode(sha256(script.encode()).digest()).decode()
    return (
        f"default-src 'none'; script-src 'sha256-{digest}'; style-src 'unsafe-inline'; img-src data: blob:; "
        "base-uri 'none'; form-action 'none'"
    )


_TEMPLATE = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta name="generator" content="topoalign_widget {version}">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<header>
<h1>{title}</h1>
<p>{summary}</p>
</header>
<main id="view"><noscript>This page draws its graphs with JavaScript, which is switched off.</noscript></main>
<footer>
<details>
<summary>What this file can do</summary>
<ul>
<li>It needs no network and no kernel. Move, zoom, point, select, search, colour, filter, undo as in a notebook.</li>
{left_out}
<li>Other motifs and other parameters take the notebook that it was written from.</li>
</ul>
</details>
<p>Written by topoalign_widget {version}. To cite: {paper}, and topoalign_widget {version}.</p>
</footer>
<script type="application/octet-stream" id="carried">{data}</script>
<script>{script}</script>
</body>
</html>
"""
