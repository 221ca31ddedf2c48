"""Shortest loops of a graph whose triangles are filled, compiled.

A class of loops (in homology with coefficients 0 and 1) is a few bits for each edge, its annotation: those of a
cycle's edges, added up, tell the class of the cycle (Busaryev, Cabello, Chen, Dey, Wang: Annotating simplices with a
homology basis and its applications, SWAT 2012). Annotations that are bits in machine words make all candidates cheap.
"""

from __future__ import annotations

import numpy as np
from numba import njit

WORD = 64


@njit(cache=True, nogil=True)
def triangles_of(indptr, indices, edge_at):  # type: ignore[no-untyped-def]
    """List the edges of each triangle.

    Parameters
    ----------
    indptr, indices, edge_at : arrays of int32
        A symmetric adjacency in CSR form with sorted rows, and the number of the edge of each entry.

    Returns
    -------
    array of int32, shape (n_triangles, 3)
    """
    found = [(np.int32(0), np.int32(0), np.int32(0)) for _ in range(0)]
    n = len(indptr) - 1
    for i in range(n):
        for a in range(indptr[i], indptr[i + 1]):
            j = indices[a]
            if j <= i:
                continue
            p, q = a + 1, indptr[j]
            while p < indptr[i + 1] and q < indptr[j + 1]:
                if indices[p] < indices[q]:
                    p += 1
                elif indices[p] > indices[q]:
                    q += 1
                else:
                    if indices[p] > j:
                        found.append((edge_at[a], edge_at[p], edge_at[q]))
                    p += 1
                    q += 1
    triangles = np.empty((len(found), 3), dtype=np.int32)
    for t in range(len(found)):
        triangles[t, 0], triangles[t, 1], triangles[t, 2] = found[t]
    return triangles


@njit(cache=True, nogil=True)
def annotate(annotation, triangles):  # type: ignore[no-untyped-def]
    """Make boundaries of triangles nothing: of their bits, those that remain tell classes apart.

    Parameters
    ----------
    annotation : array of uint64, shape (n_edges, n_words)
        A bit of its own for each edge outside a spanning forest; changed in place.
    triangles : array of int32, shape (n_triangles, 3)
    """
    n_edges, n_words = annotation.shape
    total = np.empty(n_words, dtype=np.uint64)
    for t in range(len(triangles)):
        a, b, c = triangles[t, 0], triangles[t, 1], triangles[t, 2]
        pivot_word = -1
        for w in range(n_words):
            total[w] = annotation[a, w] ^ annotation[b, w] ^ annotation[c, w]
            if total[w] != 0:
                pivot_word = w
        if pivot_word < 0:
            continue
        bit = total[pivot_word] & (~total[pivot_word] + np.uint64(1))
        for e in range(n_edges):
            if annotation[e, pivot_word] & bit:
                for w in range(n_words):
                    annotation[e, w] ^= total[w]


@njit(cache=True, nogil=True)
def shortest_loops(  # type: ignore[no-untyped-def]
    indptr, indices, edge_at, ends, annotation, rank, roots, known, known_classes
):
    """Find loops of different classes, as short as can be, among known ones and those through some roots.

    Every shortest loop is a path, an edge, and a path, shortest ones from one of its nodes (Horton 1987), so those
    are looked through by length. What is not among the shortest of a part is not among those of the whole, so roots
    may be taken a few at a time.

    Parameters
    ----------
    indptr, indices, edge_at : arrays of int32
        See :func:`triangles_of`.
    ends : array of int32, shape (n_edges, 2)
    annotation : array of uint64, shape (n_edges, n_words)
    rank : int
        Number of classes that are independent.
    roots : array of int64
    known : array of int32, shape (k, 3)
    known_classes : array of uint64, shape (k, n_words)

    Returns
    -------
    array of int32, shape (up to rank, 3)
        Root, edge and length of each loop, shortest first.
    array of uint64, shape (up to rank, n_words)
        Their classes.
    """
    n, n_edges, n_words = len(indptr) - 1, len(ends), annotation.shape[1]
    depth, queue = np.empty(n, dtype=np.int32), np.empty(n, dtype=np.int32)
    path = np.zeros((n, n_words), dtype=np.uint64)
    length, own = np.empty(n_edges, dtype=np.int32), np.empty(n_words, dtype=np.uint64)
    total = len(known)
    candidates = np.empty((total + len(roots) * rank, 3), dtype=np.int32)
    classes = np.empty((total + len(roots) * rank, n_words), dtype=np.uint64)
    candidates[:total], classes[:total] = known, known_classes
    basis = np.zeros((rank, n_words), dtype=np.uint64)
    for root in roots:
        _search(indptr, indices, edge_at, annotation, root, depth, queue, path)
        for e in range(n_edges):
            i, j = ends[e, 0], ends[e, 1]
            length[e] = depth[i] + depth[j] + 1 if depth[i] >= 0 else 0
        # What other loops through the same root add up to is not needed from this root.
        count = 0
        for e in np.argsort(length, kind="mergesort"):
            if count == rank:
                break
            for w in range(n_words):
                own[w] = path[ends[e, 0], w] ^ path[ends[e, 1], w] ^ annotation[e, w]
            if length[e] and _is_new(own.copy(), basis, count):
                candidates[total, 0], candidates[total, 1], candidates[total, 2] = root, e, length[e]
                classes[total] = own
                count += 1
                total += 1
    kept, count = np.empty(rank, dtype=np.int64), 0
    for c in np.argsort(candidates[:total, 2], kind="mergesort"):
        if count < rank and _is_new(classes[c].copy(), basis, count):
            kept[count] = c
            count += 1
    return candidates[kept[:count]], classes[kept[:count]]


@njit(cache=True, nogil=True)
def _search(indptr, indices, edge_at, annotation, root, depth, queue, path):  # type: ignore[no-untyped-def]
    """Breadth-first search that adds annotations up along the paths; depth is -1 where there is none."""
    depth[:] = -1
    depth[root] = 0
    path[root] = 0
    queue[0] = root
    head, tail = 0, 1
    while head < tail:
        node = queue[head]
        head += 1
        for k in range(indptr[node], indptr[node + 1]):
            neighbour = indices[k]
            if depth[neighbour] < 0:
                depth[neighbour] = depth[node] + 1
                for w in range(annotation.shape[1]):
                    path[neighbour, w] = path[node, w] ^ annotation[edge_at[k], w]
                queue[tail] = neighbour
                tail += 1


@njit(cache=True, nogil=True)
def _is_new(own, basis, count):  # type: ignore[no-untyped-def]
    """Reduce a class by those known; what remains, if anything, becomes the next of the basis."""
    for b in range(count):
        for w in range(len(own)):
            if basis[b, w] != 0:
                bit = basis[b, w] & (~basis[b, w] + np.uint64(1))
                if own[w] & bit:
                    for v in range(len(own)):
                        own[v] ^= basis[b, v]
                break
    for w in range(len(own)):
        if own[w] != 0:
            basis[count] = own
            return True
    return False
