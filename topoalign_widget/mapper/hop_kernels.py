"""The loops of counting hops, compiled."""

from __future__ import annotations

import numpy as np
from numba import njit


@njit(nogil=True, cache=True)
def search(indptr, indices, starts, hops, queue):  # type: ignore[no-untyped-def]
    """Count the edges on shortest paths from the nearest of some nodes to all, by a breadth-first search.

    Parameters
    ----------
    indptr, indices : arrays of int32
        A symmetric adjacency in CSR form.
    starts : array of int
        Nodes, each once.
    hops : array of int, shape (n_nodes,)
        Written to; -1 where there is no path.
    queue : array of int, shape (n_nodes,)
        Scratch.
    """
    hops[:] = -1
    head, tail = 0, len(starts)
    queue[:tail] = starts
    for node in starts:
        hops[node] = 0
    while head < tail:
        node = queue[head]
        head += 1
        for neighbour in indices[indptr[node] : indptr[node + 1]]:
            if hops[neighbour] < 0:
                hops[neighbour] = hops[node] + 1
                queue[tail] = neighbour
                tail += 1


@njit(nogil=True, cache=True)
def count_hops(indptr, indices, first, nodes, hops):  # type: ignore[no-untyped-def]
    """Count the edges on shortest paths between the nodes of inputs.

    Parameters
    ----------
    indptr, indices : arrays of int32
        The nodes' adjacency in CSR form.
    first, nodes : arrays of int32
        The nodes of each of k inputs, in CSR form.
    hops : array of int64, shape (k, k)
        From the nearest node of the one to that of the other; -1 where there is no path.
    """
    n = len(indptr) - 1
    queue, found = np.empty(n, dtype=np.int64), np.empty(n, dtype=np.int64)
    for i in range(len(hops)):
        search(indptr, indices, nodes[first[i] : first[i + 1]], found, queue)
        for j in range(len(hops)):
            hops[i, j] = -1
            for node in nodes[first[j] : first[j + 1]]:
                if found[node] >= 0 and (hops[i, j] < 0 or found[node] < hops[i, j]):
                    hops[i, j] = found[node]
