"""Loops, branches and components of a Mapper graph: features that a reader sees, as sets of nodes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order, breadth_first_tree, connected_components, dijkstra

from topoalign_widget.alignment.overlap import marked
from topoalign_widget.alignment.problem import adjacency
from topoalign_widget.mapper.graph import MapperGraph

Nodes = NDArray[np.int64]

# Shorter cycles come from the overlap of neighbouring boxes.
SHORTEST_LOOP = 5
# Hops that a branch must stick out.
LEAST_PROMINENCE = 2


def components(graph: MapperGraph) -> list[Nodes]:
    """List the nodes of each component, in the order of their first nodes."""
    count, number = connected_components(adjacency(graph), directed=False)
    return [np.flatnonzero(number == i) for i in range(count)]


def pieces_of(graph: MapperGraph, nodes: NDArray[np.integer]) -> list[NDArray[np.int32]]:
    """Part nodes into what hangs together by edges between them; sorted, in the order of their first nodes."""
    within = adjacency(graph)[nodes][:, nodes]
    count, number = connected_components(within, directed=False)
    return [nodes[number == i].astype(np.int32) for i in range(count)]


def inputs_of(graph: MapperGraph, features: list[Nodes]) -> csr_array:
    """Mark the inputs that each feature holds; bool, shape (n_features, n_inputs)."""
    return marked([graph.inputs_of(nodes) for nodes in features], graph.n_inputs)


def loops(graph: MapperGraph, shortest: int = SHORTEST_LOOP) -> list[Nodes]:
    """Find the holes of a graph whose triangles are filled: a shortest cycle around each, in its order.

    A shortest basis of the first homology (coefficients 0 and 1) of the clique complex.

    Parameters
    ----------
    graph : MapperGraph
    shortest : int, default 5
        Loops of fewer nodes are left out.

    Returns
    -------
    list of array of int64
        Shortest first.
    """
    from topoalign_widget.alignment.homology import WORD, annotate, shortest_loops, triangles_of

    if not graph.n_edges:
        return []
    ends = graph.edges
    n, m = graph.n_nodes, len(ends)
    numbered = csr_array(
        (np.tile(np.arange(1, m + 1, dtype=np.int32), 2), (ends.T.ravel(), ends.T[::-1].ravel())),
        shape=(n, n),
    )
    numbered.sort_indices()
    csr = (numbered.indptr.astype(np.int32), numbered.indices.astype(np.int32), numbered.data - 1)
    free = np.flatnonzero(~_in_forest(numbered, m))
    annotation = np.zeros((m, len(free) // WORD + 1), dtype=np.uint64)
    bits = np.arange(len(free))
    annotation[free, bits // WORD] = np.uint64(1) << (bits % WORD).astype(np.uint64)
    annotate(annotation, triangles_of(*csr))
    annotation, rank = _compact(annotation)
    if not rank:
        return []
    found = shortest_loops(*csr, ends, annotation, rank)
    return [_around(numbered, root, ends[edge]) for root, edge, size in found if size >= shortest]


def _in_forest(numbered: csr_array, n_edges: int) -> NDArray[np.bool_]:
    """Mark the edges of a spanning forest."""
    inside = np.zeros(n_edges, dtype=np.bool_)
    number = connected_components(numbered, directed=False)[1]
    for root in np.unique(number, return_index=True)[1]:
        inside[breadth_first_tree(numbered, root, directed=False).data.astype(np.int64) - 1] = True
    return inside


def _compact(annotation: NDArray[np.uint64]) -> tuple[NDArray[np.uint64], int]:
    """Leave out the bits that no edge has; count the others."""
    bits = np.unpackbits(annotation.view(np.uint8), axis=1, bitorder="little")
    used = bits[:, bits.any(axis=0)]
    rank = used.shape[1]
    padded = np.zeros((len(used), 64 * (rank // 64 + 1)), dtype=np.uint8)
    padded[:, :rank] = used
    return np.packbits(padded, axis=1, bitorder="little").view(np.uint64), rank


def _around(numbered: csr_array, root: int, edge: NDArray[np.int32]) -> Nodes:
    """Walk from one end of the edge to the root and on to the other end."""
    before = breadth_first_order(numbered, root, directed=False)[1]

    def back(node: int) -> list[int]:
        path = [node]
        while path[-1] != root:
            path.append(int(before[path[-1]]))
        return path

    there, here = back(int(edge[0])), back(int(edge[1]))
    return np.array([*there, *here[-2::-1]], dtype=np.int64)


def branches(graph: MapperGraph, least: int = LEAST_PROMINENCE) -> list[Nodes]:
    """Find the arms of each component: what sticks out from its centre.

    Nodes are taken in from the outermost inwards, by their hops from a centre (a node with the smallest greatest
    distance to others). An arm grows from a node that is farther out than its neighbours until it meets another;
    it counts if both stick out by ``least`` hops there (persistence in dimension 0; Carriere, Michel, Oudot, arXiv
    1706.00204).

    Parameters
    ----------
    graph : MapperGraph
    least : int, default 2

    Returns
    -------
    list of array of int64
        Sorted nodes of each arm.
    """
    edges = adjacency(graph)
    found = []
    for own in components(graph):
        if len(own) > 2 * least:
            within = csr_array(edges[own][:, own])
            found += [own[arm] for arm in _arms(within, _hops_from_centre(within), least)]
    return found


def _hops_from_centre(within: csr_array) -> NDArray[np.int64]:
    hops = dijkstra(within, directed=False, unweighted=True)
    return hops[hops.max(axis=1).argmin()].astype(np.int64)


def _arms(within: csr_array, height: NDArray[np.int64], least: int) -> list[Nodes]:
    parent = np.full(len(height), -1)
    top = height.copy()
    members: dict[int, list[int]] = {}
    done: set[int] = set()
    found: list[Nodes] = []

    def root_of(node: int) -> int:
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    for node in np.lexsort((np.arange(len(height)), -height)).tolist():
        parent[node] = node
        members[node] = [node]
        neighbours = within.indices[within.indptr[node] : within.indptr[node + 1]]
        roots = {root_of(int(k)) for k in neighbours if parent[k] >= 0} - {node}
        arms = [root for root in roots if top[root] - height[node] >= least]
        if len(arms) > 1:
            found += [np.sort(members[arm]) for arm in sorted(arms) if arm not in done]
            done |= set(arms)
        keeper = max([*roots, node], key=lambda r: (top[r], -r))
        for root in {*roots, node} - {keeper}:
            parent[root] = keeper
            members[keeper] += members.pop(root)
    return found
