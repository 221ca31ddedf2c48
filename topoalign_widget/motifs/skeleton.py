"""The skeleton of a graph: strands, and the joints at which they meet.

A Mapper graph with a lens of several dimensions is a ribbon where the data are a line, and nearly every node has
three neighbours or more: degrees tell nothing. So the graph is cut into level sets of the distance from its centre,
and what hangs together of a level is one piece: the Reeb graph of that distance. What sticks out from it by little is
no strand of its own (persistence in dimension 0).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import networkx as nx
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components, dijkstra

from topoalign_widget.alignment.features import LEAST_PROMINENCE, components
from topoalign_widget.alignment.problem import adjacency
from topoalign_widget.mapper.graph import MapperGraph

Floats = NDArray[np.float64]
Nodes = NDArray[np.int64]


@dataclass(frozen=True)
class Strand:
    """Pieces in a row that neither branches nor closes.

    Attributes
    ----------
    pieces : tuple of array of int64
        Sorted nodes of each piece.
    numbers : tuple of int
        Of the pieces, in the skeleton.
    joints : tuple of two (int or None)
        What it leads to before its first and after its last piece: a joint of the skeleton; None at a free end.
    """

    pieces: tuple[Nodes, ...]
    numbers: tuple[int, ...]
    joints: tuple[int | None, int | None]

    def reversed(self) -> Strand:
        """Turn it round."""
        return Strand(self.pieces[::-1], self.numbers[::-1], self.joints[::-1])


@dataclass(frozen=True)
class Skeleton:
    """Strands of a graph, and the sorted nodes of each joint. Made by :func:`skeleton_of`."""

    strands: list[Strand]
    joints: dict[int, Nodes]

    def from_joint(self, joint: int) -> list[Strand]:
        """List the strands at a joint, each leading away from it."""
        away = [strand for strand in self.strands if strand.joints[0] == joint]
        return away + [strand.reversed() for strand in self.strands if strand.joints[1] == joint]

    def arms(self, joint: int) -> list[Strand]:
        """List the strands that lead from a joint to a free end."""
        return [strand for strand in self.from_joint(joint) if strand.joints[1] is None]


def skeleton_of(
    graph: MapperGraph,
    length: Floats,
    is_thin: Callable[[Sequence[Nodes]], bool] = lambda pieces: True,
    pause: Callable[[], None] = lambda: None,
) -> Skeleton:
    """Find the skeleton of each component.

    Parameters
    ----------
    graph : MapperGraph
    length : array of float64, shape (n_edges,)
        Of the edges, in hops.
    is_thin : callable, optional
        Tells of pieces in a row whether they may be a strand with a free end; if not, they are part of the joint.
    pause : callable, optional
        Called now and then; may raise, which ends it.
    """
    edges = adjacency(graph, length)
    pieces = nx.Graph()
    for own in components(graph):
        pause()
        within = csr_array(edges[own][:, own])
        reeb = _reeb(within, np.floor(_from_centre(within)).astype(np.int64))
        _absorb(reeb, pause)
        first = len(pieces)
        pieces.update(nx.relabel_nodes(reeb, {p: first + i for i, p in enumerate(reeb)}))
        for p in range(first, len(pieces)):
            pieces.nodes[p]["nodes"] = own[pieces.nodes[p]["nodes"]]
    while True:
        skeleton = _cut(pieces)
        arms = [(joint, arm) for joint in skeleton.joints for arm in skeleton.arms(joint)]
        stubs = [(joint, arm) for joint, arm in arms if not is_thin(arm.pieces)]
        if not stubs:
            return skeleton
        for joint, stub in stubs:
            pause()
            for p in stub.numbers:
                _merge(pieces, joint, p)


def _from_centre(within: csr_array) -> Floats:
    """Measure the way to each node of a component from one in its middle: between two ends that are far apart."""

    def ways(node: int) -> Floats:
        return np.asarray(dijkstra(within, directed=False, indices=node))

    one = ways(int(ways(0).argmax()))
    other = ways(int(one.argmax()))
    return ways(int(np.maximum(one, other).argmin()))


def _reeb(within: csr_array, height: NDArray[np.int64]) -> nx.Graph:
    """Cut a component into level sets: pieces with the attributes ``nodes`` and ``level``, and what follows what.

    Nodes of a level hang together if they are neighbours, or have a common one farther out: the sides of a ribbon
    need not be neighbours.
    """
    pairs = np.array(within.nonzero())
    low, high = pairs[:, height[pairs[0]] <= height[pairs[1]]]
    level = height[low] == height[high]
    order = np.lexsort((low[~level], height[low[~level]], high[~level]))
    below, above = low[~level][order], high[~level][order]
    common = (above[1:] == above[:-1]) & (height[below[1:]] == height[below[:-1]])
    one = np.r_[low[level], below[:-1][common]]
    other = np.r_[high[level], below[1:][common]]
    joined = csr_array((np.ones(len(one)), (one, other)), shape=within.shape)
    count, number = connected_components(joined, directed=False)
    levels = {int(number[i]): int(height[i]) for i in range(len(height))}
    follows = nx.DiGraph()
    follows.add_nodes_from(range(count))
    follows.add_edges_from(zip(number[below].tolist(), number[above].tolist(), strict=True))
    reeb = nx.Graph(nx.transitive_reduction(follows))
    for p in range(count):
        reeb.nodes[p].update(nodes=np.flatnonzero(number == p), level=levels[p])
    return reeb


def _absorb(reeb: nx.Graph, pause: Callable[[], None]) -> None:
    """Make what sticks out by little part of the piece that it sticks out from."""
    levels = nx.get_node_attributes(reeb, "level")
    start = min(reeb, key=levels.__getitem__)
    while len(reeb) > 1 and reeb.degree(start) == 1:  # the centre is no end
        _merge(reeb, start, next(iter(reeb[start])))
    for p in sorted(reeb, key=levels.__getitem__):
        pause()
        if p not in reeb:
            continue
        _close_slits(reeb, p, levels)
        above = [q for q in reeb[p] if levels[q] > levels[p]]
        if len(above) < 2:
            continue
        beyond = {q: _upwards(reeb, q, levels) for q in above}
        reach = {q: max(levels[r] for r in beyond[q]) - levels[p] for q in above}
        longest = max(above, key=lambda q: (reach[q], -q))
        kept = {q for q in above if reach[q] >= LEAST_PROMINENCE} | {longest}
        lasting = set().union(*(beyond[q] for q in kept))
        for r in set().union(*(beyond[q] for q in above)) - lasting:
            _merge(reeb, p, r)


def _close_slits(reeb: nx.Graph, p: int, levels: dict[int, int]) -> None:
    """Join pieces that follow the same piece and are followed by the same one: no hole is that small."""
    above = sorted(q for q in reeb[p] if levels[q] > levels[p])
    for i, q in enumerate(above):
        for r in above[i + 1 :]:
            if q in reeb and r in reeb and any(levels[s] > levels[q] for s in set(reeb[q]) & set(reeb[r])):
                _merge(reeb, q, r)


def _merge(reeb: nx.Graph, into: int, other: int) -> None:
    reeb.nodes[into]["nodes"] = np.r_[reeb.nodes[into]["nodes"], reeb.nodes[other]["nodes"]]
    reeb.add_edges_from((into, q) for q in reeb[other] if q != into)
    reeb.remove_node(other)


def _upwards(reeb: nx.Graph, piece: int, levels: dict[int, int]) -> set[int]:
    seen, stack = {piece}, [piece]
    while stack:
        p = stack.pop()
        further = [q for q in reeb[p] if levels[q] > levels[p] and q not in seen]
        seen.update(further)
        stack += further
    return seen


def _cut(pieces: nx.Graph) -> Skeleton:
    """Cut at the joints; what is part of a ring is no strand, and where it leaves the ring is a joint."""
    ways = nx.Graph()
    ways.add_nodes_from(pieces)
    ways.add_edges_from(nx.bridges(pieces))
    joints = {p for p in pieces if pieces.degree(p) > 2 or pieces.degree(p) > ways.degree(p)}
    inner = ways.subgraph([p for p in ways if p not in joints])
    strands = [_strand(row, ways, pieces) for row in nx.connected_components(inner)]
    return Skeleton(strands, {p: np.sort(pieces.nodes[p]["nodes"]) for p in sorted(joints)})


def _strand(row: set[int], ways: nx.Graph, pieces: nx.Graph) -> Strand:
    """Put the pieces of a strand in a row."""
    within = ways.subgraph(row)
    ends = sorted(p for p in row if within.degree(p) < 2)
    order = list(nx.dfs_preorder_nodes(within, ends[0]))
    outside = [[q for q in ways[p] if q not in row] for p in (order[0], order[-1])]
    if len(order) == 1:  # one piece between two joints has both on the same side
        outside = [outside[0][:1], outside[0][1:]]
    first, last = (found[0] if found else None for found in outside)
    return Strand(tuple(np.sort(pieces.nodes[p]["nodes"]) for p in order), tuple(order), (first, last))
