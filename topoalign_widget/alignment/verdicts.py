"""What became of a pattern, a set of inputs, in another graph: kept, opened, split, merged or dissolved.

The nodes that hold it there are found by the number that regions are searched by (matching.py): of all nodes in which
the pattern's share is above some level, at the level at which they gain most. What became of it follows from three
questions about them. Do they hold it, beyond chance? Is most of what they hold the pattern's? In how many pieces are
they, and do they close where the pattern does?
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import blake2b

import numpy as np
from numpy.typing import ArrayLike

from topoalign_widget.alignment.extent import (
    Extent,
    Floats,
    Ints,
    Nodes,
    bridged,
    loop_gap,
    shares_of,
)
from topoalign_widget.alignment.features import SHORTEST_LOOP
from topoalign_widget.alignment.verdict import (
    DISSOLVED,
    KEPT,
    MERGED,
    OPENED,
    PURE,
    SIGNIFICANT,
    SPLIT,
    Verdict,
)
from topoalign_widget.mapper.graph import MapperGraph
from topoalign_widget.whole import whole_number

Incidence = tuple[Nodes, Nodes, Nodes, Nodes]

# Random sets of inputs that a p-value is told by.
N_SHUFFLES = 99
# Nodes hold a pattern if its inputs are in them more often than others by this.
HELD = 0.5
# Of a set of nearly all inputs chance holds as much, so that nothing can be told beyond it.
NEARLY_ALL = 0.9


class PatternError(ValueError):
    """A pattern is no set of inputs, or what it is in does not fit it."""


def verdict_of(
    inputs: ArrayLike,
    other: MapperGraph,
    *,
    here: MapperGraph | None = None,
    nodes: ArrayLike | None = None,
    n_shuffles: int = N_SHUFFLES,
    seed: int = 0,
) -> Verdict:
    """Find the nodes of another graph that hold a pattern, and say what became of it; see :func:`verdicts_of`.

    Parameters
    ----------
    inputs : array-like of int
        The pattern; doubles count once.
    other : MapperGraph
        Where it is looked for.
    here, nodes : MapperGraph and array-like of int, optional
        The graph that the pattern is in, and its nodes there. Without them, as for a value of the metadata, it counts
        as one piece without a loop.
    n_shuffles : int, default 99
        Random sets that the p-value is told by, of the inputs that ``here`` has in nodes; 19 or more. 0: nothing is
        tested against chance.
    seed : int, default 0
        The same seed gives the same p-value.

    Returns
    -------
    Verdict

    Raises
    ------
    PatternError
        If there are no inputs or nodes, the graphs are of different inputs, only one of ``here`` and ``nodes`` is
        given, or ``n_shuffles`` or ``seed`` is out of its range.
    GraphError
        If there is no such input or node.

    Notes
    -----
    The first that holds is the kind:

    1. "dissolved": chance gives as much (p > 0.05), or the pattern's inputs are in the nodes more often than others
       are by less than a half. Of nine tenths of all inputs nothing can be told beyond chance: only half of them must
       be in the nodes.
    2. More than two fifths of what the nodes hold are foreign: "merged" if they are in no more pieces than the
       pattern, or if the largest by itself holds as much more of it as 1. asks; otherwise "dissolved".
    3. "split" in more pieces than the pattern has; "merged" in fewer.
    4. "opened": the pattern has a loop, its counterpart none, and ``gap`` is four steps or more: a step between the
       two neighbours would close a loop of five nodes or more. A loop that is laid flat has no gap.
    5. "kept".
    """
    (verdict,) = verdicts_of(inputs, [other], here=here, nodes=nodes, n_shuffles=n_shuffles, seed=seed)
    return verdict


def verdicts_of(
    inputs: ArrayLike,
    others: Iterable[MapperGraph],
    *,
    here: MapperGraph | None = None,
    nodes: ArrayLike | None = None,
    n_shuffles: int = N_SHUFFLES,
    seed: int = 0,
    chance: Chance | None = None,
) -> Iterator[Verdict]:
    """Say what became of a pattern in each of several graphs, as :func:`verdict_of` does for one.

    What the pattern is in its own graph is found once.

    Parameters
    ----------
    inputs, here, nodes, n_shuffles, seed
        As for :func:`verdict_of`.
    others : iterable of MapperGraph
    chance : Chance, optional
        One for many calls saves time: random sets serve all patterns that they are random for.

    Yields
    ------
    Verdict
        For each of ``others``, in their order.
    """
    _check_numbers(n_shuffles, seed)
    own, pool = None, None
    chance = chance or Chance()
    for other in others:
        pattern = _checked(inputs, other)
        _check_graph(here, nodes, other)
        if own is None and here is not None and nodes is not None:
            own = _own(pattern, here, nodes)
            pool = _covered(own)
        drawn_from = np.arange(other.n_inputs) if pool is None else pool
        incidence = _incidence(other)
        by_chance = chance.gains(len(pattern), drawn_from, n_shuffles, seed, other, incidence)
        yield _judged(pattern, own, len(drawn_from), other, incidence, by_chance)


def _judged(
    pattern: Ints,
    own: Extent | None,
    n_pool: int,
    other: MapperGraph,
    incidence: Incidence,
    by_chance: Floats,
) -> Verdict:
    found, gain = _best(pattern, other, incidence)
    p_value = (
        float((1 + (by_chance >= gain).sum()) / (1 + len(by_chance))) if len(by_chance) else float("nan")
    )
    there = Extent.of(other, found, pattern)
    gap = loop_gap(own, there) if own else 0
    if len(pattern) >= NEARLY_ALL * n_pool:
        held = there.share >= HELD
    else:
        held = not p_value > SIGNIFICANT and there.excess >= HELD
    return Verdict(
        kind=_kind(there, own, gap) if held else DISSOLVED,
        nodes=found,
        inputs=there.inputs,
        share=there.share,
        content=there.content,
        purity=there.purity,
        parts=there.parts,
        part_shares=there.part_shares,
        pieces=there.pieces,
        pieces_here=own.pieces if own else 1,
        loops=len(there.loops),
        loops_here=len(own.loops) if own else 0,
        gap=gap,
        p_value=p_value,
    )


class Chance:
    """What the nodes of graphs gain by random sets of inputs.

    It depends on the size of the sets and on what they are drawn from, and not on a pattern; so what was found once
    is kept, as long as this object is.
    """

    def __init__(self) -> None:
        # With the graphs, so that no other can take the place, and with it the id, of one that is gone.
        self._known: dict[tuple[int, bytes, int, int, int], tuple[MapperGraph, Floats]] = {}

    def gains(
        self, m: int, pool: Ints, n_shuffles: int, seed: int, graph: MapperGraph, incidence: Incidence
    ) -> Floats:
        """Tell what nodes gain by each of so many sets of m inputs that are drawn from a pool."""
        from topoalign_widget.alignment.verdict_kernels import chance_gains

        key = m, blake2b(pool.tobytes(), digest_size=16).digest(), n_shuffles, seed, id(graph)
        if key not in self._known:
            rng = np.random.default_rng(seed)
            self._known[key] = graph, np.asarray(chance_gains(m, n_shuffles, pool.copy(), rng, *incidence))
        return self._known[key][1]


def members_of(inputs: ArrayLike, graph: MapperGraph) -> Nodes:
    """Find the nodes of a graph that hold a set of inputs best.

    They are all nodes in which the set's share is above a level: that at which they gain most, and never below the
    set's share of all inputs. Nodes gain by what they tell of the set (mutual information of being in one of them and
    in the set), times the Jaccard index of both. Nodes that join pieces of these belong to them, too, if most of what
    they hold is the set's.

    Parameters
    ----------
    inputs : array-like of int
        Doubles count once.
    graph : MapperGraph

    Returns
    -------
    array of int32
        Sorted; empty where no node holds any of the inputs.

    Raises
    ------
    PatternError
        If there are no inputs.
    GraphError
        If there is no such input.
    """
    return _best(_checked(inputs, graph), graph, _incidence(graph))[0]


def _kind(there: Extent, own: Extent | None, gap: int) -> str:
    """Name what became of a pattern that is held."""
    pieces_here = own.pieces if own else 1
    if there.purity < PURE:
        together = there.pieces <= pieces_here or there.main.excess >= HELD
        return MERGED if together else DISSOLVED
    if there.pieces != pieces_here:
        return SPLIT if there.pieces > pieces_here else MERGED
    return OPENED if gap + 1 >= SHORTEST_LOOP and not there.loops else KEPT


def _incidence(graph: MapperGraph) -> Incidence:
    """Nodes of each input, then inputs of each node: indices and indptr of CSR form."""
    of_inputs, of_nodes = graph.membership.tocsc(), graph.membership
    return of_inputs.indices, of_inputs.indptr, of_nodes.indices, of_nodes.indptr


def _best(pattern: Ints, graph: MapperGraph, incidence: Incidence) -> tuple[Nodes, float]:
    """Find the nodes that hold a pattern best, and what they gain."""
    from topoalign_widget.alignment.verdict_kernels import best_level

    level, gain = best_level(pattern, *incidence, np.zeros(graph.n_inputs, dtype=np.uint8))
    nodes = np.flatnonzero(shares_of(graph, pattern) >= level).astype(np.int32)
    return bridged(graph, nodes, pattern), float(gain)


def _check_numbers(n_shuffles: int, seed: int) -> None:
    whole_number(seed, "seed", 0, PatternError)
    whole_number(n_shuffles, "n_shuffles", 0, PatternError)
    if n_shuffles and 1 / (1 + n_shuffles) > SIGNIFICANT:
        raise PatternError(
            f"n_shuffles must be 19 or more, so that p can be {SIGNIFICANT}, or 0 for no test; got {n_shuffles}."
        )


def _check_graph(here: MapperGraph | None, nodes: ArrayLike | None, other: MapperGraph) -> None:
    """Check what is told of the graph that a pattern is in."""
    if (here is None) != (nodes is None):
        raise PatternError(
            "The graph that a pattern is in and its nodes there go together; got "
            f"{'nodes without here' if here is None else 'here without nodes'}."
        )
    if here is not None and here.n_inputs != other.n_inputs:
        raise PatternError(
            f"Both graphs must be of the same inputs; they have {here.n_inputs} and {other.n_inputs}."
        )


def _own(pattern: Ints, here: MapperGraph, nodes: ArrayLike) -> Extent:
    """Measure how its own nodes hold a pattern."""
    numbers = np.unique(np.asarray(nodes))
    if not len(numbers):
        raise PatternError("A pattern in a graph has nodes there; got none. Leave here and nodes out.")
    here.inputs_of(numbers)
    return Extent.of(here, bridged(here, numbers.astype(np.int32), pattern), pattern)


def _covered(own: Extent) -> Ints:
    """List the inputs that the pattern could have been of: those that its graph has in nodes."""
    covered = np.zeros(own.graph.n_inputs, dtype=np.bool_)
    covered[own.graph.membership.indices] = covered[own.pattern] = True
    return np.flatnonzero(covered)


def _checked(inputs: ArrayLike, graph: MapperGraph) -> Ints:
    pattern = np.unique(np.asarray(inputs))
    if not len(pattern):
        raise PatternError("A pattern is a set of inputs; got none. Give one input, or one node, at least.")
    graph.shares(pattern)
    return pattern.astype(np.int64)
