"""How many of the loops of two graphs go through the same inputs."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from topoalign_widget.alignment.calibration import Score
from topoalign_widget.alignment.features import inputs_of, loops
from topoalign_widget.alignment.overlap import SAME, jaccard
from topoalign_widget.mapper.graph import MapperGraph


def loop_agreement(a: MapperGraph, b: MapperGraph, n_permutations: int = 0, seed: int = 0) -> Score:
    """Share of the loops of both graphs that the other graph has too.

    A loop has a counterpart if the inputs of its nodes and those of some loop of the other graph have a Jaccard index
    of at least 0.5. Loops count by how many inputs they hold: a small one is more often due to the parameters.

    Parameters
    ----------
    a, b : MapperGraph
        Of the same inputs.
    n_permutations : int
        How often the inputs of b are shuffled for the null. Its loops stay as they are, and hold other inputs; two
        loops that hold most inputs agree then too, which calibration makes nothing of.
    seed : int

    Returns
    -------
    Score
        In [0, 1]: 0 where only one graph has loops; NaN where neither has any, so that there is nothing to agree on.
    """
    mine, theirs = inputs_of(a, loops(a)), inputs_of(b, loops(b))
    orders = (np.random.default_rng([seed, i]).permutation(a.n_inputs) for i in range(n_permutations))
    null = [_agreement(mine, theirs, order) for order in orders]
    return Score(_agreement(mine, theirs), np.array(null, dtype=np.float64))


def _agreement(a: csr_array, b: csr_array, order: NDArray[np.int64] | None = None) -> float:
    if not a.nnz + b.nnz:
        return float("nan")
    if not (a.nnz and b.nnz):
        return 0.0
    theirs = b if order is None else csr_array((b.data, order[b.indices], b.indptr), shape=b.shape)
    same = jaccard(a, theirs).toarray() >= SAME
    kept = np.diff(a.indptr) @ same.any(axis=1) + np.diff(b.indptr) @ same.any(axis=0)
    return float(kept / (a.nnz + b.nnz))
