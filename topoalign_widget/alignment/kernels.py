"""The loops of the layout, compiled.

The two long ones are written to be vectorised: contiguous float32, and no error for a division by zero. All
let go of the interpreter lock, so that Python threads can run them side by side. Each call writes rows of
its own and sums in a fixed order, so results do not depend on the number of threads.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from topoalign_widget.mapper.hop_kernels import search


@njit(nogil=True, cache=True)
def add_hops(indptr, indices, sources, hops, turn):  # type: ignore[no-untyped-def]
    """Count the edges on shortest paths from every node to each source.

    Parameters
    ----------
    indptr, indices : arrays of int32
        A symmetric adjacency in CSR form.
    sources : array of int64, shape (k,)
    hops : array of float32, shape (n_nodes, k)
        Written to; infinite where there is no path.
    turn : tuple of two ints
        The range of the sources that are counted.
    """
    n = len(indptr) - 1
    queue, found = np.empty(n, dtype=np.int64), np.empty(n, dtype=np.int64)
    for s in range(turn[0], turn[1]):
        search(indptr, indices, sources[s : s + 1], found, queue)
        for node in range(n):
            hops[node, s] = found[node] if found[node] >= 0 else np.inf


@njit(nogil=True, fastmath=True, error_model="numpy", cache=True)
def add_stress(at, marks, hops, first, sums, rows):  # type: ignore[no-untyped-def]
    """Sum over some landmarks, for each node, what one graph's stress is made of.

    With d the hops, x the distance and w = d^-2, the columns of ``sums`` are: w d x, w x^2, w (x_i - x_j)
    (two columns), and w d (x_i - x_j) / x (two columns).

    Parameters
    ----------
    at : array of float32, shape (n_nodes, 2)
    marks : array of float32, shape (2, k)
        Positions of the landmarks that are in column ``first`` of the hops and after.
    hops : array of float32, shape (n_nodes, n_landmarks)
    sums : array of float64, shape (n_nodes, 6)
    """
    zero, one = np.float32(0), np.float32(1)
    xs, ys = marks[0], marks[1]
    n = len(xs)
    for i in range(rows[0], rows[1]):
        x_i, y_i, own = at[i, 0], at[i, 1], hops[i, first : first + n]
        product, square, near_x, near_y, far_x, far_y = zero, zero, zero, zero, zero, zero
        for k in range(n):
            d = own[k]
            dx, dy = x_i - xs[k], y_i - ys[k]
            x2 = dx * dx + dy * dy + np.float32(1e-18)
            x = np.sqrt(x2)
            inverse = one / d if d > zero else zero
            w = inverse * inverse
            product += inverse * x
            square += w * x2
            near_x += w * dx
            near_y += w * dy
            far_x += inverse / x * dx
            far_y += inverse / x * dy
        sums[i, 0], sums[i, 1], sums[i, 2] = product, square, near_x
        sums[i, 3], sums[i, 4], sums[i, 5] = near_y, far_x, far_y


@njit(nogil=True, fastmath=True, error_model="numpy", cache=True)
def add_repulsion(at, others, factor, gravity, gradient, rows):  # type: ignore[no-untyped-def]
    """Add the gradient of -log x + gravity x^3 / 3 over pairs of a node and one of the others.

    Parameters
    ----------
    at : array of float32, shape (n_nodes, 2)
    others : array of float32, shape (2, k)
    factor, gravity : float, float32
    gradient : array of float64, shape (n_nodes, 2)
    """
    xs, ys = others[0], others[1]
    for i in range(rows[0], rows[1]):
        x, y, gx, gy = at[i, 0], at[i, 1], np.float32(0), np.float32(0)
        for k in range(len(xs)):
            dx, dy = x - xs[k], y - ys[k]
            x2 = dx * dx + dy * dy + np.float32(1e-6)
            pull = gravity * np.sqrt(x2) - np.float32(1) / x2
            gx += pull * dx
            gy += pull * dy
        gradient[i, 0] += factor * gx
        gradient[i, 1] += factor * gy


@njit(nogil=True, cache=True)
def add_springs(at, indptr, indices, weights, gradient, rows):  # type: ignore[no-untyped-def]
    """Add the gradient of w x^3 / 3 over edges, given in CSR form."""
    for i in range(rows[0], rows[1]):
        gx, gy = 0.0, 0.0
        for k in range(indptr[i], indptr[i + 1]):
            dx, dy = at[i, 0] - at[indices[k], 0], at[i, 1] - at[indices[k], 1]
            pull = weights[k] * np.sqrt(dx * dx + dy * dy)
            gx += pull * dx
            gy += pull * dy
        gradient[i, 0] += gx
        gradient[i, 1] += gy


@njit(nogil=True, cache=True)
def add_lookup(at, sources, best, weights, candidates, widths, factor, gradient):  # type: ignore[no-untyped-def]
    """Add the gradient of the cross entropy of finding each source's best counterpart nearest.

    Nodes are found with odds 1 / (1 + x^2 / width), among the best counterpart and the candidates.
    """
    n, k = candidates.shape
    odds = np.empty(k + 1)
    for s in range(n):
        u = sources[s]
        total = 0.0
        for c in range(k + 1):
            v = best[s] if c == 0 else candidates[s, c - 1]
            dx, dy = at[u, 0] - at[v, 0], at[u, 1] - at[v, 1]
            odds[c] = 0.0 if c > 0 and v == best[s] else 1.0 / (1.0 + (dx * dx + dy * dy) / widths[s])
            total += odds[c]
        for c in range(k + 1):
            v = best[s] if c == 0 else candidates[s, c - 1]
            wanted = 1.0 if c == 0 else 0.0
            pull = factor * weights[s] * 2.0 / widths[s] * odds[c] * (wanted - odds[c] / total)
            for axis in range(2):
                step = pull * (at[u, axis] - at[v, axis])
                gradient[u, axis] += step
                gradient[v, axis] -= step
