"""How a part of a graph arranges its inputs, and whether two parts arrange them alike.

Edges conserved are no evidence: parts that hold the same inputs conserve nearly all of them, however the inputs are
dealt within. What counts is whether inputs that are far apart along one part are far apart along the other.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra
from scipy.stats import rankdata

from topoalign_widget.alignment.features import SHORTEST_LOOP, edges_within, loops
from topoalign_widget.mapper.graph import MapperGraph

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# Nodes of a side from which on its arrangement says something.
LEAST_NODES = 4
# Inputs whose pairs are looked at; each pair is a row of two ranks.
MOST_PLACED = 200
# Length of an edge between nodes with equal lens values, in units of the median edge: a path is never free.
SHORTEST = 0.01


def geodesics(graph: MapperGraph, nodes: Ints, inputs: Ints) -> Floats:
    """Measure how far inputs lie apart along some nodes of a graph.

    Where the lens is known, an edge is as long as the nodes' mean lens values are apart, and an input has the place
    of its own lens value within its nodes: the graph as a space with the metric of the lens (Singh, Memoli, Carlsson
    2007; Carriere, Oudot, arXiv 1511.05823). Otherwise an edge has length 1, and an input is at all its nodes alike.

    Parameters
    ----------
    graph : MapperGraph
    nodes : array of int, shape (n_nodes,)
    inputs : array of int, shape (n,)
        Each in one of the nodes at least.

    Returns
    -------
    array of float64, shape (n, n)
        In units of the median edge; what no path joins is farther apart than all else.
    """
    at = graph.membership[nodes][:, inputs].toarray().T
    own, _ = edges_within(graph, nodes)
    asked = np.flatnonzero(at.any(axis=0))
    at = at[:, asked]
    if not np.isfinite(graph.lens).all():
        hops = _along(own, np.ones(len(own)), len(nodes), asked)
        weights = at / at.sum(axis=1, keepdims=True)
        return np.asarray(weights @ hops @ weights.T)
    lens = graph.lens / _unit(graph.lens)
    held = graph.membership[nodes]
    place = np.asarray(held.astype(np.float64) @ lens) / np.diff(held.indptr)[:, None]
    length = np.linalg.norm(place[own[:, 0]] - place[own[:, 1]], axis=1)
    unit = (np.median(length) if len(length) else 0.0) or 1.0
    offset = np.where(at, np.linalg.norm(lens[inputs][:, None] - place[asked], axis=2) / unit, np.inf)
    hops = _along(own, length / unit + SHORTEST, len(nodes), asked, float(offset[at].max()))
    to_node = np.array([(o[here, None] + hops[here]).min(axis=0) for o, here in zip(offset, at, strict=True)])
    apart = np.array([(to_node + o).min(axis=1) for o in offset])
    direct = np.linalg.norm(lens[inputs][:, None] - lens[inputs], axis=2) / unit
    together = at.astype(np.float32) @ at.T.astype(np.float32) > 0
    return np.where(together, np.minimum(apart, direct), apart)


def _unit(lens: Floats) -> Floats:
    """Measure each dimension of a lens by its range, as a cover does; a constant one has no say."""
    spread = np.ptp(lens, axis=0)
    return np.where(spread > 0, spread, 1.0)


def _along(
    edges: NDArray[np.int32], length: Floats, n_nodes: int, asked: Ints, offset: float = 0.0
) -> Floats:
    """Measure shortest paths between some of the nodes, in which inputs lie so far from their places at most."""
    linked = csr_array((length, edges.T), shape=(n_nodes, n_nodes))
    paths = dijkstra(linked, directed=False, indices=asked)[:, asked]
    reached = np.isfinite(paths)
    paths[~reached] = paths[reached].max() * 2 + 1 + 2 * offset
    return np.asarray(paths)


@dataclass(frozen=True)
class Structure:
    """Agreement of two arrangements of the same inputs.

    Attributes
    ----------
    agreement : float
        Rank correlation of the distances, in [-1, 1]; NaN where it cannot be told.
    p_value : float
        Share of permutations of the inputs that agree as much, itself counted (Mantel 1967); NaN likewise.
    typical : array of int64
        Inputs from the middle of both arrangements outwards.
    """

    agreement: float
    p_value: float
    typical: Ints


def compare_structure(
    a: MapperGraph,
    b: MapperGraph,
    nodes: tuple[Ints, Ints],
    inputs: Ints,
    n_permutations: int,
    rng: np.random.Generator,
) -> Structure:
    """Compare how two parts arrange the inputs that both hold, by at most 200 of them.

    Parameters
    ----------
    a, b : MapperGraph
    nodes : tuple of two arrays of int
        Nodes of each part.
    inputs : array of int
        What both hold.
    n_permutations : int
        Of the inputs of one part; 0: no p-value.
    rng : numpy.random.Generator
    """
    placed = np.sort(rng.choice(inputs, min(MOST_PLACED, len(inputs)), replace=False))
    apart = [geodesics(g, own, placed) for g, own in zip((a, b), nodes, strict=True)]
    middle = np.argsort(sum(rankdata(d.sum(axis=1)) for d in apart), kind="stable")
    typical = placed[middle]
    if min(map(len, nodes)) < LEAST_NODES or len(placed) < LEAST_NODES:
        return Structure(np.nan, np.nan, typical)
    first, second = (_centred_ranks(d) for d in apart)
    scale = np.linalg.norm(first) * np.linalg.norm(second)
    if scale == 0:
        return Structure(np.nan, np.nan, typical)
    agreement = float((first * second).sum() / scale)
    if not n_permutations:
        return Structure(agreement, np.nan, typical)
    orders = (rng.permutation(len(placed)) for _ in range(n_permutations))
    as_much = sum((first * second[np.ix_(o, o)]).sum() / scale >= agreement - 1e-12 for o in orders)
    return Structure(agreement, (1 + as_much) / (1 + n_permutations), typical)


def _centred_ranks(apart: Floats) -> Floats:
    """Rank the distances of pairs; symmetric, mean 0 off the diagonal, 0 on it."""
    i, j = np.triu_indices(len(apart), 1)
    # Equal distances are equal ranks, whatever the rounding errors.
    ranks = rankdata(apart[i, j].round(9))
    ranks -= ranks.mean()
    full = np.zeros_like(apart)
    full[i, j] = full[j, i] = ranks
    return full


def holes(graph: MapperGraph, nodes: Ints) -> int:
    """Count the holes of a part of a graph with its triangles filled (beta_1), but for the smallest."""
    return len(rings(graph, nodes))


def rings(graph: MapperGraph, nodes: Ints) -> list[Ints]:
    """Find a shortest cycle around each hole of a part of a graph: nodes of the graph, in its order."""
    if len(nodes) < SHORTEST_LOOP:
        return []
    return [nodes[ring] for ring in loops(_part(graph, nodes))]


def _part(graph: MapperGraph, nodes: Ints) -> MapperGraph:
    """Cut nodes with their edges out of a graph."""
    edges, kept = edges_within(graph, nodes)
    return MapperGraph(
        csr_array(graph.membership[nodes]),
        edges,
        graph.edge_weights[kept],
        graph.lens,
        graph.node_interval[nodes],
        {},
    )
