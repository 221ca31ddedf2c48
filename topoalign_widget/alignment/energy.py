"""Gradients of the layout's energy, compiled. The energy itself is written down in layout.py.

They let go of the interpreter lock, so that Python threads can run them side by side. Each call writes rows of
its own and sums in a fixed order, so results do not depend on the number of threads.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit


@njit(nogil=True, cache=True)
def add_stress(positions, start, landmarks, distances, weights, turn, rows, factor, gradient):  # type: ignore[no-untyped-def]
    """Add the gradient of one graph's stress for a range of its nodes over a range of its landmarks."""
    first, last = turn
    for i in range(rows[0], rows[1]):
        x, y = positions[start + i, 0], positions[start + i, 1]
        gx, gy = 0.0, 0.0
        for k in range(first, last):
            weight = weights[i, k]
            if weight == 0.0:
                continue
            j = start + landmarks[k]
            dx, dy = x - positions[j, 0], y - positions[j, 1]
            pull = weight * (1.0 - distances[i, k] / (math.sqrt(dx * dx + dy * dy) + 1e-9))
            gx += pull * dx
            gy += pull * dy
        gradient[start + i, 0] += factor * gx
        gradient[start + i, 1] += factor * gy


@njit(nogil=True, cache=True)
def add_neighbours(positions, sources, best, weights, candidates, bandwidth, factor, gradient):  # type: ignore[no-untyped-def]
    """Add the gradient of the cross entropy of finding each source's best counterpart nearest.

    The softmax runs over the best counterpart and the candidates, which are the nodes that lie nearest.
    """
    n, k = candidates.shape
    share = np.empty(k + 1)
    for s in range(n):
        u = sources[s]
        nearest = math.inf
        for c in range(-1, k):
            v = best[s] if c < 0 else candidates[s, c]
            dx, dy = positions[u, 0] - positions[v, 0], positions[u, 1] - positions[v, 1]
            share[c + 1] = math.inf if c >= 0 and v == best[s] else (dx * dx + dy * dy) / bandwidth
            nearest = min(nearest, share[c + 1])
        total = 0.0
        for c in range(k + 1):
            share[c] = math.exp(nearest - share[c])
            total += share[c]
        for c in range(k + 1):
            v = best[s] if c == 0 else candidates[s, c - 1]
            wanted = 1.0 if c == 0 else 0.0
            pull = factor * weights[s] * 2.0 / bandwidth * (wanted - share[c] / total)
            for axis in range(2):
                step = pull * (positions[u, axis] - positions[v, axis])
                gradient[u, axis] += step
                gradient[v, axis] -= step
