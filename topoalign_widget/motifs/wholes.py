"""Parts of a graph that are wholes of some kind: components, trees and cliques."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import ClassVar

import numpy as np

from topoalign_widget.alignment.features import components, loops, neighbours_of
from topoalign_widget.motifs.ground import Ground
from topoalign_widget.motifs.motif import Found, Motif, edges_within


@dataclass(frozen=True, repr=False)
class Component(Motif):
    """A connected component.

    Parameters
    ----------
    min_nodes : int, default 1

    Notes
    -----
    The score is its number of inputs.
    """

    kind: ClassVar[str] = "component"
    min_nodes: int = 1

    def __post_init__(self) -> None:
        self._whole(min_nodes=1)

    def search(self, ground: Ground) -> Iterator[Found]:
        """List the components."""
        for nodes in components(ground.graph):
            ground.deadline.check()
            if len(nodes) >= self.min_nodes:
                size = len(ground.graph.inputs_of(nodes))
                yield Found(nodes, edges_within(ground.graph, nodes), float(size))


@dataclass(frozen=True, repr=False)
class Tree(Motif):
    """A connected component without holes: no loop of any length remains when its triangles are filled.

    Not a tree in the sense of graph theory: where boxes overlap, every path of a Mapper graph has triangles.

    Parameters
    ----------
    min_nodes : int, default 3

    Notes
    -----
    The score is its number of nodes.
    """

    kind: ClassVar[str] = "tree"
    min_nodes: int = 3

    def __post_init__(self) -> None:
        self._whole(min_nodes=1)

    def search(self, ground: Ground) -> Iterator[Found]:
        """Look for the components that no hole is in."""
        graph = ground.graph
        holed = {int(loop[0]) for loop in loops(graph, 0, ground.deadline.check)}
        for nodes in components(graph):
            ground.deadline.check()
            if len(nodes) >= self.min_nodes and holed.isdisjoint(nodes.tolist()):
                yield Found(nodes, edges_within(graph, nodes), float(len(nodes)))


@dataclass(frozen=True, repr=False)
class Clique(Motif):
    """Nodes that are all neighbours of each other, as many as can be.

    Parameters
    ----------
    k : int, default 4
        So many nodes or more.

    Notes
    -----
    The score is the number of nodes. Among nodes that meet conditions: the largest sets of such nodes.
    """

    kind: ClassVar[str] = "clique"
    k: int = 4

    def __post_init__(self) -> None:
        self._whole(k=2)

    def search(self, ground: Ground) -> Iterator[Found]:
        """List maximal cliques (Bron, Kerbosch 1973, with pivots) from a node and its later neighbours outwards."""
        near = neighbours_of(ground.graph, ground.allowed)
        for node in range(len(near)):
            later = {other for other in near[node] if other > node}
            for clique in self._grown([node], later, near[node] - later, near, ground):
                nodes = sorted(clique)
                yield Found(np.array(nodes), np.array(list(combinations(nodes, 2))), float(len(nodes)))

    def _grown(
        self, clique: list[int], may: set[int], seen: set[int], near: list[set[int]], ground: Ground
    ) -> Iterator[list[int]]:
        """Add nodes of ``may`` in all ways; what a node of ``seen`` could join has been listed from that node."""
        ground.deadline.check()
        if not may and not seen and len(clique) >= self.k:
            yield clique
        if len(clique) + len(may) < self.k or not may:
            return
        pivot = max(may | seen, key=lambda node: len(may & near[node]))
        for node in sorted(may - near[pivot]):
            yield from self._grown([*clique, node], may & near[node], seen & near[node], near, ground)
            may = may - {node}
            seen = seen | {node}
