"""What a notebook user would write today: kmapper for the graphs, a force layout of their union."""

from __future__ import annotations

import json
import random
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

import igraph
import kmapper
import networkx as nx
import numpy as np
from numpy.typing import NDArray
from sklearn.cluster import DBSCAN

import topoalign_widget as ta
from topoalign_widget.alignment.overlap import cosine
from topoalign_widget.mapper.radius import knee_eps

Positions = list[NDArray[np.floating]]

N_INTERVALS, OVERLAP = 20, 0.5
N_CUBES, CUBE_OVERLAP = 10, 0.4

# tda-mapper needs older libraries; ``make bench`` keeps them here.
PEERS_PYTHON = Path("build/peers/bin/python")


def dbscan(x: NDArray[np.float32]) -> DBSCAN:
    return DBSCAN(eps=knee_eps(x), min_samples=3)


def kmapper_graph(x: NDArray[np.float32], clusterer: DBSCAN) -> ta.MapperGraph:
    lens = np.linalg.norm(x, axis=1)[:, None]
    return _kmapper_graph(x, lens, clusterer, kmapper.Cover(N_INTERVALS, OVERLAP))


def kmapper_cubes(x: NDArray[np.float32], lens: NDArray[np.float64], clusterer: DBSCAN) -> ta.MapperGraph:
    return _kmapper_graph(x, lens, clusterer, kmapper.Cover(N_CUBES, CUBE_OVERLAP))


def _kmapper_graph(
    x: NDArray[np.float32], lens: NDArray[np.floating], clusterer: DBSCAN, cover: kmapper.Cover
) -> ta.MapperGraph:
    mapper = kmapper.KeplerMapper(verbose=0)
    graph = mapper.map(lens, x, cover=cover, clusterer=clusterer, remove_duplicate_nodes=True)
    return ta.MapperGraph.from_kmapper(graph, len(x))


def tda_mapper_cubes(
    x: NDArray[np.float32], lens: NDArray[np.float64], clusterer: DBSCAN, repeats: int
) -> tuple[float, int]:
    """Seconds and number of nodes; other boxes at the borders than kmapper's, so a few nodes more or less."""
    with TemporaryDirectory() as folder:
        case = Path(folder) / "case.npz"
        np.savez(case, x=x, lens=lens, eps=clusterer.eps, min_samples=clusterer.min_samples)
        settings = [str(N_CUBES), str(CUBE_OVERLAP), str(repeats)]
        command = [str(PEERS_PYTHON), "benchmarks/tda_mapper.py", str(case), *settings]
        result = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    return result["seconds"], result["nodes"]


def _union(graphs: list[ta.MapperGraph]) -> tuple[list[tuple[int, int]], list[float]]:
    first, second = graphs
    n = first.n_nodes
    pairs = cosine(first.membership, second.membership).tocoo()
    inside = [*map(tuple, first.edges), *((i + n, j + n) for i, j in second.edges)]
    between = list(zip(pairs.row, pairs.col + n, strict=True))
    return [*inside, *between], [*np.ones(len(inside)), *pairs.data]


def _parted(graphs: list[ta.MapperGraph], at: object) -> Positions:
    return list(np.split(np.asarray(at, dtype=float), [graphs[0].n_nodes]))


def igraph_force(graphs: list[ta.MapperGraph]) -> Positions:
    random.seed(0)
    edges, weights = _union(graphs)
    union = igraph.Graph(sum(g.n_nodes for g in graphs), edges)
    return _parted(graphs, union.layout_fruchterman_reingold(weights=weights).coords)


def igraph_kamada_kawai(graphs: list[ta.MapperGraph]) -> Positions:
    random.seed(0)
    union = igraph.Graph(sum(g.n_nodes for g in graphs), _union(graphs)[0])
    return _parted(graphs, union.layout_kamada_kawai().coords)


def networkx_spring(graphs: list[ta.MapperGraph]) -> Positions:
    union = nx.Graph()
    union.add_nodes_from(range(sum(g.n_nodes for g in graphs)))
    edges, weights = _union(graphs)
    union.add_weighted_edges_from((*e, w) for e, w in zip(edges, weights, strict=True))
    at = nx.spring_layout(union, seed=0)
    return _parted(graphs, [at[i] for i in range(len(at))])


def independent(graphs: list[ta.MapperGraph]) -> Positions:
    random.seed(0)
    return [
        np.array(igraph.Graph(g.n_nodes, [*map(tuple, g.edges)]).layout_kamada_kawai().coords) for g in graphs
    ]
