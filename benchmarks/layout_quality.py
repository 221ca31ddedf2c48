"""How readable and how coordinated a joint layout is; three figures that do not depend on its scale."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import shortest_path
from scipy.spatial import KDTree

import topoalign_widget as ta
from topoalign_widget.alignment.overlap import cosine

Array = NDArray[np.floating]


def stress(at: Array, graph: ta.MapperGraph) -> float:
    """Stress at the best scale, weights 1/d^2, against hop distances; pieces lie two hops beyond the farthest."""
    i, j = graph.edges.T
    adjacency = csr_array((np.ones(len(i)), (i, j)), shape=(graph.n_nodes, graph.n_nodes))
    hops = shortest_path(adjacency, directed=False, unweighted=True)
    hops[np.isinf(hops)] = hops[np.isfinite(hops)].max() + 2
    u, v = np.triu_indices(graph.n_nodes, 1)
    ratio = np.linalg.norm(at[u] - at[v], axis=1) / hops[u, v]
    return float(((ratio * ratio.sum() / (ratio**2).sum() - 1) ** 2).mean())


def coordination(a: Array, b: Array, overlap: csr_array) -> float:
    """Root mean square distance of overlapping nodes relative to that of any two nodes; 0 is perfect."""
    pairs = overlap.tocoo()
    square = ((a[pairs.row] - b[pairs.col]) ** 2).sum(axis=1)
    spread = 2 * np.concatenate([a, b]).var(axis=0).sum()
    return float(np.sqrt((pairs.data * square).sum() / pairs.data.sum() / spread))


def hit_rate(a: Array, b: Array, overlap: csr_array, k: int = 5) -> float:
    """Share of nodes, by overlap, whose best counterpart is among the k nearest at the same place."""
    weight = overlap.max(axis=1).toarray().ravel()
    best = np.asarray(overlap.argmax(axis=1)).ravel()
    near = KDTree(b).query(a, k=range(1, min(k, len(b)) + 1))[1]
    return float((weight * (near == best[:, None]).any(axis=1)).sum() / weight.sum())


def quality(graphs: list[ta.MapperGraph], positions: list[Array]) -> Array:
    """Mean stress, coordination and hit rate of two graphs."""
    overlap = cosine(graphs[0].membership, graphs[1].membership)
    readable = np.mean([stress(p, g) for p, g in zip(positions, graphs, strict=True)])
    return np.array([readable, coordination(*positions, overlap), hit_rate(*positions, overlap)])
