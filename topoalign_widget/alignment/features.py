"""Loops, branches and components of a Mapper graph: features that a reader sees, as sets of nodes."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

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
# Of compiled loops, between two pauses: some hundredths of a second.
_STEPS = 10_000_000


def components(graph: MapperGraph) -> list[Nodes]:
    """List the nodes of each component, in the order of their first nodes."""
    count, number = connected_components(adjacency(graph), directed=False)
    return [np.flatnonzero(number == i) for i in range(count)]


def neighbours_of(graph: MapperGraph, allowed: NDArray[np.bool_] | None = None) -> list[set[int]]:
    """List the neighbours of each node; of those allowed, and among them, if that is told."""
    near: list[set[int]] = [set() for _ in range(graph.n_nodes)]
    edges = graph.edges if allowed is None else graph.edges[allowed[graph.edges].all(axis=1)]
    for i, j in edges.tolist():
        near[i].add(j)
        near[j].add(i)
    return near


def pieces_of(graph: MapperGraph, nodes: NDArray[np.integer]) -> list[NDArray[np.int32]]:
    """Part nodes into what hangs together by edges between them; sorted, in the order of their first nodes."""
    if len(nodes) == 1:
        return [nodes.astype(np.int32)]
    ends, _ = edges_within(graph, nodes)
    within = csr_array((np.ones(len(ends)), ends.T), shape=(len(nodes),) * 2)
    count, number = connected_components(within, directed=False)
    return [nodes[number == i].astype(np.int32) for i in range(count)]


def edges_within(
    graph: MapperGraph, nodes: NDArray[np.integer]
) -> tuple[NDArray[np.int32], NDArray[np.bool_]]:
    """List the edges between some nodes, numbered by their place among these, and mark them among all."""
    number = np.full(graph.n_nodes, -1, dtype=np.int32)
    number[nodes] = np.arange(len(nodes), dtype=np.int32)
    ends = number[graph.edges]
    kept = np.asarray((ends >= 0).all(axis=1))
    return ends[kept], kept


def inputs_of(graph: MapperGraph, features: list[Nodes]) -> csr_array:
    """Mark the inputs that each feature holds; bool, shape (n_features, n_inputs)."""
    return marked([graph.inputs_of(nodes) for nodes in features], graph.n_inputs)


def loops(
    graph: MapperGraph, shortest: int = SHORTEST_LOOP, pause: Callable[[], None] = lambda: None
) -> list[Nodes]:
    """Find the holes of a graph whose triangles are filled: a shortest cycle around each, in its order.

    A shortest basis of the first homology (coefficients 0 and 1) of the clique complex.

    Parameters
    ----------
    graph : MapperGraph
    shortest : int, default 5
        Loops of fewer nodes are left out.
    pause : callable, optional
        Called now and then, without arguments; may raise, which ends the search.

    Returns
    -------
    list of array of int64
        Shortest first.
    """
    from topoalign_widget.alignment.homology import shortest_loops, triangles_of

    core, ends = _core(graph)
    n, m = len(core), len(ends)
    if n < shortest:
        return []
    numbered = csr_array(
        (np.tile(np.arange(1, m + 1, dtype=np.int32), 2), (ends.T.ravel(), ends.T[::-1].ravel())),
        shape=(n, n),
    )
    numbered.sort_indices()
    csr = (numbered.indptr.astype(np.int32), numbered.indices.astype(np.int32), numbered.data - 1)
    annotation, rank = _annotated(numbered, triangles_of(*csr), pause)
    if not rank:
        return []
    known, classes = np.empty((0, 3), dtype=np.int32), np.empty((0, annotation.shape[1]), dtype=np.uint64)
    step = max(1, _STEPS // (m * annotation.shape[1]))
    for first in range(0, n, step):
        pause()
        roots = np.arange(first, min(first + step, n))
        known, classes = shortest_loops(*csr, ends, annotation, rank, roots, known, classes)
    found = [_around(numbered, root, ends[edge]) for root, edge, size in known if size >= shortest]
    return [core[loop] for loop in found]


def _core(graph: MapperGraph) -> tuple[Nodes, NDArray[np.int32]]:
    """Leave out, one by one, nodes all of whose neighbours are another's; list the others, and edges between these.

    To fold such a node onto the other keeps every hole (strong collapse; Barmak, Minian, arXiv 0907.2954) and takes
    cycles to cycles that are no longer, so the shortest loops of what remains are shortest loops of the graph. Of a
    Mapper graph little remains.
    """
    near = [{i, *own} for i, own in enumerate(neighbours_of(graph))]
    waiting = deque(range(graph.n_nodes))
    while waiting:
        node = waiting.popleft()
        if any(near[node] <= near[other] for other in near[node] if other != node):
            near[node].remove(node)
            for other in near[node]:
                near[other].remove(node)
            waiting.extend(sorted(near[node]))
            near[node] = set()
    core = np.array([i for i, own in enumerate(near) if len(own) > 1], dtype=np.int64)
    number = np.full(graph.n_nodes, -1, dtype=np.int32)
    number[core] = np.arange(len(core))
    ends = number[graph.edges]
    return core, ends[(ends >= 0).all(axis=1)]


def _annotated(
    numbered: csr_array, triangles: NDArray[np.int32], pause: Callable[[], None]
) -> tuple[NDArray[np.uint64], int]:
    """Give each edge bits that tell classes of cycles apart, of which triangles have none; and their number."""
    from topoalign_widget.alignment.homology import WORD, annotate

    m = numbered.nnz // 2
    free = np.flatnonzero(~_in_forest(numbered, m))
    annotation = np.zeros((m, len(free) // WORD + 1), dtype=np.uint64)
    bits = np.arange(len(free))
    annotation[free, bits // WORD] = np.uint64(1) << (bits % WORD).astype(np.uint64)
    step = max(1, _STEPS // max(m, 1))
    for first in range(0, len(triangles), step):
        pause()
        annotate(annotation, triangles[first : first + step])
    return _compact(annotation)


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
