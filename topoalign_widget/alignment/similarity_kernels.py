"""Nearest neighbours of a block and weights of spanning trees, compiled."""

from __future__ import annotations

import numpy as np
from numba import njit


@njit(cache=True, nogil=True)
def most_similar(similarity, first, inputs, values):  # type: ignore[no-untyped-def]
    """Find the largest entries of each row but its own, the earlier of equal ones first.

    Parameters
    ----------
    similarity : array of float32 or float64, shape (rows, n)
        Of inputs ``first``, ``first + 1``, ... to all.
    first : int
    inputs, values : arrays of int32 and float64, shape (rows, k)
        Written to: which inputs, largest similarity first, and how similar.
    """
    rows, n = similarity.shape
    k = inputs.shape[1]
    for i in range(rows):
        count = 0
        for j in range(n):
            s = similarity[i, j]
            if j == first + i or (count == k and not s > values[i, k - 1]):
                continue
            place = min(count, k - 1)
            while place > 0 and s > values[i, place - 1]:
                values[i, place] = values[i, place - 1]
                inputs[i, place] = inputs[i, place - 1]
                place -= 1
            values[i, place] = s
            inputs[i, place] = j
            count = min(count + 1, k)


@njit(cache=True, nogil=True)
def joint_tree(d, e, order):  # type: ignore[no-untyped-def]
    """Weigh the minimum spanning tree of min(d, e), with the rows and columns of e in another order.

    Prim's algorithm: no matrix is made, and a distance of 0 is one like others.

    Parameters
    ----------
    d, e : arrays of float64, shape (n, n)
    order : array of int, shape (n,)

    Returns
    -------
    float
    """
    n = len(d)
    distance = np.full(n, np.inf)
    outside = np.ones(n, dtype=np.bool_)
    total, node = 0.0, 0
    for _ in range(n - 1):
        outside[node] = False
        theirs = e[order[node]]
        nearest, least = -1, np.inf
        for j in range(n):
            if outside[j]:
                distance[j] = min(distance[j], d[node, j], theirs[order[j]])
                if distance[j] < least:
                    nearest, least = j, distance[j]
        total += least
        node = nearest
    return total
