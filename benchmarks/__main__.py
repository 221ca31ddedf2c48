"""Measure against the peers, in one run: ``python -m benchmarks``. Prints tables in Markdown.

Every figure is a ratio; of repeated timings the best counts, on both sides.
"""

from __future__ import annotations

import numpy as np
from sklearn.cluster import DBSCAN

import topoalign_widget as ta
from benchmarks import peers
from benchmarks.layout_quality import quality
from benchmarks.mixtures import mixture
from benchmarks.planted import planted_pair
from benchmarks.report import best, table
from topoalign_widget.mapper.lens import apply_lens

SEEDS = range(5)


def mapper(x: np.ndarray) -> ta.Mapper:
    return ta.Mapper(
        lens="l2norm",
        cover="uniform",
        n_intervals=peers.N_INTERVALS,
        overlap=peers.OVERLAP,
        clusterer=peers.dbscan(x),
    )


def graph_table() -> None:
    rows = []
    for n, repeats in ((500, 5), (2000, 3), (10_000, 3), (50_000, 1)):
        x = mixture(n)
        lens, dbscan = apply_lens("pca2", x), peers.dbscan(x)
        own = ta.Mapper(
            lens=lens,
            cover="uniform",
            n_intervals=peers.N_CUBES,
            overlap=peers.CUBE_OVERLAP,
            clusterer=dbscan,
        )
        ours_s, ours = best(lambda own=own, x=x: own.fit(x).graph_, max(repeats, 3))
        peer_s, peer = best(lambda x=x, lens=lens, c=dbscan: peers.kmapper_cubes(x, lens, c), repeats)
        tda_s, tda_nodes = peers.tda_mapper_cubes(x, lens, dbscan, repeats)
        same = np.array_equal(ours.edges, peer.edges) and (ours.membership != peer.membership).nnz == 0
        nodes = [f"{ours.n_nodes}", "yes" if same else "NO", f"{tda_nodes}"]
        times = [f"{peer_s:.2f} s", f"{tda_s:.2f} s", f"{ours_s:.2f} s"]
        rows.append(
            [f"{n:,} x {x.shape[1]}", *nodes, *times, f"{peer_s / ours_s:.1f}x", f"{tda_s / ours_s:.1f}x"]
        )
    nodes = ["nodes", "same as kmapper", "tda-mapper's"]
    header = ["inputs", *nodes, "kmapper", "tda-mapper", "Mapper", "faster than kmapper", "than tda-mapper"]
    table("One Mapper graph: the same two-dimensional lens, 10 x 10 cubes, overlap .4, DBSCAN", header, rows)


def layout_table() -> None:
    names = ("igraph_force", "igraph_kamada_kawai", "networkx_spring", "independent")
    ratios: dict[str, list[np.ndarray]] = {name: [] for name in names}
    for seed in SEEDS:
        graphs = [mapper(x).fit(x).graph_ for x in planted_pair(seed)]
        ours = quality(graphs, list(ta.joint_layout(graphs).values()))
        for name in names:
            ratios[name].append(ours / quality(graphs, getattr(peers, name)(graphs)))
    rows = [[name.replace("_", " "), *(f"{r:.2f}x" for r in np.mean(ratios[name], axis=0))] for name in names]
    header = ["against", "stress (lower is better)", "coordination (lower)", "hit rate (higher)"]
    table(f"Joint layout, mean ratio over {len(SEEDS)} planted pairs", header, rows)


def coupling_table() -> None:
    graphs = [mapper(x).fit(x).graph_ for x in planted_pair(0)]
    rows = []
    for coupling in (0.0, 0.1, 0.3, 1.0, 3.0, 10.0):
        measured = quality(graphs, list(ta.joint_layout(graphs, coupling=coupling).values()))
        rows.append([f"{coupling:g}", *(f"{value:.2f}" for value in measured)])
    table("What coupling trades", ["coupling", "stress", "coordination", "hit rate"], rows)


def whole_job_table() -> None:
    rows = []
    for seed in SEEDS[:3]:
        x, y = planted_pair(seed)
        mappers = {"a": mapper(x), "b": mapper(y)}
        theirs = [peers.dbscan(z) for z in (x, y)]

        def peer(pair=(x, y), theirs=theirs):  # type: ignore[no-untyped-def]
            graphs = [peers.kmapper_graph(z, c) for z, c in zip(pair, theirs, strict=True)]
            return graphs, peers.networkx_spring(graphs)

        def ours(pair=(x, y), mappers=mappers):  # type: ignore[no-untyped-def]
            alignment = ta.align(dict(zip("ab", pair, strict=True)), mapper=mappers)
            return list(alignment.graphs.values()), list(alignment.positions.values())

        ours_s, (aligned, placed) = best(ours)
        peer_s, (graphs, at) = best(peer)
        ratio = quality(aligned, placed) / quality(graphs, at)
        times = [f"{peer_s:.2f} s", f"{ours_s:.2f} s", f"{peer_s / ours_s:.1f}x"]
        rows.append([f"planted {seed}", *times, *(f"{r:.2f}x" for r in ratio)])
    header = ["pair", "peer", "align", "faster", "stress", "coordination", "hit rate"]
    table("The whole job, two arrays to two layouts, against kmapper + networkx spring_layout", header, rows)


def scale_table() -> None:
    rng = np.random.default_rng(0)
    plane = rng.random((20_000, 2))
    grid = ta.Mapper(
        lens=lambda x: x,
        cover="uniform",
        n_intervals=47,
        overlap=0.25,
        clusterer=DBSCAN(eps=0.1, min_samples=1),
    )
    graphs = [grid.fit(plane + 0.02 * rng.normal(size=plane.shape)).graph_ for _ in range(2)]
    seconds, at = best(lambda: ta.joint_layout(graphs))
    warm, _ = best(lambda: ta.joint_layout(graphs, init=at))
    nodes = " + ".join(str(g.n_nodes) for g in graphs)
    edges = " + ".join(str(g.n_edges) for g in graphs)
    table("Size", ["nodes", "edges", "cold", "warm"], [[nodes, edges, f"{seconds:.2f} s", f"{warm:.2f} s"]])


if __name__ == "__main__":
    x = np.random.default_rng(0).normal(size=(60, 3))
    _ = ta.align({"a": x, "b": x[::-1]}).positions["a"]  # compiles
    graph_table()
    layout_table()
    coupling_table()
    whole_job_table()
    scale_table()
