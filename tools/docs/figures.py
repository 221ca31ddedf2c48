"""Draw the figures of the documentation: ``python -m tools.docs.figures [name ...]`` writes docs/figures/.

All are of what the package computes. Concepts and what became of them are planted (benchmarks/planted.py). The
figure of membranes is drawn by the view's own code: ``node tools/docs/membrane.mjs``.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import cache

import numpy as np
from matplotlib.figure import Figure
from sklearn.cluster import DBSCAN
from sklearn.neighbors import NearestNeighbors

import topoalign_widget as ta
from benchmarks.planted import Pair, make_pair
from tools.docs.style import COLORS, INK, QUIET, Drawing, legend, placed, plot, save
from topoalign_widget.alignment.matching_kernels import gain_of
from topoalign_widget.alignment.verdicts import members_of, verdict_of
from topoalign_widget.mapper.cover import pullbacks
from topoalign_widget.mapper.radius import KNEE_NEIGHBOURS, knee_eps

CONCEPTS = (
    ("loop", "preserved"),
    ("fork", "preserved"),
    ("segment", "split"),
    ("blob", "merged"),
    ("blob", "merged"),
    ("loop", "opened"),
    ("blob", "scattered"),
)


@cache
def planted() -> tuple[Pair, ta.Alignment]:
    """Make Mapper graphs of two models of seven concepts."""
    pair = make_pair(8, strewn=60, n_per_concept=300, concepts=CONCEPTS)
    mapper = ta.Mapper(lens="pca2", cover="uniform", n_intervals=16, overlap=0.45)
    return pair, ta.align({"a": pair.a, "b": pair.b}, mapper=mapper)


def ring(n: int = 500) -> np.ndarray:
    """Draw a noisy ring with a handle, two-dimensional so that it can be seen."""
    rng = np.random.default_rng(3)
    angle = rng.uniform(0, 2 * np.pi, n)
    closed = np.column_stack([np.cos(angle), np.sin(angle)])
    handle = np.column_stack([rng.uniform(1, 2.1, n // 5), np.zeros(n // 5)])
    return np.vstack([closed, handle]) + rng.normal(scale=0.06, size=(n + n // 5, 2))


def mapper() -> Drawing:
    """Draw lens, cover, pullbacks and nerve."""
    x = ring()
    lens = x[:, 0]
    how = {"n_intervals": 6, "overlap": 0.35}
    boxes = pullbacks(lens[:, None], "uniform", **how)
    graph = ta.Mapper(lens=lens, cover="uniform", clusterer=DBSCAN(0.3), **how).fit(x).graph_
    drawing = Drawing(720, 400)
    titles = ("1  lens", "2  cover", "3  pullbacks, clustered", "4  nerve")
    panels = [placed(x, (20 + 360 * (i % 2), 25 + 200 * (i // 2), 320, 160)) for i in range(4)]
    for i, title in enumerate(titles):
        drawing.text(20 + 360 * (i % 2), 15 + 200 * (i // 2), title, "start")
    shade = np.interp(lens, (lens.min(), lens.max()), (0, 1))
    drawing.dots(panels[0], 1.4, [_viridis(s) for s in shade])
    for i, inputs in boxes:
        along = panels[1][inputs, 0]
        drawing.bar(along.min(), 22 + 6 * (i % 2), np.ptp(along), 160, COLORS[i], 0.3)
    drawing.dots(panels[1], 1.2, QUIET)
    for node, interval in enumerate(graph.node_interval):
        # Inputs of two intervals are drawn twice, side by side.
        drawing.dots(panels[2][graph.inputs_of([node])] + (0, 4 * (interval % 2)), 1.4, COLORS[interval])
    middle = np.array([panels[3][graph.inputs_of([node])].mean(axis=0) for node in range(graph.n_nodes)])
    drawing.graph(graph, middle, [COLORS[i] for i in graph.node_interval], scale=2.5)
    return drawing


def _viridis(share: float) -> str:
    from matplotlib import colormaps
    from matplotlib.colors import to_hex

    return to_hex(colormaps["viridis"](0.1 + 0.8 * share))


def radius() -> Figure:
    """Plot the sorted distances to the 5th nearest neighbour, and their knee."""
    x = make_pair(0).a
    distance = np.sort(NearestNeighbors(n_neighbors=KNEE_NEIGHBOURS).fit(x).kneighbors()[0][:, -1])
    knee, share = knee_eps(x), np.linspace(0, 1, len(distance))
    figure, axes = plot(5, 2.2)
    axes.plot(share, distance, color=COLORS[0], lw=1.8)
    axes.plot([0, 1], distance[[0, -1]], color=QUIET, lw=1, ls="--")
    at = share[np.argmin(np.abs(distance - knee))]
    axes.plot([at, at], [knee, distance[0] + at * np.ptp(distance)], color=COLORS[1], lw=1.4)
    axes.plot(at, knee, "o", color=COLORS[1], ms=6)
    axes.annotate(f"eps = {knee:.2f}", (at, knee), (-8, 8), textcoords="offset points", ha="right", color=INK)
    axes.set(xlabel="share of the inputs, nearest first", ylabel="to the 5th neighbour")
    return figure


def layout() -> Drawing:
    """Draw the same two graphs, each for itself and together."""
    pair, alignment = planted()
    drawing = Drawing(720, 440)
    for row, (coupling, title) in enumerate(((0.0, "each for itself"), (1.0, "together"))):
        at = ta.joint_layout(alignment.graphs, coupling=coupling)
        every = np.vstack(list(at.values()))
        drawing.text(10, 14 + 220 * row, f"coupling {coupling:g}: {title}", "start")
        for column, (name, graph) in enumerate(alignment.graphs.items()):
            box = (20 + 360 * column, 30 + 220 * row, 320, 175)
            colors = [_color(pair, graph, node) for node in range(graph.n_nodes)]
            drawing.graph(graph, placed(at[name], box, every), colors)
    return drawing


def _color(pair: Pair, graph: ta.MapperGraph, node: int) -> str:
    """Choose the colour of the concept that most inputs of a node are of."""
    most = np.bincount(pair.concept[graph.inputs_of([node])] + 1).argmax() - 1
    return QUIET if most < 0 else COLORS[most]


def gain() -> Figure:
    """Plot what a pair of parts gains, by its size and by how much of it is common."""
    n = 1000
    figure, axes = plot(5, 2.4)
    for color, content in zip(COLORS, (1.0, 0.8, 0.6, 0.4), strict=False):
        sizes = np.arange(5, n)
        # Of two sides of equal size that have this Jaccard index.
        common = np.round(2 * content * sizes / (1 + content))
        gains = [gain_of(s, s, c, n) for s, c in zip(sizes, common, strict=True)]
        axes.plot(sizes, gains, color=color, label=f"{content:g}")
    axes.set(xlabel="inputs on each side, of 1,000", ylabel="gain in nats")
    legend(axes, title="content")
    return figure


def null() -> Figure:
    """Plot the gains of the regions of a pair, and the largest of each search of shuffled inputs."""
    _, alignment = planted()
    chance = alignment.null(100)["largest_gain"]
    figure, axes = plot(5.6, 1.9)
    axes.hist(chance, bins=np.arange(0, 61, 3), color=QUIET, label="shuffled inputs: largest of each search")
    for i, region in enumerate(alignment.regions):
        axes.axvline(region.gain, color=COLORS[0], lw=1.6, label="regions found" if not i else None)
    axes.set(xlabel="gain in nats", ylabel="searches")
    legend(axes, loc="lower left", bbox_to_anchor=(0, 1), ncols=2)
    return figure


# Places in the plane: a concept of 300 inputs lies above others on a line, or is dealt among them.
OTHERS = np.column_stack([np.linspace(-2.4, 2.4, 1200), np.full(1200, -2.2)])


def verdicts() -> Drawing:
    """Draw a concept in a model, and its counterpart in another, with the verdict that it gets."""
    rng = np.random.default_rng(0)
    drawing = Drawing(720, 300)
    for i, (kind, (here, there)) in enumerate(_fates(rng).items()):
        models = [np.vstack([x, OTHERS]) + rng.normal(scale=0.04, size=(1500, 2)) for x in (here, there)]
        graphs = [_plane(x) for x in models]
        own = members_of(np.arange(300), graphs[0])
        verdict = verdict_of(np.arange(300), graphs[1], here=graphs[0], nodes=own)
        assert verdict.kind == kind, (kind, str(verdict))
        drawing.text(76 + 142 * i, 14, kind)
        for row, (x, graph, nodes) in enumerate(zip(models, graphs, (own, verdict.nodes), strict=True)):
            middle = np.array([x[graph.inputs_of([node])].mean(axis=0) for node in range(graph.n_nodes)])
            at = placed(middle, (14 + 142 * i, 30 + 140 * row, 120, 110), np.array([[-2.5, -2.5], [2.5, 2]]))
            colors = [COLORS[i] if inside else QUIET for inside in np.isin(np.arange(graph.n_nodes), nodes)]
            drawing.graph(graph, at, colors, scale=1.5)
    return drawing


def _fates(rng: np.random.Generator) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    angle, along = np.linspace(0, 2 * np.pi, 300), np.linspace(-1.6, 1.6, 300)
    ring, arc = (1.3 * np.column_stack([np.sin(a), np.cos(a)]) for a in (angle, 0.75 * angle + np.pi / 4))
    line = np.column_stack([along, np.zeros(300)])
    apart = line + np.where(along > 0, 1, -1)[:, None] * (0.5, 0.6)
    onto = np.column_stack([along / 2, np.full(300, -2.2)])
    return {
        "kept": (ring, ring[:, ::-1]),
        "opened": (ring, arc),
        "split": (line, apart),
        "merged": (line, onto),
        "dissolved": (line, OTHERS[rng.choice(1200, 300, replace=False)]),
    }


def _plane(x: np.ndarray) -> ta.MapperGraph:
    """Build a graph whose lens is the plane that everything lies in."""
    mapper = ta.Mapper(lens=x, cover="uniform", n_intervals=(12, 10), overlap=0.35, clusterer=DBSCAN(0.35))
    return mapper.fit(x).graph_


FIGURES: dict[str, Callable[[], Figure | Drawing]] = {
    each.__name__: each for each in (mapper, radius, layout, gain, null, verdicts)
}


def main() -> None:
    """Draw all figures, or those that are named."""
    for name in sys.argv[1:] or FIGURES:
        print(f"wrote {save(FIGURES[name](), name)}")


if __name__ == "__main__":
    main()
