"""The whole job, two arrays to two coordinated layouts, against what a notebook user would write today.

The peer is kmapper for each graph and networkx ``spring_layout`` of the union graph, with an edge between
nodes of different graphs weighted by their overlap. Both sides use the same lens, cover and clusterer, so
the graphs are the same; time and quality are ratios of one run.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from typing import Any

import kmapper
import networkx as nx
import numpy as np
from layout_quality import coordination, coupling, hit_rate, hop_distances, stress
from numpy.typing import NDArray
from planted import make_pair
from sklearn.cluster import DBSCAN

import topoalign_widget as ta
from topoalign_widget.mapper.clustering import knee_eps

N_INTERVALS, OVERLAP, MIN_SAMPLES = 20, 0.5, 3

Positions = list[NDArray[np.floating]]


def ours(arrays: list[NDArray[np.float32]], eps: list[float]) -> tuple[list[ta.MapperGraph], Positions]:
    names = [f"model {i + 1}" for i in range(len(arrays))]
    mappers = {
        name: ta.Mapper(
            n_intervals=N_INTERVALS, overlap=OVERLAP, clusterer=DBSCAN(eps=e, min_samples=MIN_SAMPLES)
        )
        for name, e in zip(names, eps, strict=True)
    }
    alignment = ta.align(dict(zip(names, arrays, strict=True)), mapper=mappers)
    return list(alignment.graphs.values()), list(alignment.positions.values())


def peer(arrays: list[NDArray[np.float32]], eps: list[float]) -> tuple[list[ta.MapperGraph], Positions]:
    graphs = [
        ta.MapperGraph.from_kmapper(
            kmapper.KeplerMapper(verbose=0).map(
                np.linalg.norm(x, axis=1)[:, None],
                x,
                cover=kmapper.Cover(N_INTERVALS, OVERLAP),
                clusterer=DBSCAN(eps=e, min_samples=MIN_SAMPLES),
                remove_duplicate_nodes=True,
            ),
            n_inputs=len(x),
        )
        for x, e in zip(arrays, eps, strict=True)
    ]
    union = nx.Graph()
    for which, graph in enumerate(graphs):
        union.add_nodes_from((which, node) for node in range(graph.n_nodes))
        union.add_edges_from(((which, i), (which, j)) for i, j in graph.edges)
    between = coupling(graphs[0].membership, graphs[1].membership).tocoo()
    union.add_weighted_edges_from(
        ((0, i), (1, j), w) for i, j, w in zip(between.row, between.col, between.data, strict=True)
    )
    at = nx.spring_layout(union, seed=0)
    return graphs, [np.array([at[which, i] for i in range(g.n_nodes)]) for which, g in enumerate(graphs)]


def timed(job: Callable[..., Any], *args: Any) -> tuple[float, Any]:
    start = time.perf_counter()
    result = job(*args)
    return time.perf_counter() - start, result


def quality(graphs: list[ta.MapperGraph], positions: Positions) -> NDArray[np.float64]:
    a, b = graphs
    between = coupling(a.membership, b.membership)
    readable = [stress(p, hop_distances(g.n_nodes, g.edges)) for g, p in zip(graphs, positions, strict=True)]
    return np.array([np.mean(readable), coordination(*positions, between), hit_rate(*positions, between)])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="one pair instead of three")
    seeds = range(1 if parser.parse_args().quick else 3)
    ours([np.random.default_rng(0).normal(size=(60, 3)).astype("f4")] * 2, [1.0, 1.0])  # compile first
    print("| pair | nodes | peer s | ours s | faster | stress | coordination | hit rate |")
    print("|---|---|---|---|---|---|---|---|")
    for seed in seeds:
        pair = make_pair(seed)
        arrays = [pair.a, pair.b]
        eps = [knee_eps(x) for x in arrays]
        ours_s, (graphs, at) = timed(ours, arrays, eps)
        peer_s, (peer_graphs, peer_at) = timed(peer, arrays, eps)
        assert all(np.array_equal(g.edges, h.edges) for g, h in zip(graphs, peer_graphs, strict=True))
        ratio = quality(graphs, at) / quality(peer_graphs, peer_at)
        nodes = " + ".join(str(g.n_nodes) for g in graphs)
        cells = [f"planted {seed}", nodes, f"{peer_s:.2f}", f"{ours_s:.2f}", f"{peer_s / ours_s:.1f}x"]
        print("| " + " | ".join([*cells, *(f"{r:.2f}x" for r in ratio)]) + " |")


if __name__ == "__main__":
    main()
