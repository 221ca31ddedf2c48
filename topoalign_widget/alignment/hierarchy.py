"""Communities of a graph at all resolutions at once, compiled.

Two clusters are merged that are each other's nearest, where near means that edges between them weigh more than the
clusters' degrees let expect: the pair sampling ratio w(a, b) / (w(a) w(b)) (Bonald, Charpentier, Galland, Hollocou:
Hierarchical graph clustering using node pair sampling, arXiv 1806.01664). Its inverse is the resolution at which
modularity would merge the two, so the tree has the communities of every resolution; nothing is random.
"""

from __future__ import annotations

import numpy as np
from numba import njit

# Relative error of a sum of weights, with room to spare.
ROUNDING = 1e-9


@njit(cache=True, nogil=True)
def root(parent, i):  # type: ignore[no-untyped-def]
    """Find the set that i is in now; the way there is made shorter."""
    r = i
    while parent[r] != r:
        r = parent[r]
    while parent[i] != r:
        parent[i], i = r, parent[i]
    return r


@njit(cache=True, nogil=True)
def merge_tree(indptr, indices, weights):  # type: ignore[no-untyped-def]
    """Merge nearest clusters until none are linked, by chains of nearest neighbours.

    Parameters
    ----------
    indptr, indices : arrays of int32
    weights : array of float64
        A symmetric adjacency in CSR form without a diagonal.

    Returns
    -------
    array of int64, shape (n_merges, 2)
        Merge m makes cluster n_nodes + m of the two; a merge comes after those that made its clusters.
    """
    n = len(indptr) - 1
    most = max(2 * n - 1, 1)
    parent = np.arange(most)
    # Neighbours of a cluster, by the clusters' names when they were written down.
    start, stop = np.zeros(most, dtype=np.int64), np.zeros(most, dtype=np.int64)
    start[:n], stop[:n] = indptr[:-1], indptr[1:]
    names, values = np.empty(2 * len(indices) + 1, dtype=np.int64), np.empty(2 * len(indices) + 1)
    names[: len(indices)], values[: len(indices)] = indices, weights
    used = len(indices)
    degree, alive = np.zeros(most), np.zeros(most, dtype=np.bool_)
    for i in range(n):
        degree[i], alive[i] = weights[indptr[i] : indptr[i + 1]].sum(), True
    total, touched = np.zeros(most), np.empty(most, dtype=np.int64)
    chain, length, first = np.empty(most, dtype=np.int64), 0, 0
    merges, count = np.empty((max(n - 1, 0), 2), dtype=np.int64), 0
    while True:
        if not length:
            first = _first(alive, first, n)
            if first == n:
                return merges[:count]
            chain[0], length = first, 1
        a = chain[length - 1]
        size = _gather(a, parent, names, values, start, stop, total, touched, 0)
        nearest = _nearest(a, degree, total, touched[:size], chain[length - 2] if length > 1 else -1)
        stop[a] = _write(names, values, start[a], touched[:size], total)
        if nearest < 0:
            # Linked to nothing any more: a piece of the graph is done.
            alive[a] = False
            length -= 1
        elif length > 1 and nearest == chain[length - 2]:
            length -= 2
            b, c = nearest, n + count
            merges[count, 0], merges[count, 1] = a, b
            count += 1
            parent[a] = parent[b] = c
            need = used + stop[a] - start[a] + stop[b] - start[b]
            if need > len(names):
                names, values = _grown(names, 2 * need), _grown(values, 2 * need)
            size = _gather(a, parent, names, values, start, stop, total, touched, 0)
            size = _gather(b, parent, names, values, start, stop, total, touched, size)
            start[c] = used
            stop[c] = used = _write(names, values, used, touched[:size], total)
            degree[c] = degree[a] + degree[b]
            alive[a], alive[b], alive[c] = False, False, True
            if not length:
                chain[0], length = c, 1
        else:
            chain[length] = nearest
            length += 1


@njit(cache=True, nogil=True)
def _first(alive, start, n):  # type: ignore[no-untyped-def]
    """Find the first single node from here on that is in no cluster yet, or n."""
    while start < n and not alive[start]:
        start += 1
    return start


@njit(cache=True, nogil=True)
def _write(names, values, at, touched, total):  # type: ignore[no-untyped-def]
    """Write links down, and leave the totals empty; returns where they end."""
    for k in range(len(touched)):
        names[at + k], values[at + k] = touched[k], total[touched[k]]
        total[touched[k]] = 0
    return at + len(touched)


@njit(cache=True, nogil=True)
def _gather(a, parent, names, values, start, stop, total, touched, size):  # type: ignore[no-untyped-def]
    """Add the weights of a's links up by the clusters that its neighbours are in now."""
    own = root(parent, a)
    for k in range(start[a], stop[a]):
        b = root(parent, names[k])
        if b != own:
            if total[b] == 0:
                touched[size] = b
                size += 1
            total[b] += values[k]
    return size


@njit(cache=True, nogil=True)
def _nearest(a, degree, total, neighbours, before):  # type: ignore[no-untyped-def]
    """Find the nearest neighbour; of equally near ones the last of the chain, or the first.

    Sums of the same weights in another order differ by a rounding error, so what is nearer by no more than that is
    equally near: along the chain all is nearer and nearer, or it would run in a circle.
    """
    best, value = -1, 0.0
    if before >= 0:
        best, value = before, total[before] / (degree[a] * degree[before]) * (1 + ROUNDING)
    for b in neighbours:
        near = total[b] / (degree[a] * degree[b])
        if near > value or (near == value and best != before and b < best):
            best, value = b, near
    return best


@njit(cache=True, nogil=True)
def _grown(array, size):  # type: ignore[no-untyped-def]
    larger = np.empty(size, dtype=array.dtype)
    larger[: len(array)] = array
    return larger
