"""Which of some inputs are typical of them: those in their middle, in all graphs alike."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse.csgraph import dijkstra
from scipy.stats import rankdata

from topoalign_widget.alignment.alignment import Alignment
from topoalign_widget.alignment.problem import adjacency
from topoalign_widget.mapper.graph import MapperGraph
from topoalign_widget.representations import Representation

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# Of more inputs, so many are put in order: that the first are typical takes no more.
MOST_RANKED = 10_000
# Inputs that all others' distances in a graph are measured to.
MOST_PIVOTS = 100


def typical_first(inputs: Ints, alignment: Alignment) -> Ints:
    """Put inputs in order from their middle outwards.

    An input's distances from the others are squared and summed in each representation; of ready-made graphs, its
    distances along the graph's edges are. Its ranks in all of them are added up.

    Parameters
    ----------
    inputs : array of int64, sorted
    alignment : Alignment

    Returns
    -------
    array of int64
        Most typical first; what is equally typical by number. Of more than 10,000, the others follow by number.
    """
    if len(inputs) < 3:
        return inputs
    ranked, others = _drawn(inputs)
    if alignment.representations is None:
        far = [_far_along(graph, ranked) for graph in alignment.graphs.values()]
    else:
        far = [_far_between(x, ranked) for x in alignment.representations.values()]
    # Each representation has a unit of its own: ranks compare.
    order = np.argsort(np.sum([rankdata(each.round(9)) for each in far], axis=0), kind="stable")
    return np.concatenate([ranked[order], others])


def _drawn(inputs: Ints) -> tuple[Ints, Ints]:
    chosen = np.ones(len(inputs), dtype=np.bool_)
    if len(inputs) > MOST_RANKED:
        chosen[:] = False
        chosen[np.random.default_rng(0).choice(len(inputs), MOST_RANKED, replace=False)] = True
    return inputs[chosen], inputs[~chosen]


def _far_between(x: Representation, inputs: Ints) -> Floats:
    """Measure how far inputs lie from all: squared distances add up to n times that from the mean, and a constant."""
    rows = np.asarray(x[inputs])
    rows = rows - rows.mean(axis=0)
    return np.einsum("ij,ij->i", rows, rows, dtype=np.float64)


def _far_along(graph: MapperGraph, inputs: Ints) -> Floats:
    """Measure how many edges inputs lie from a hundred of them, an input at all its nodes alike; inf in no node."""
    held = graph.membership[:, inputs].tocsc()
    count = np.diff(held.indptr)
    covered = np.flatnonzero(count)
    far = np.full(len(inputs), np.inf)
    if not covered.size:
        return far
    pivots = covered[np.unique(np.linspace(0, len(covered) - 1, MOST_PIVOTS).round().astype(int))]
    nodes, weight = np.unique(held[:, pivots].indices, return_counts=True)
    hops = dijkstra(adjacency(graph), directed=False, indices=nodes, unweighted=True)
    reached = np.isfinite(hops)
    hops[~reached] = hops[reached].max() * 2 + 1  # other pieces are farther than all else
    far[covered] = ((weight @ hops) @ held)[covered] / count[covered]
    return far
