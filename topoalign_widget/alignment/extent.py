"""How some nodes of a graph hold a pattern, a set of inputs: how much of it, in which pieces, around which loops."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, eye_array
from scipy.sparse.csgraph import dijkstra

from topoalign_widget.alignment.features import pieces_of
from topoalign_widget.alignment.overlap import overlap
from topoalign_widget.alignment.problem import adjacency
from topoalign_widget.alignment.structure import rings
from topoalign_widget.mapper.graph import MapperGraph

Nodes = NDArray[np.int32]
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

# Nodes are a pattern's own if so much of what they hold is.
MOST = 0.5
# A piece is one of several if it holds so much of what the largest does, a loop is the pattern's if so much of the
# pattern goes round it: less comes from where a graph happened to be cut.
SUBSTANTIAL = 0.25


@dataclass(frozen=True, eq=False)
class Extent:
    """Nodes of a graph that hold a pattern.

    Attributes
    ----------
    graph : MapperGraph
    nodes : array of int32
        Sorted.
    pattern : array of int64
        Sorted.
    inputs : array of int64
        Those of the pattern that the nodes hold, sorted.
    n_held : int
        All inputs that the nodes hold.
    parts : list of array of int32
        The nodes in connected pieces, that which holds most of the pattern first.
    part_shares : array of float64, shape (n_parts,)
        Share of the pattern that each holds.
    loops : list of array of int64
        Nodes around each hole, in order, that hold a quarter of the pattern or more; largest share first.
    """

    graph: MapperGraph
    nodes: Nodes
    pattern: Ints
    inputs: Ints
    n_held: int
    parts: list[Nodes]
    part_shares: Floats
    loops: list[Ints]

    @classmethod
    def of(cls, graph: MapperGraph, nodes: Nodes, pattern: Ints) -> Extent:
        """Measure how nodes hold a pattern."""
        parts = pieces_of(graph, nodes)
        # An input is in nodes of one piece only: what shares an input is joined.
        piece_of = np.full(graph.n_inputs, -1)
        for i, part in enumerate(parts):
            piece_of[graph.membership[part].indices] = i
        own = piece_of[pattern]
        shares = np.bincount(own[own >= 0], minlength=len(parts)) / len(pattern)
        order = np.argsort(-shares, kind="stable")
        return cls(
            graph=graph,
            nodes=nodes,
            pattern=pattern,
            inputs=pattern[own >= 0],
            n_held=int((piece_of >= 0).sum()),
            parts=[parts[i] for i in order],
            part_shares=shares[order],
            loops=_loops(graph, nodes, pattern),
        )

    @property
    def share(self) -> float:
        """Share of the pattern's inputs that the nodes hold."""
        return len(self.inputs) / len(self.pattern)

    @property
    def excess(self) -> float:
        """Share of the pattern's inputs that the nodes hold, less that of all other inputs; at random 0."""
        others = self.graph.n_inputs - len(self.pattern)
        return self.share - (self.n_held - len(self.inputs)) / max(others, 1)

    @property
    def purity(self) -> float:
        """Share of the nodes' inputs that are the pattern's; 0 without nodes."""
        return len(self.inputs) / max(self.n_held, 1)

    @property
    def content(self) -> float:
        """Jaccard index of the nodes' inputs and the pattern's."""
        return len(self.inputs) / (self.n_held + len(self.pattern) - len(self.inputs))

    @property
    def main(self) -> Extent:
        """The piece that holds most of the pattern."""
        return Extent.of(self.graph, self.parts[0], self.pattern)

    @property
    def pieces(self) -> int:
        """Number of pieces that hold at least a quarter of what the largest does."""
        return int((self.part_shares >= SUBSTANTIAL * self.part_shares.max(initial=0.0)).sum())


def shares_of(graph: MapperGraph, pattern: Ints) -> Floats:
    """Tell which share of each node's inputs is a pattern's; float64 of shape (n_nodes,)."""
    inside = np.zeros(graph.n_inputs)
    inside[pattern] = 1
    return np.asarray(graph.membership @ inside) / graph.node_sizes


def bridged(graph: MapperGraph, nodes: Nodes, pattern: Ints) -> Nodes:
    """Add nodes that join pieces, if most of what they hold is the pattern's.

    Where the pieces hold all of the pattern, such a node tells nothing more of it; yet they hang together by it.
    """
    parts = pieces_of(graph, nodes)
    if len(parts) < 2:
        return nodes
    piece_of = np.full(graph.n_nodes, -1)
    for i, part in enumerate(parts):
        piece_of[part] = i
    outside = (piece_of < 0) & (shares_of(graph, pattern) >= MOST)
    ends = np.vstack([graph.edges, graph.edges[:, ::-1]])
    ends = ends[outside[ends[:, 0]] & (piece_of[ends[:, 1]] >= 0)]
    joined = np.unique(np.column_stack([ends[:, 0], piece_of[ends[:, 1]]]), axis=0)
    bridges = np.flatnonzero(np.bincount(joined[:, 0], minlength=graph.n_nodes) > 1)
    return np.union1d(nodes, bridges).astype(np.int32)


def loop_gap(own: Extent, there: Extent) -> int:
    """Tell how far apart neighbours on the pattern's largest loop are elsewhere, where they are farthest apart.

    Returns
    -------
    int
        Steps within the main piece there. Nodes on the loop that have no place there are passed over: most of their
        inputs must be in one node there, or next to it. 0 without a loop.
    """
    if not (own.loops and there.parts):
        return 0
    main = there.parts[0]
    ring, held = own.graph.membership[own.loops[0]], there.graph.membership[main]
    linked = adjacency(there.graph)[main][:, main]
    around = csr_array(linked + eye_array(len(main)), dtype=np.bool_) @ held
    place = overlap(ring, held).toarray().argmax(axis=1)
    near = overlap(ring, around).toarray()[np.arange(len(place)), place]
    place = place[near > MOST * np.diff(ring.indptr)]
    if not len(place):
        return 0
    apart = dijkstra(linked, unweighted=True, indices=place)
    return int(apart[np.arange(len(place)), np.roll(place, -1)].max())


def _loops(graph: MapperGraph, nodes: Nodes, pattern: Ints) -> list[Ints]:
    found = rings(graph, nodes.astype(np.int64))
    inside = np.zeros(graph.n_inputs, dtype=np.bool_)
    inside[pattern] = True
    counts = np.array([inside[graph.inputs_of(ring)].sum() for ring in found])
    order = np.argsort(-counts, kind="stable")
    return [found[i] for i in order if counts[i] >= SUBSTANTIAL * len(pattern)]
