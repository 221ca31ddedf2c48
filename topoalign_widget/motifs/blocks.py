"""What a graph falls into when an edge or a node is taken away, and how many inputs each part holds.

Nodes that share an input are neighbours, so all nodes of an input are in one block (a part that no single node holds
together). So inputs can be counted along the tree of blocks and cut nodes, each once, though nodes overlap.
"""

from __future__ import annotations

from dataclasses import dataclass

import networkx as nx
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array

from topoalign_widget.mapper.graph import MapperGraph

# Of the tree: a block or a cut node, and its number.
Vertex = tuple[str, int]


@dataclass(frozen=True)
class Blocks:
    """Blocks and cut nodes of a graph. Made by :func:`blocks_of`.

    Attributes
    ----------
    nodes : list of list of int
        Sorted nodes of each block; a bridge is a block of two.
    tree : networkx.Graph
        Joins each block with its cut nodes.
    beyond : mapping of (Vertex, Vertex) to int
        Inputs of what is beyond an edge of the tree, seen from its first end.
    """

    nodes: list[list[int]]
    tree: nx.Graph
    beyond: dict[tuple[Vertex, Vertex], int]

    def without_node(self, node: int) -> list[int]:
        """Count the inputs of each part that remains without a cut node, largest first."""
        here = ("node", node)
        return sorted((self.beyond[here, block] for block in self.tree[here]), reverse=True)

    def sides(self, graph: MapperGraph, block: int) -> tuple[int, int]:
        """Count the inputs on both sides of a bridge; those of both ends are on both."""
        here, (i, j) = ("block", block), self.nodes[block]
        held = [graph.inputs_of([end]) for end in (i, j)]
        both = len(np.intersect1d(held[0], held[1]))
        one, other = (
            self.beyond[here, ("node", end)] + both if ("node", end) in self.tree else len(own)
            for end, own in zip((i, j), held, strict=True)
        )
        return one, other


def blocks_of(graph: MapperGraph) -> Blocks:
    """Find the blocks of a graph, and count the inputs beyond each of their cut nodes."""
    whole = nx.Graph(graph.edges.tolist())
    number = {}
    nodes = []
    for b, edges in enumerate(nx.biconnected_component_edges(whole)):
        number.update({(min(e), max(e)): b for e in edges})
        nodes.append(sorted({end for e in edges for end in e}))
    cut = set(nx.articulation_points(whole))
    tree = nx.Graph((("block", b), ("node", v)) for b, block in enumerate(nodes) for v in block if v in cut)
    tree.add_nodes_from(("block", b) for b in range(len(nodes)))
    of_edge = np.array([number[i, j] for i, j in graph.edges.tolist()], dtype=np.int64)
    return Blocks(nodes, tree, _beyond(tree, _own_inputs(graph, nodes, cut, of_edge)))


def _own_inputs(
    graph: MapperGraph, nodes: list[list[int]], cut: set[int], of_edge: NDArray[np.int64]
) -> dict[Vertex, int]:
    """Count the inputs of each block; those that only a cut node holds are its own."""
    holders = csc_array(graph.membership)
    count = np.diff(holders.indptr)
    first = holders.indices[holders.indptr[:-1][count == 1]]
    alone = np.bincount(first, minlength=graph.n_nodes)
    starts = holders.indptr[:-1][count > 1]
    one, other = np.sort([holders.indices[starts], holders.indices[starts + 1]], axis=0).astype(np.int64)
    keys = graph.edges.astype(np.int64) @ [graph.n_nodes, 1]
    together = np.bincount(of_edge[np.searchsorted(keys, one * graph.n_nodes + other)], minlength=len(nodes))
    own: dict[Vertex, int] = {("node", v): int(alone[v]) for v in cut}
    for b, block in enumerate(nodes):
        own["block", b] = int(together[b]) + sum(int(alone[v]) for v in block if v not in cut)
    return own


def _beyond(tree: nx.Graph, own: dict[Vertex, int]) -> dict[tuple[Vertex, Vertex], int]:
    """Add inputs up over the part of the tree beyond each of its edges."""
    beyond = {}
    for part in nx.connected_components(tree):
        root = next(iter(part))
        total = sum(own.get(v, 0) for v in part)
        below = {v: own.get(v, 0) for v in part}
        for parent, child in reversed(list(nx.dfs_edges(tree, root))):
            beyond[parent, child] = below[child]
            beyond[child, parent] = total - below[child]
            below[parent] += below[child]
    return beyond
