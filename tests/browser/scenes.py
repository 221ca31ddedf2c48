"""Fixed scenes for pictures of the view: graphs and places made by hand, so that only the view can change them."""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType

import numpy as np

import topoalign_widget as ta
from topoalign_widget import motifs
from topoalign_widget.mapper.graph import MapperGraph

PER_NODE, STEP = 24, 10
CONCEPTS = ("ring", "line", "left", "right", "lost")
SIZES = (120, 80, 100, 100, 60)
STARTS = np.cumsum([0, *SIZES])
N_INPUTS = int(STARTS[-1])

Placed = list[tuple[np.ndarray, tuple[float, float]]]


def block(concept: str) -> np.ndarray:
    at = CONCEPTS.index(concept)
    return np.arange(STARTS[at], STARTS[at + 1])


def windows(inputs: np.ndarray, closed: bool = False) -> list[np.ndarray]:
    """Cut inputs into overlapping nodes along a line, or around a ring."""
    starts = range(0, len(inputs), STEP)
    if closed:
        return [np.take(inputs, np.arange(s, s + PER_NODE), mode="wrap") for s in starts]
    return [inputs[s : s + PER_NODE] for s in starts]


def ring(x: float, y: float) -> Placed:
    nodes = windows(block("ring"), closed=True)
    turns = 2 * np.pi * np.arange(len(nodes)) / len(nodes)
    return [(node, (x + 1.6 * np.cos(t), y + 1.6 * np.sin(t))) for node, t in zip(nodes, turns, strict=True)]


def arc(x: float, y: float) -> Placed:
    nodes = windows(block("ring"))
    turns = 1.6 * np.pi * np.arange(len(nodes)) / len(nodes)
    return [(node, (x + 1.6 * np.cos(t), y + 1.6 * np.sin(t))) for node, t in zip(nodes, turns, strict=True)]


def line(x: float, y: float) -> Placed:
    return [(node, (x + 0.7 * i, y + 0.15 * (i % 2))) for i, node in enumerate(windows(block("line")))]


def halves(x: float, y: float) -> Placed:
    first, second = np.split(block("line"), 2)
    parts = [(windows(first), y + 0.5), (windows(second), y - 0.7)]
    return [(node, (x + 0.7 * i, at)) for nodes, at in parts for i, node in enumerate(nodes)]


def patch(inputs: np.ndarray, x: float, y: float) -> Placed:
    """Make a blob: each node shares inputs with the ones around it."""
    grid = inputs[: len(inputs) // 4 * 4].reshape(-1, 4)
    rows = np.array_split(np.arange(len(grid)), 4)
    placed = []
    for i, own in enumerate(rows):
        for j in range(3):
            reach = np.arange(max(0, own[0] - 2), min(len(grid), own[-1] + 3))
            placed.append((np.unique(grid[reach][:, j : j + 2]), (x + 0.62 * j, y + 0.62 * i)))
    return placed


def mixed(x: float, y: float) -> Placed:
    """Put the left and the right blob into the same nodes."""
    return patch(np.column_stack([block("left"), block("right")]).ravel(), x, y)


def strewn(placed: Placed) -> Placed:
    """Spread the inputs of the lost concept over all nodes."""
    lost = block("lost")
    return [(np.unique(np.r_[node, lost[i :: len(placed)]]), at) for i, (node, at) in enumerate(placed)]


def built(placed: Placed) -> tuple[MapperGraph, np.ndarray]:
    nodes, at = zip(*placed, strict=True)
    return MapperGraph.from_nodes([node.tolist() for node in nodes], N_INPUTS), np.array(at, dtype=np.float32)


def alignment(names: tuple[str, ...] = ("before", "after")) -> ta.Alignment:
    """Two models that make the same of some concepts; further ones repeat them, a little shifted."""
    before = [*ring(0, 0), *line(3, 1), *patch(block("left"), 3, -3), *patch(block("right"), 6, -3)]
    before += patch(block("lost"), 0, -4)
    after = strewn([*arc(0, 0), *halves(3, 1), *mixed(4.2, -3)])
    made = [built(before), built(after)]
    graphs, positions = {}, {}
    for i, name in enumerate(names):
        graph, at = made[i % 2]
        graphs[name], positions[name] = graph, (at + 0.1 * i).astype(np.float32)
    return ta.Alignment(MappingProxyType(graphs), MappingProxyType(positions), coupling=1.0, seed=0)


def widget(theme: str = "light", names: tuple[str, ...] = ("before", "after")) -> ta.TopoAlignWidget:
    concept = np.repeat(CONCEPTS, SIZES)
    shown = ta.TopoAlignWidget(
        alignment(names), metadata={"concept": concept}, label="concept", theme=theme, height=420
    )
    shown.regions = list(range(len(shown.alignment.families)))
    return shown


def bubbles() -> ta.TopoAlignWidget:
    return widget()


def bubbles_dark() -> ta.TopoAlignWidget:
    return widget("dark")


def loop_match() -> ta.TopoAlignWidget:
    shown = widget()
    shown.find(motifs.loop(), graph="before")
    shown.match = 0
    return shown


def membranes() -> ta.TopoAlignWidget:
    shown = widget()
    shown.regions = []
    for concept in CONCEPTS[1:]:
        shown.wrap(concept, where=f"concept == '{concept}'")
    return shown


def membranes_dark() -> ta.TopoAlignWidget:
    shown = membranes()
    shown.theme = "dark"
    return shown


def morph() -> ta.TopoAlignWidget:
    shown = widget()
    shown.select(where="concept == 'line'")
    return shown


def small_multiples() -> ta.TopoAlignWidget:
    shown = widget(names=tuple(f"layer {i}" for i in range(6)))
    shown.select(where="concept == 'line'")
    return shown


SCENES: dict[str, Callable[[], ta.TopoAlignWidget]] = {
    made.__name__: made
    for made in (bubbles, bubbles_dark, loop_match, membranes, membranes_dark, morph, small_multiples)
}
