"""How figures of the documentation look: small SVG files whose ink is the colour of the text around them."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

from topoalign_widget.mapper.graph import MapperGraph

if TYPE_CHECKING:
    from matplotlib.axes import Axes

FOLDER = Path(__file__).parents[2] / "docs" / "figures"

Places = NDArray[np.floating]

# The view's own colours of categories (js/src/palette.ts), which are seen on both themes.
COLORS = ("#4a80fd", "#fd8d29", "#44c98e", "#be63aa", "#f0355a", "#7a7e13", "#1a897e", "#bea7fb")
QUIET = "#8a8d93"
# Stands for the colour of the text, which the page knows.
INK = "#010203"

# Outside of the site, where an image knows the reader's system only. In it, extra.css has the last word.
LOOK = "<style>svg.ta-figure{color:#222}@media(prefers-color-scheme:dark){svg.ta-figure{color:#ddd}}</style>"

STYLE = {
    "svg.fonttype": "none",
    "font.family": "sans-serif",
    "font.size": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.linewidth": 0.6,
    "xtick.major.width": 0.6,
    "ytick.major.width": 0.6,
    "legend.frameon": False,
    **dict.fromkeys(("text.color", "axes.labelcolor", "axes.edgecolor", "xtick.color", "ytick.color"), INK),
}


class Drawing:
    """Panels of points and lines, which take a tenth of what a plot of them would."""

    def __init__(self, width: float, height: float) -> None:
        self.size = (width, height)
        self._marks: list[str] = []

    def dots(self, at: Places, radii: float | Places, colors: str | Sequence[str]) -> None:
        """Draw discs, in pixels."""
        fills = [colors] * len(at) if isinstance(colors, str) else colors
        for (x, y), r, fill in zip(at, np.broadcast_to(radii, len(at)), fills, strict=True):
            self._marks.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{r:.1f}" fill="{fill}"/>')

    def lines(self, ends: Places, color: str = QUIET, width: float = 0.6, opacity: float = 1) -> None:
        """Draw lines, shape (n, 2, 2), as one path."""
        path = "".join(f"M{a[0]:.1f} {a[1]:.1f}L{b[0]:.1f} {b[1]:.1f}" for a, b in ends)
        self._marks.append(f'<path d="{path}" stroke="{color}" stroke-width="{width}" opacity="{opacity}"/>')

    def bar(self, x: float, y: float, width: float, height: float, color: str, opacity: float = 0.25) -> None:
        """Draw a filled rectangle."""
        self._marks.append(
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" fill="{color}" '
            f'opacity="{opacity}"/>'
        )

    def text(self, x: float, y: float, words: str, anchor: str = "middle") -> None:
        """Write words in the colour of the page's text."""
        self._marks.append(f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(words)}</text>')

    def graph(
        self,
        graph: MapperGraph,
        at: Places,
        colors: str | Sequence[str],
        scale: float = 1.0,
        faint: bool = False,
    ) -> None:
        """Draw a graph as the view does: nodes by the number of their inputs, edges under them."""
        self.lines(at[graph.edges], opacity=0.35 if faint else 0.8)
        self.dots(at, scale * 0.35 * np.sqrt(graph.node_sizes), colors)

    def __str__(self) -> str:
        width, height = self.size
        return (
            f'<svg class="ta-figure" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" '
            f'width="{width:g}" height="{height:g}" fill="none" font-family="sans-serif" font-size="12">{LOOK}'
            + "\n".join(self._marks).replace("<text ", '<text fill="currentColor" ')
            + "</svg>\n"
        )


def placed(
    at: Places, box: tuple[float, float, float, float], like: Places | None = None
) -> NDArray[np.float64]:
    """Fit places into a box of pixels (x, y, width, height), y upwards; at the scale that fits ``like``, if given."""
    x, y, width, height = box
    every = at if like is None else like
    low, high = every.min(axis=0), every.max(axis=0)
    scale = min(width / (high[0] - low[0]), height / (high[1] - low[1]))
    centred = (at - (low + high) / 2) * scale * (1, -1)
    return np.asarray(centred + np.array([x + width / 2, y + height / 2]))


def plot(width: float, height: float) -> tuple[Figure, Axes]:
    """Make a figure with one plot, in inches."""
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(width, height), layout="constrained")
        return figure, figure.subplots()


def legend(axes: Axes, **options: Any) -> None:
    """Name the lines of a plot; a legend does not ask the style for its colours."""
    axes.legend(frameon=False, labelcolor=INK, **options).get_title().set_color(INK)


def save(figure: Figure | Drawing, name: str) -> Path:
    """Write a figure so that it is the same file each time, and its ink the page's."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = FOLDER / f"{name}.svg"
    path.write_text(str(figure) if isinstance(figure, Drawing) else _of_plot(figure, name), encoding="utf-8")
    return path


def _of_plot(figure: Figure, name: str) -> str:
    written = io.StringIO()
    with mpl.rc_context({**STYLE, "svg.hashsalt": name}):
        figure.savefig(written, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
    text = written.getvalue().replace(INK, "currentColor")
    text = text[text.index("<svg") :]
    text = re.sub(r"<metadata>.*?</metadata>|<style.*?</style>", "", text, flags=re.DOTALL)
    # Two figures may be on one page.
    text = re.sub(r'id="(?=\w)', f'id="{name}-', text)
    text = re.sub(r'(href="#|url\(#)(?=\w)', rf"\1{name}-", text)
    text = re.sub(r"(\d+\.\d{2})\d+", r"\1", text)
    text = re.sub(r"\n\s*", "\n", text)
    return re.sub(r"<svg ([^>]*)>", rf'<svg class="ta-figure" \1>{LOOK}', text, count=1)
