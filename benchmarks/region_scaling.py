"""How finding regions grows with nodes and inputs: ``python -m benchmarks.region_scaling``. No permutations.

Inputs lie on noisy surfaces. Each graph slices every surface into a grid of overlapping boxes, in coordinates of its
own: bent, and of every third surface drawn anew, so that nothing matches there. Neighbouring surfaces touch.
"""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import topoalign_widget as ta
from benchmarks.report import best, table

OUT = Path("build")

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

SURFACES, NOISE = 10, 0.005
# How far a box reaches into the next ones, of .5 at most, and inputs that hold two surfaces together.
REACH, TOUCHING = 0.4, 10


def find(graphs: dict[str, ta.MapperGraph]) -> list[ta.Region]:
    """Do what is timed."""
    return ta.find_regions(graphs, n_shuffles=0)


def surfaces(n: int, seed: int = 0) -> tuple[Ints, Floats]:
    """Draw the surface of each input, and where on it the input lies, in [0, 1)."""
    rng = np.random.default_rng(seed)
    return np.sort(rng.integers(0, SURFACES, n)), rng.random((n, 2))


def seen(surface: Ints, at: Floats, seed: int) -> Floats:
    """Bend and disturb coordinates, and draw those of every third surface anew: what a model makes of inputs."""
    rng = np.random.default_rng((seed, 1))
    phase, strength = rng.random((SURFACES, 1)), rng.uniform(0.02, 0.1, (SURFACES, 1))
    bent = at + strength[surface] * np.sin(2 * np.pi * (at[:, ::-1] + phase[surface]))
    lost = surface % 3 == 2
    bent[lost] = rng.random((lost.sum(), 2))
    return np.clip(bent + NOISE * rng.normal(size=bent.shape), 0, 1 - 1e-9)


def sliced(surface: Ints, at: Floats, per_side: int) -> ta.MapperGraph:
    """Make a node of each box of a grid on each surface, and one where two surfaces touch."""
    box, which = _boxes(at, per_side)
    number = surface[which] * per_side**2 + box
    order = np.argsort(number, kind="stable")
    nodes = np.split(which[order], np.flatnonzero(np.diff(number[order])) + 1)
    inputs = [np.flatnonzero(surface == s) for s in range(SURFACES)]
    ends = [own[np.argsort(at[own].sum(axis=1))] for own in inputs]
    touching = [np.r_[a[-TOUCHING:], b[:TOUCHING]] for a, b in itertools.pairwise(ends)]
    return ta.MapperGraph.from_nodes([*nodes, *touching], len(surface))


def _boxes(at: Floats, per_side: int) -> tuple[Ints, Ints]:
    """Tell boxes, and for each an input in it; an input is in up to two boxes a side."""
    cell, within = np.divmod(at * per_side, 1)
    step = np.where(within < REACH, -1, np.where(within > 1 - REACH, 1, 0))
    boxes, which = [], []
    for sides in itertools.product((0, 1), repeat=2):
        moved = (cell + step * sides).astype(np.int64)
        inside = ((moved >= 0) & (moved < per_side) & ((step != 0) | (np.array(sides) == 0))).all(axis=1)
        boxes.append(moved[inside] @ [per_side, 1])
        which.append(np.flatnonzero(inside))
    return np.concatenate(boxes), np.concatenate(which)


def graphs_of(n_nodes: int, n_inputs: int) -> dict[str, ta.MapperGraph]:
    surface, at = surfaces(n_inputs)
    per_side = round((n_nodes / SURFACES) ** 0.5)
    return {name: sliced(surface, seen(surface, at, seed), per_side) for seed, name in enumerate("ab")}


def plot(times: dict[int, list[tuple[int, float]]]) -> None:
    """Draw how time grows with nodes, a line for each number of inputs, to ``build/region_scaling.png``."""
    from matplotlib.figure import Figure
    from matplotlib.ticker import NullLocator

    figure = Figure(figsize=(5.2, 3.2), layout="constrained")
    axes = figure.subplots()
    series = zip(times.items(), ("#0072B2", "#D55E00"), ("o", "s"), strict=True)
    for (n_inputs, points), color, marker in series:
        axes.loglog(*zip(*points, strict=True), color=color, marker=marker, label=f"{n_inputs:,} inputs")
    ends = [min(n for n, _ in points), max(n for n, _ in points)]
    least = min(seconds for own in times.values() for _, seconds in own)
    axes.loglog(ends, [least * n / ends[0] for n in ends], color="#767676", linestyle=":", label="linear")
    axes.set(
        xlabel="nodes of each graph", ylabel="seconds", xlim=(ends[0] / 1.2, ends[1] * 1.2), ylim=(0.05, 5)
    )
    for axis, ticks in ((axes.xaxis, (250, 500, 1000, 2000)), (axes.yaxis, (0.1, 0.2, 0.5, 1, 2, 5))):
        axis.set_ticks(ticks, labels=[f"{tick:,}" for tick in ticks])
        axis.set_minor_locator(NullLocator())
    axes.legend(frameon=False)
    OUT.mkdir(exist_ok=True)
    figure.savefig(OUT / "region_scaling.png", dpi=160)


def main() -> None:
    find(graphs_of(90, 1000))  # compiles
    rows = []
    times: dict[int, list[tuple[int, float]]] = {}
    for n_inputs, n_nodes in itertools.product((10_000, 100_000), (250, 500, 1000, 2000)):
        graphs = graphs_of(n_nodes, n_inputs)
        seconds, regions = best(lambda graphs=graphs: find(graphs))
        nodes = " + ".join(str(graph.n_nodes) for graph in graphs.values())
        edges = " + ".join(str(graph.n_edges) for graph in graphs.values())
        rows.append([f"{n_inputs:,}", nodes, edges, f"{len(regions)}", f"{seconds:.2f} s"])
        times.setdefault(n_inputs, []).append((graphs["a"].n_nodes, seconds))
    table("Finding regions", ["inputs", "nodes", "edges", "regions", "time"], rows)
    plot(times)


if __name__ == "__main__":
    main()
