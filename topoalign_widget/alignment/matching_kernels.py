"""Loops of the search for matching regions, compiled. Nodes of both graphs are numbered through, those of a first."""

from __future__ import annotations

import numpy as np
from numba import njit

from topoalign_widget.alignment.hierarchy import root

ONES, TWOS, FOURS, SUM = (
    np.uint64(0x5555555555555555),
    np.uint64(0x3333333333333333),
    np.uint64(0x0F0F0F0F0F0F0F0F),
    np.uint64(0x0101010101010101),
)


@njit(cache=True, nogil=True)
def gain_of(a, b, both, n):  # type: ignore[no-untyped-def]
    """Mutual information (times n, in nats) of two sets of a and b of n inputs, times their Jaccard index.

    0 where they share no more than chance lets expect.
    """
    if both * n <= a * b:
        return 0.0
    told = _told(both, a * b / n) + _told(a - both, a * (n - b) / n)
    told += _told(b - both, b * (n - a) / n) + _told(n - a - b + both, (n - a) * (n - b) / n)
    return max(told, 0.0) * both / (a + b - both)


@njit(cache=True, nogil=True)
def _told(seen, expected):  # type: ignore[no-untyped-def]
    return seen * np.log(seen / expected) if seen > 0 else 0.0


@njit(cache=True, nogil=True)
def set_bits(indptr, indices, words):  # type: ignore[no-untyped-def]
    """Write the inputs of each node as bits; uint64, shape (n_nodes, words)."""
    bits = np.zeros((len(indptr) - 1, words), dtype=np.uint64)
    for node in range(len(bits)):
        for k in range(indptr[node], indptr[node + 1]):
            bits[node, indices[k] // 64] |= np.uint64(1) << np.uint64(indices[k] % 64)
    return bits


@njit(cache=True, nogil=True)
def _common(x, y):  # type: ignore[no-untyped-def]
    """Count the bits that two rows have in common."""
    total = np.int64(0)
    for k in range(len(x)):
        v = x[k] & y[k]
        v = v - ((v >> np.uint64(1)) & ONES)
        v = (v & TWOS) + ((v >> np.uint64(2)) & TWOS)
        v = (v + (v >> np.uint64(4))) & FOURS
        total += np.int64((v * SUM) >> np.uint64(56))
    return total


@njit(cache=True, nogil=True)
def bits_of(bits, inside, n_a):  # type: ignore[no-untyped-def]
    """Write the inputs of each side of a part as bits; uint64, shape (2, words)."""
    held = np.zeros((2, bits.shape[1]), dtype=np.uint64)
    for node in range(len(inside)):
        if inside[node]:
            held[0 if node < n_a else 1] |= bits[node]
    return held


@njit(cache=True, nogil=True)
def gain_as_one(held, other, n_inputs):  # type: ignore[no-untyped-def]
    """Tell what two parts gain when they are taken as one."""
    a, b = held[0] | other[0], held[1] | other[1]
    return gain_of(_common(a, a), _common(b, b), _common(a, b), n_inputs)


@njit(cache=True, nogil=True)
def common_inputs(held):  # type: ignore[no-untyped-def]
    """Count the inputs that each two sets have in common; int64, shape (n_sets, n_sets)."""
    n = len(held)
    counts = np.zeros((n, n), dtype=np.int64)
    for i in range(n):
        for j in range(i + 1):
            counts[i, j] = counts[j, i] = _common(held[i], held[j])
    return counts


@njit(cache=True, nogil=True)
def gains_of_clusters(merges, n_a, indptr, indices, bits, n_inputs):  # type: ignore[no-untyped-def]
    """Tell what each cluster of the tree tells: of its nodes in each graph, the connected piece that holds most.

    Parameters
    ----------
    merges : array of int64, shape (n_merges, 2)
    n_a : int
        Nodes from here on are of graph b.
    indptr, indices : arrays of int32
        Edges within the graphs, in CSR form.
    bits : array of uint64, shape (n_nodes, words)
        Inputs of each node; changed in place.

    Returns
    -------
    gains : array of float64, shape (n_nodes + n_merges,)
    largest : array of int64, shape (n_nodes + n_merges, 2)
        A node of that piece in a and in b; -1 where there is none.
    """
    n = len(indptr) - 1
    size = n + len(merges)
    cluster, piece, held = np.arange(size), np.arange(n), np.zeros(n, dtype=np.int64)
    largest, gains = np.full((size, 2), -1), np.zeros(size)
    # Nodes of a cluster as a list that is linked: two are joined without a copy.
    head, tail, after, count = np.arange(size), np.arange(size), np.full(n, -1), np.ones(size, dtype=np.int64)
    for node in range(n):
        held[node] = _common(bits[node], bits[node])
        largest[node, 0 if node < n_a else 1] = node
    for m in range(len(merges)):
        c, x, y = n + m, merges[m, 0], merges[m, 1]
        if count[x] > count[y]:
            x, y = y, x
        cluster[x] = cluster[y] = c
        for side in range(2):
            p, q = largest[x, side], largest[y, side]
            largest[c, side] = q if p < 0 or (q >= 0 and held[q] >= held[p]) else p
        node = head[x]
        while node >= 0:
            for k in range(indptr[node], indptr[node + 1]):
                if root(cluster, indices[k]) == c:
                    _join(node, indices[k], piece, bits, held, largest[c, 0 if node < n_a else 1 :])
            node = after[node]
        head[c], tail[c], count[c] = head[y], tail[x], count[x] + count[y]
        after[tail[y]] = head[x]
        p, q = largest[c]
        if p >= 0 and q >= 0:
            gains[c] = gain_of(held[p], held[q], _common(bits[p], bits[q]), n_inputs)
    return gains, largest


@njit(cache=True, nogil=True)
def _join(node, other, piece, bits, held, largest):  # type: ignore[no-untyped-def]
    """Join the pieces of two nodes; the first of ``largest`` stays the largest piece."""
    p, q = root(piece, node), root(piece, other)
    if p == q:
        return
    piece[q] = p
    bits[p] |= bits[q]
    held[p] = _common(bits[p], bits[p])
    if largest[0] == q or held[p] >= held[largest[0]]:
        largest[0] = p


@njit(cache=True, nogil=True)
def refine(indptr, indices, near_indptr, near, n_a, n_inputs, inside, free):  # type: ignore[no-untyped-def]
    """Add and drop single nodes while that raises the gain; a side never falls into more pieces.

    Parameters
    ----------
    indptr, indices : arrays of int32
        Inputs of each node, in CSR form.
    near_indptr, near : arrays of int32
        Edges within the graphs, in CSR form.
    inside : array of bool, shape (n_nodes,)
        The region; changed in place.
    free : array of bool, shape (n_nodes,)
        Nodes that may be added.

    Returns
    -------
    array of int64, shape (3,)
        Inputs of each side, and of both.
    """
    n = len(inside)
    times = np.zeros((2, n_inputs), dtype=np.int32)
    for node in range(n):
        if inside[node]:
            for k in range(indptr[node], indptr[node + 1]):
                times[0 if node < n_a else 1, indices[k]] += 1
    in_a, in_b = times[0] > 0, times[1] > 0
    sizes = np.array([in_a.sum(), in_b.sum(), (in_a & in_b).sum()], dtype=np.int64)
    now = gain_of(sizes[0], sizes[1], sizes[2], n_inputs)
    stack, seen = np.empty(n, dtype=np.int64), np.zeros(n, dtype=np.bool_)
    changed = True
    while changed:
        changed = False
        for node in range(n):
            if not inside[node] and not (free[node] and _touches(near_indptr, near, inside, node)):
                continue
            side = 0 if node < n_a else 1
            sign = -1 if inside[node] else 1
            held = indices[indptr[node] : indptr[node + 1]]
            own, common = _changed(held, times[side], times[1 - side], 1 if inside[node] else 0)
            # Without inputs of its own a node adds nothing and takes nothing away.
            one, both = sizes[side] + sign * own, sizes[2] + sign * common
            value = gain_of(one, sizes[1 - side], both, n_inputs) if own else 0.0
            if value <= now * (1 + 1e-9):
                continue
            if inside[node] and not _may_go(near_indptr, near, inside, node, stack, seen):
                continue
            inside[node] = not inside[node]
            for i in held:
                times[side, i] += sign
            sizes[side], sizes[2], now, changed = one, both, value, True
    return sizes


@njit(cache=True, nogil=True)
def _changed(held, times, others, last):  # type: ignore[no-untyped-def]
    """Count the inputs of a node that come or go with it, and those of them that the other side holds."""
    own, common = 0, 0
    for i in held:
        if times[i] == last:
            own += 1
            common += others[i] > 0
    return own, common


@njit(cache=True, nogil=True)
def _touches(near_indptr, near, inside, node):  # type: ignore[no-untyped-def]
    return inside[near[near_indptr[node] : near_indptr[node + 1]]].any()


@njit(cache=True, nogil=True)
def _may_go(near_indptr, near, inside, node, stack, seen):  # type: ignore[no-untyped-def]
    """Whether the neighbours of a node hang together without it."""
    first, wanted = -1, 0
    for k in range(near_indptr[node], near_indptr[node + 1]):
        if inside[near[k]]:
            first = near[k]
            wanted += 1
    if wanted < 2:
        return wanted == 1
    seen[:] = False
    seen[node] = seen[first] = True
    stack[0], top, reached = first, 1, 1
    while top and reached < wanted:
        top -= 1
        here = stack[top]
        for k in range(near_indptr[here], near_indptr[here + 1]):
            there = near[k]
            if inside[there] and not seen[there]:
                seen[there] = True
                stack[top] = there
                top += 1
                for q in range(near_indptr[node], near_indptr[node + 1]):
                    reached += near[q] == there
    return reached == wanted
