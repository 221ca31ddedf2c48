"""Two graphs of the same inputs as one: edges within, and edges between nodes that hold the same inputs."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import block_array, csr_array, vstack
from scipy.sparse.csgraph import connected_components

from topoalign_widget.alignment.overlap import overlap
from topoalign_widget.mapper.graph import MapperGraph

Mask = NDArray[np.bool_]

# Standard deviations of a chance overlap from which on two nodes are coupled.
BEYOND_CHANCE = 2.0


@dataclass(frozen=True, eq=False)
class Coupled:
    """Two graphs of the same inputs, nodes numbered through.

    Attributes
    ----------
    n_a : int
        Nodes from here on are of the second graph.
    membership : csr_array of bool, shape (n_nodes, n_inputs)
    within : csr_array of float64, shape (n_nodes, n_nodes)
        Jaccard index of nodes that are joined in their graph.
    between : csr_array of float64, shape (n_nodes, n_nodes)
        Jaccard index of nodes of different graphs, of what is beyond chance.
    """

    n_a: int
    membership: csr_array
    within: csr_array
    between: csr_array

    @classmethod
    def of(cls, a: MapperGraph, b: MapperGraph, order: NDArray[np.int64] | None = None) -> Coupled:
        """Couple two graphs; with an order, input i of b is taken for input order[i]."""
        of_b = b.membership
        if order is not None:
            of_b = csr_array((of_b.data, order[of_b.indices].astype(np.int32), of_b.indptr), shape=of_b.shape)
        between = _beyond_chance(a.membership, of_b)
        own = [csr_array((g.edge_weights.astype(float), g.edges.T), shape=(g.n_nodes,) * 2) for g in (a, b)]
        within = _symmetric(block_array([[own[0], None], [None, own[1]]]))
        none = [csr_array(o.shape) for o in own]
        return cls(
            a.n_nodes,
            csr_array(vstack([a.membership, of_b])),
            within,
            _symmetric(block_array([[none[0], between], [None, none[1]]])),
        )

    def joined_by_overlap(self) -> Coupled:
        """Join nodes of a graph that a node of the other overlaps, in place of those that share inputs."""
        joined = csr_array(self.between @ self.between)
        joined.setdiag(0)
        joined.eliminate_zeros()
        joined.sort_indices()
        return replace(self, within=joined)

    @property
    def n_nodes(self) -> int:
        """Number of nodes of both graphs."""
        return int(self.membership.shape[0])

    @property
    def n_inputs(self) -> int:
        """Number of inputs."""
        return int(self.membership.shape[1])

    def side(self, which: int) -> slice:
        """Tell the nodes of the first (0) or the second graph (1)."""
        return slice(self.n_a, None) if which else slice(0, self.n_a)

    def inputs(self, inside: Mask, which: int) -> NDArray[np.bool_]:
        """Mark the inputs that a part's nodes of one graph hold."""
        own = np.zeros(self.n_nodes, dtype=np.int32)
        own[self.side(which)] = inside[self.side(which)]
        return np.asarray(self.membership.T @ own) > 0

    def common(self, inside: Mask) -> NDArray[np.bool_]:
        """Mark the inputs that a part holds in both graphs."""
        return np.asarray(self.inputs(inside, 0) & self.inputs(inside, 1))

    def touched_by(self, inside: Mask) -> Mask:
        """Mark the nodes of a part and those that are linked to it in their graph."""
        return np.asarray(self.within @ inside.astype(np.float64) > 0) | inside

    def in_both(self, nodes: Mask) -> bool:
        """Whether some of the nodes are in either graph."""
        return bool(nodes[: self.n_a].any() and nodes[self.n_a :].any())

    def largest(self, inside: Mask) -> Mask:
        """Keep of a part, in each graph, the connected piece that holds most inputs."""
        kept = np.zeros_like(inside)
        for nodes in self._nodes(inside):
            if len(nodes):
                number = connected_components(self.within[nodes][:, nodes], directed=False)[1]
                pieces = [nodes[number == i] for i in range(number.max() + 1)]
                kept[max(pieces, key=self._n_held)] = True
        return kept

    def _n_held(self, nodes: NDArray[np.int64]) -> int:
        return len(np.unique(self.membership[nodes].indices))

    def nodes_of(self, inside: Mask) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """List the nodes of a part in each graph, numbered as there."""
        return np.flatnonzero(inside[: self.n_a]), np.flatnonzero(inside[self.n_a :])

    def pieces(self, inside: Mask) -> tuple[int, int]:
        """Count the connected pieces of a part in each graph."""
        a, b = (
            int(connected_components(self.within[own][:, own], directed=False, return_labels=False))
            for own in self._nodes(inside)
        )
        return a, b

    def _nodes(self, inside: Mask) -> list[NDArray[np.int64]]:
        """List the nodes of a part in each graph, numbered as here."""
        return [np.flatnonzero(inside[own]) + own.start for own in (self.side(0), self.side(1))]


def _beyond_chance(a: csr_array, b: csr_array) -> csr_array:
    """Jaccard index of pairs of nodes, of what they share more than chance lets expect."""
    shared = overlap(a, b).tocoo()
    size_a, size_b = (np.diff(m.indptr).astype(np.float64) for m in (a, b))
    i, j, both = shared.row, shared.col, shared.data.astype(np.float64)
    expected = size_a[i] * size_b[j] / a.shape[1]
    kept = both - expected > BEYOND_CHANCE * np.sqrt(expected)
    i, j, both, expected = i[kept], j[kept], both[kept], expected[kept]
    index = (both - expected) / (size_a[i] + size_b[j] - both - expected)
    return csr_array((index, (i, j)), shape=shared.shape)


def _symmetric(upper: csr_array) -> csr_array:
    both = csr_array(upper + upper.T)
    both.sort_indices()
    return both
