"""Which nodes of different graphs hold the same inputs. Pure functions of memberships."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

Sizes = NDArray[np.float64]

# Jaccard index from which two sets of inputs are the same one.
SAME = 0.5


class Counterpart(NamedTuple):
    """Nodes that hold given inputs, largest share first.

    Attributes
    ----------
    nodes : array of int32, shape (k,)
    shares : array of float64, shape (k,)
        Share of the given inputs that each node holds, in (0, 1]. Nodes overlap, so shares may add up to
        more than 1.
    """

    nodes: NDArray[np.int32]
    shares: NDArray[np.float64]


def overlap(a: csr_array, b: csr_array) -> csr_array:
    """Count shared inputs.

    Parameters
    ----------
    a, b : csr_array of bool, shapes (n_a, n_inputs) and (n_b, n_inputs)
        Memberships of two graphs of the same inputs.

    Returns
    -------
    csr_array of int32, shape (n_a, n_b)
    """
    shared = (a.astype(np.int32) @ b.astype(np.int32).T).tocsr()
    shared.sort_indices()
    return csr_array(shared)


def jaccard(a: csr_array, b: csr_array) -> csr_array:
    """Divide shared inputs by inputs in either node; float64, shape (n_a, n_b)."""
    return _per_pair(a, b, lambda shared, size_a, size_b: shared / (size_a + size_b - shared))


def cosine(a: csr_array, b: csr_array) -> csr_array:
    """Divide shared inputs by the geometric mean of the nodes' sizes; float64, shape (n_a, n_b)."""
    return _per_pair(a, b, lambda shared, size_a, size_b: shared / np.sqrt(size_a * size_b))


def counterpart(inputs: NDArray[np.int64], membership: csr_array) -> Counterpart:
    """Find the nodes that hold the given inputs; equal shares in node order.

    Parameters
    ----------
    inputs : array of int
        Input numbers; doubles count once.
    membership : csr_array of bool, shape (n_nodes, n_inputs)
    """
    asked = np.unique(inputs)
    wanted = np.zeros(membership.shape[1], dtype=np.int64)
    wanted[asked] = 1
    held = membership.astype(np.int64) @ wanted
    nodes = np.flatnonzero(held)
    nodes = nodes[np.argsort(-held[nodes], kind="stable")]
    return Counterpart(nodes.astype(np.int32), held[nodes] / max(len(asked), 1))


def marked(held: Sequence[NDArray[np.integer]], n_inputs: int) -> csr_array:
    """Mark the inputs of each set; bool, shape (n_sets, n_inputs)."""
    indices = np.concatenate([*held, np.empty(0, dtype=np.int64)])
    indptr = np.cumsum([0, *map(len, held)])
    return csr_array((np.ones(len(indices), dtype=np.bool_), indices, indptr), shape=(len(held), n_inputs))


def largest(alike: csr_array) -> NDArray[np.float64]:
    """Largest value of each row; 0 where there are no columns, as of a graph without nodes."""
    if not alike.shape[0] or not alike.shape[1]:
        return np.zeros(alike.shape[0])
    return np.asarray(alike.max(axis=1).toarray().ravel())


def most_alike(a: csr_array, b: csr_array) -> NDArray[np.float64]:
    """Largest Jaccard index of each set of a with any of b."""
    return largest(jaccard(a, b))


def _per_pair(a: csr_array, b: csr_array, measure: Callable[[Sizes, Sizes, Sizes], Sizes]) -> csr_array:
    shared = overlap(a, b).tocoo()
    size_a, size_b = np.diff(a.indptr)[shared.row], np.diff(b.indptr)[shared.col]
    values = measure(shared.data, size_a.astype(np.float64), size_b.astype(np.float64))
    return csr_array((values, (shared.row, shared.col)), shape=shared.shape)
