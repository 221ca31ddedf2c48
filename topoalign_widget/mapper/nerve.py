"""The nerve of a clustered cover: which nodes share inputs, and how many."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, triu


def nerve(membership: csr_array) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    """Link every two nodes that share an input.

    The 1-skeleton of the nerve of the refined cover (Singh, Memoli, Carlsson: Topological methods for the
    analysis of high dimensional data sets and 3D object recognition, 2007, section 4), as kmapper's
    ``GraphNerve(min_intersection=1)``.

    Parameters
    ----------
    membership : csr_array of bool, shape (n_nodes, n_inputs)

    Returns
    -------
    edges : array of int32, shape (n_edges, 2)
        Pairs i < j in lexicographic order.
    weights : array of float32, shape (n_edges,)
        Jaccard index of the two nodes' inputs, in (0, 1].
    """
    counted = membership.astype(np.int32)
    shared = triu(counted @ counted.T, k=1).tocsr()
    shared.sort_indices()
    shared = shared.tocoo()
    sizes = np.diff(membership.indptr)
    either = sizes[shared.row] + sizes[shared.col] - shared.data
    edges = np.column_stack([shared.row, shared.col]).astype(np.int32)
    return edges, (shared.data / either).astype(np.float32)
