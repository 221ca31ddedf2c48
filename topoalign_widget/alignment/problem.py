"""What a joint layout needs to know of the graphs; nodes of all graphs are numbered through."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import block_array, csr_array
from scipy.sparse.csgraph import connected_components

from topoalign_widget.alignment.overlap import cosine
from topoalign_widget.mapper.graph import MapperGraph

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Range = tuple[int, int]

# Stress is taken to all nodes of a graph up to this many, to a random sample of them above.
MOST_LANDMARKS = 3000

# Hops of free space between pieces of a graph.
PIECES_APART = 2.0

# Less than this is done before another thread has woken up.
STEPS_PER_THREAD = 100_000


class Threads:
    """Runs a compiled loop over ranges of rows side by side."""

    def __init__(self) -> None:
        self._count = os.cpu_count() or 1
        self._pool = ThreadPoolExecutor(self._count)

    def run(self, loop: Callable[..., None], *arguments: object, rows: int, cost: int) -> None:
        """Call ``loop(*arguments, range)`` for ranges that cover the rows, each of ``cost`` steps."""
        n = max(1, min(self._count, rows * cost // STEPS_PER_THREAD))
        ranges = [(rows * i // n, rows * (i + 1) // n) for i in range(n)]
        apply = self._pool.map if n > 1 else map
        deque(apply(lambda own: loop(*arguments, own), ranges), maxlen=0)


@dataclass(frozen=True)
class Part:
    """One graph, with hops from its nodes to landmarks in a random order.

    Attributes
    ----------
    nodes : slice
    landmarks : array of int64, shape (k,)
        Counted from the graph's first node.
    hops : array of float32, shape (n_nodes, k)
    """

    nodes: slice
    landmarks: Ints
    hops: NDArray[np.float32]


@dataclass(frozen=True)
class Lookup:
    """Best counterparts of the nodes of one graph in another, and what each weighs; weights sum to 1."""

    sources: Ints
    best: Ints
    weights: Floats
    target: slice


@dataclass(frozen=True)
class Problem:
    """The graphs to lay out.

    Attributes
    ----------
    parts : list of Part
        One for each graph of at least two nodes.
    edges : csr_array, shape (n_nodes, n_nodes)
        1 for each edge within a graph; symmetric.
    pairs : csr_array, shape (n_nodes, n_nodes)
        Cosine overlap of nodes of different graphs; symmetric.
    coupling : csr_array, shape (n_nodes, n_nodes)
        The same, each pair of graphs with the same sum, a triangle of the matrix with sum 1.
    degree : array of float64, shape (n_nodes,)
        Row sums of the coupling; 0 for a node without counterparts.
    lookups : list of Lookup
        One for each ordered pair of graphs with common inputs.
    coupled : list of slice
        The nodes of each graph that has inputs in common with another.
    """

    parts: list[Part]
    edges: csr_array
    pairs: csr_array
    coupling: csr_array
    degree: Floats
    lookups: list[Lookup]
    coupled: list[slice]

    @classmethod
    def of(cls, graphs: list[MapperGraph], rng: np.random.Generator, threads: Threads) -> Problem:
        """Gather what layouts of these graphs need; ``rng`` orders the landmarks."""
        ends = np.cumsum([g.n_nodes for g in graphs])
        nodes = [slice(int(end) - g.n_nodes, int(end)) for g, end in zip(graphs, ends, strict=True)]
        found = {
            (a, b): cosine(graphs[a].membership, graphs[b].membership)
            for a, b in combinations(range(len(graphs)), 2)
        }
        shared = {pair: c for pair, c in found.items() if c.nnz}
        both_ways = {**shared, **{(b, a): c.T.tocsr() for (a, b), c in shared.items()}}
        sizes = [g.n_nodes for g in graphs]
        within = [adjacency(g) for g in graphs]
        coupling = _blocks(sizes, {p: c / (c.sum() * len(shared)) for p, c in both_ways.items()})
        degree = coupling.sum(axis=1)
        return cls(
            parts=[_part(a, s, rng, threads) for a, s in zip(within, nodes, strict=True) if a.shape[0] > 1],
            edges=_blocks(sizes, {(i, i): a for i, a in enumerate(within)}),
            pairs=_blocks(sizes, both_ways),
            coupling=coupling,
            degree=degree,
            lookups=[_lookup(c, nodes[a], nodes[b]) for (a, b), c in both_ways.items()],
            coupled=[own for own in nodes if degree[own].any()],
        )

    @property
    def n_nodes(self) -> int:
        """Number of nodes of all graphs."""
        return int(self.edges.shape[0])


def adjacency(graph: MapperGraph, lengths: NDArray[np.float64] | None = None) -> csr_array:
    """Arrange the edges of a graph as a symmetric matrix of ones, or of their lengths."""
    i, j = graph.edges.T
    own = np.ones(len(i)) if lengths is None else lengths
    return csr_array((np.r_[own, own], (np.r_[i, j], np.r_[j, i])), shape=(graph.n_nodes,) * 2)


def _blocks(sizes: list[int], blocks: dict[tuple[int, int], csr_array]) -> csr_array:
    rows = [[blocks.get((a, b), csr_array((n, m))) for b, m in enumerate(sizes)] for a, n in enumerate(sizes)]
    return csr_array(block_array(rows, format="csr"))


def _part(within: csr_array, nodes: slice, rng: np.random.Generator, threads: Threads) -> Part:
    from topoalign_widget.alignment.kernels import add_hops

    n = within.shape[0]
    landmarks = rng.permutation(n)[:MOST_LANDMARKS]
    hops = np.empty((n, len(landmarks)), dtype=np.float32)
    arguments = (within.indptr, within.indices, landmarks, hops)
    threads.run(add_hops, *arguments, rows=len(landmarks), cost=n)
    return Part(nodes, landmarks, _with_pieces_apart(hops, within, landmarks))


def _with_pieces_apart(hops: NDArray[np.float32], within: csr_array, landmarks: Ints) -> NDArray[np.float32]:
    """Say how far pieces of a graph lie from each other, which no path says.

    They need room for their radii, half their longest paths; but a small piece at exactly that distance
    would look like a neighbour, so the radius is the geometric mean of its own and the largest.
    """
    piece = connected_components(within, directed=False)[1]
    reached = np.isfinite(hops)
    radius = np.zeros(piece.max() + 1)
    np.maximum.at(radius, piece, np.where(reached, hops, 0).max(axis=1) / 2)
    radius = np.sqrt(radius * radius.max())
    apart = radius[piece][:, None] + radius[piece[landmarks]] + PIECES_APART
    return np.where(reached, hops, apart).astype(np.float32)


def _lookup(shared: csr_array, sources: slice, target: slice) -> Lookup:
    rows = np.flatnonzero(np.diff(shared.indptr))
    best = shared.argmax(axis=1)[rows]
    weights = shared.max(axis=1).toarray().ravel()[rows]
    return Lookup(rows + sources.start, np.asarray(best) + target.start, weights / weights.sum(), target)
