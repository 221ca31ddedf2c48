"""The level at which nodes hold a pattern best, and what they gain by chance, compiled."""

from __future__ import annotations

import numpy as np
from numba import njit

from topoalign_widget.alignment.matching_kernels import gain_of

# What is known of an input, in one byte that stays in the cache.
IN_PATTERN, SEEN = 1, 2


@njit(cache=True, nogil=True)
def best_level(pattern, of_inputs, at_inputs, of_nodes, at_nodes, mark):  # type: ignore[no-untyped-def]
    """Find the level at which nodes gain most: those of whose inputs at least that share is the pattern's.

    It is never below the pattern's share of all inputs. An input counts at the first node, by share, that holds it.

    Parameters
    ----------
    pattern : array of int
        Inputs.
    of_inputs, at_inputs : arrays of int32
        Nodes of each input: indices and indptr of CSR form.
    of_nodes, at_nodes : arrays of int32
        Inputs of each node, likewise.
    mark : array of uint8, shape (n_inputs,)
        Scratch: zeros, and again afterwards.

    Returns
    -------
    level : float
        In (0, 1]; inf if no node holds as large a share of the pattern as all inputs do.
    gain : float
    """
    m, n_inputs = len(pattern), len(mark)
    held = np.zeros(len(at_nodes) - 1, dtype=np.int32)
    for i in pattern:
        mark[i] = IN_PATTERN
        for k in range(at_inputs[i], at_inputs[i + 1]):
            held[of_inputs[k]] += 1
    size = np.diff(at_nodes)
    rich = np.flatnonzero((held > 0) & (held * n_inputs >= m * size))
    share = held[rich] / size[rich]
    order = np.argsort(-share)
    union, both, best, level = 0, 0, 0.0, np.inf
    for place in range(len(order)):
        node, here = rich[order[place]], share[order[place]]
        for k in range(at_nodes[node], at_nodes[node + 1]):
            known = mark[of_nodes[k]]
            union += known < SEEN
            both += known == IN_PATTERN
            mark[of_nodes[k]] = known | SEEN
        if place + 1 == len(order) or share[order[place + 1]] < here:
            gain = gain_of(m, union, both, n_inputs)
            # Of everything nothing is told at any level, and the nodes hold all.
            if gain >= best:
                best, level = gain, here
    mark[:] = 0
    return level, best


@njit(cache=True, nogil=True)
def chance_gains(m, n_draws, pool, rng, of_inputs, at_inputs, of_nodes, at_nodes):  # type: ignore[no-untyped-def]
    """Draw sets of m inputs from a pool, and tell what nodes gain by each at its best level.

    Parameters
    ----------
    pool : array of int
        Changed in place: each set is drawn to its front.
    rng : numpy.random.Generator

    Returns
    -------
    array of float64, shape (n_draws,)
    """
    gains, mark = np.empty(n_draws), np.zeros(len(at_inputs) - 1, dtype=np.uint8)
    for draw in range(n_draws):
        for k in range(m):
            other = k + int(rng.random() * (len(pool) - k))
            pool[k], pool[other] = pool[other], pool[k]
        gains[draw] = best_level(pool[:m], of_inputs, at_inputs, of_nodes, at_nodes, mark)[1]
    return gains
