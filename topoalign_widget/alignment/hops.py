"""Hop distances by breadth-first search, compiled."""

from __future__ import annotations

import numpy as np
from numba import njit


@njit(nogil=True, cache=True)
def hop_distances(indptr, indices, sources):  # type: ignore[no-untyped-def]
    """Count the edges on shortest paths from every node to each source.

    Parameters
    ----------
    indptr, indices : arrays of int32
        A symmetric adjacency in CSR form.
    sources : array of int64, shape (k,)

    Returns
    -------
    array of float32, shape (k, n_nodes)
        Infinite where there is no path.
    """
    n = len(indptr) - 1
    hops = np.full((len(sources), n), np.inf, dtype=np.float32)
    for s in range(len(sources)):
        queue = np.empty(n, dtype=np.int64)
        queue[0] = sources[s]
        hops[s, sources[s]] = 0.0
        head, tail = 0, 1
        while head < tail:
            node = queue[head]
            head += 1
            for k in range(indptr[node], indptr[node + 1]):
                neighbour = indices[k]
                if hops[s, neighbour] == np.inf:
                    hops[s, neighbour] = hops[s, node] + 1
                    queue[tail] = neighbour
                    tail += 1
    return hops
