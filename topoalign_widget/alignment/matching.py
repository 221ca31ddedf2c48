"""The search for matching regions: parts of two graphs that hold the same inputs, many nodes to many nodes.

The paper publishes no matcher; this one is ours. One number says what a pair of parts is worth, their gain: how much
being in one tells of being in the other (mutual information, in nats, over all inputs) times the Jaccard index of
their inputs. Parts of two graphs at chance gain nothing, a part that is most of a graph little, and two halves less
than the whole that they are halves of, as soon as the cut costs content.

1. Both graphs are coupled: edges within by the Jaccard index of their nodes, edges between by what is beyond chance.
   Communities of the coupled graph at all resolutions are the candidates (hierarchy.py); of the tree, clusters that
   do not contain each other are taken so that they gain most together.
2. Each is refined by adding and dropping single nodes, never breaking apart (matching_kernels.py); neighbours are
   tried as one. Of all, those are kept that gain most together and share no node, nor most of their inputs; and what
   these leave of the others is tried again.
3. Where a region is apart in one graph only, it gains as one in several pieces: a split, or a merger.
4. Nodes that hold nothing but what the region holds belong to it: without them a ring may be open.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from topoalign_widget.alignment.coupled import Coupled, Mask

Nodes = NDArray[np.int64]

# Inputs that the tree of candidates is judged by; everything after it counts all inputs.
MOST_JUDGED = 1 << 17
# Content beyond chance of the least region.
LEAST_CONTENT = 0.3
# Above 1, a whole outweighs parts that gain a little more together: one region says the same more simply.
WHOLENESS = 1.3
# Neighbours that gain so much of what they gain apart are tried with others as one: three arcs may make a ring of
# which two make nothing.
NEARLY = 0.8
# Times that neighbours are joined in the hope that others will make up for what that costs.
MOST_HOPES = 1000
# Of a match's neighbours, so many are tried, those first that promise most.
MOST_TRIED = 8
# Fewer common inputs are no region but what is left at the edge of one.
LEAST_INPUTS = 10
# Two matches are one and the same where so much of what both sides of one hold is common to the other, too.
SAME_INPUTS = 0.5
# Content from which on a match may be in several pieces: most of what either side holds must be common.
LEAST_IN_PIECES = 0.5
# Share of the smaller of two matches that both must hold in one graph to be one there: more than a thread.
LEAST_SHARED = 0.05
# Share of a region's common inputs that a further piece of it must bring.
LEAST_PIECE = 0.1


@dataclass(frozen=True, eq=False)
class Match:
    """A part of both graphs: which nodes are inside, inputs of each side and of both, and the gain."""

    inside: Mask
    sizes: NDArray[np.int64]
    gain: float

    @property
    def content(self) -> float:
        """Jaccard index of the inputs of the two sides."""
        a, b, both = self.sizes
        return float(both / (a + b - both)) if both else 0.0

    def beyond_chance(self, n_inputs: int) -> float:
        """Content, with 0 for what two random sets of these sizes would have."""
        a, b, _ = self.sizes
        by_chance = a * b / n_inputs
        expected = by_chance / (a + b - by_chance)
        return float((self.content - expected) / (1 - expected)) if expected < 1 else 0.0


def find_matches(coupled: Coupled, least_content: float) -> list[Match]:
    """Search two graphs for parts that hold the same inputs.

    Parameters
    ----------
    coupled : Coupled
    least_content : float
        Matches whose content beyond chance is smaller are left out.

    Returns
    -------
    list of Match
        Largest gain first; no two have a node in common.
    """
    if not coupled.between.nnz:
        return []
    search = _Search(coupled)
    every = search.with_neighbours(search.candidates())
    best = search.best_together(every)
    left = search.left_of(every, best)
    choices = [best, search.best_together(best + left)] if left else [best]
    ways = (search.large_enough(search.in_pieces(chosen), least_content) for chosen in choices)
    found = max(ways, key=lambda matches: _together(*matches))
    return search.closed(sorted(found, key=lambda match: -match.gain))


class _Search:
    """Candidates of two coupled graphs; each set of nodes is refined once."""

    def __init__(self, coupled: Coupled) -> None:
        from topoalign_widget.alignment.matching_kernels import set_bits

        self._c = coupled
        self._known: set[bytes] = set()
        judged = _sampled(coupled.membership)
        self._n_judged = judged.shape[1]
        self._bits = set_bits(judged.indptr, judged.indices, self._n_judged // 64 + 1)
        self._held: dict[Match, NDArray[np.uint64]] = {}
        self._everywhere = np.ones(coupled.n_nodes, dtype=np.bool_)

    def refined(self, inside: Mask, free: Mask) -> Match:
        """Add and drop single nodes while that gains."""
        from topoalign_widget.alignment.matching_kernels import gain_of, refine

        c, inside = self._c, inside.copy()
        m, near = c.membership, c.within
        sizes = refine(
            m.indptr, m.indices, near.indptr, near.indices, c.n_a, c.n_inputs, inside, inside | free
        )
        return Match(inside, sizes, float(gain_of(sizes[0], sizes[1], sizes[2], c.n_inputs)))

    def candidates(self) -> list[Match]:
        """Refine the clusters that gain most together."""
        found = [self.refined(inside, self._everywhere) for inside in self._clusters()]
        return [match for match in found if match.gain > 0 and self._is_new(match)]

    def with_neighbours(self, found: list[Match]) -> list[Match]:
        """Add what becomes of neighbours in both graphs when they are taken as one, as long as that gains.

        Two that gain as one are joined with others only as that. Of two that nearly do, the smaller may be joined
        with others, too, largest matches first, but not in all pairs of a large crowd.
        """
        every, left = list(found), sorted(found, key=lambda match: match.gain)
        hopes = MOST_HOPES
        while left:
            match = left.pop()
            for other in self._most_promising(match, self._neighbours(match, left)):
                one = self.refined(match.inside | other.inside, self._everywhere)
                ratio = one.gain / _together(match, other)
                gains = ratio > 1 or (ratio > NEARLY and hopes > 0)
                if gains and one.gain > max(match.gain, other.gain) and self._is_new(one):
                    if ratio > 1:
                        left = [kept for kept in left if kept is not other]
                    else:
                        hopes -= 1
                    left.append(one)
                    every.append(one)
                    break
        return every

    def _neighbours(self, match: Match, among: list[Match]) -> list[Match]:
        """List those that touch a match in both graphs, largest gain first."""
        touched = self._c.touched_by(match.inside)
        return [other for other in reversed(among) if self._c.in_both(touched & other.inside)]

    def _most_promising(self, match: Match, neighbours: list[Match]) -> list[Match]:
        """Take those that gain most together with a match as one, before that is refined."""
        ratios = np.array([self._as_one(match, other) for other in neighbours])
        return [neighbours[i] for i in np.argsort(-ratios, kind="stable")[:MOST_TRIED]]

    def _as_one(self, match: Match, other: Match) -> float:
        """Ratio of the gain of two as one, before it is refined, to that of both."""
        from topoalign_widget.alignment.matching_kernels import gain_as_one

        gain = gain_as_one(self._bits_of(match), self._bits_of(other), self._n_judged)
        return float(gain) / _together(match, other)

    def _bits_of(self, match: Match) -> NDArray[np.uint64]:
        from topoalign_widget.alignment.matching_kernels import bits_of

        if match not in self._held:
            self._held[match] = bits_of(self._bits, match.inside, self._c.n_a)
        return self._held[match]

    def best_together(self, matches: list[Match]) -> list[Match]:
        """Choose matches that gain much together, of which no two have a node or most of their inputs in common.

        The largest first; then whatever gains more than all that it would replace takes their place, until none does.
        """
        if not matches:
            return []
        matches = sorted(matches, key=lambda match: -match.gain)
        clash = self._clash(matches)
        gains = np.array([match.gain for match in matches]) ** WHOLENESS
        chosen = _independent(clash, np.ones(len(gains), dtype=np.bool_))
        changed = True
        while changed:
            changed = False
            for i in range(len(gains)):
                if chosen[i]:
                    others = chosen.copy()
                    others[i] = False
                    freed = _independent(clash, clash[i] & ~clash[others].any(axis=0))
                    if gains[freed].sum() > gains[i] * (1 + 1e-9):
                        chosen, changed = others | freed, True
                elif gains[i] > gains[clash[i] & chosen].sum() * (1 + 1e-9):
                    chosen &= ~clash[i]
                    chosen[i] = changed = True
        return [match for match, own in zip(matches, chosen, strict=True) if own]

    def left_of(self, every: list[Match], best: list[Match]) -> list[Match]:
        """Refine what the best matches leave of those that lost to them.

        A part of a merger gains little by itself, and may lose to a small match for a few nodes at its edge.
        """
        free = ~self._taken(best)
        found = []
        for match in sorted(every, key=lambda match: -match.gain):
            inside = self._c.largest(match.inside & free)
            if (inside != match.inside).any() and self._c.in_both(inside):
                one = self.refined(inside, free)
                if one.gain > 0 and self._is_new(one):
                    found.append(one)
        return found

    def _clash(self, matches: list[Match]) -> NDArray[np.bool_]:
        from topoalign_widget.alignment.matching_kernels import common_inputs

        inside = np.array([match.inside for match in matches], dtype=np.float32)
        held = [self._bits_of(match) for match in matches]
        shared = common_inputs(np.array([a & b for a, b in held]))
        size = shared.diagonal()
        clash = (inside @ inside.T > 0) | (shared > SAME_INPUTS * np.minimum(size, size[:, None]))
        np.fill_diagonal(clash, False)
        return np.asarray(clash)

    def in_pieces(self, found: list[Match]) -> list[Match]:
        """Join what is apart in one graph only, where that gains: other matches, and nodes that are in none."""
        waiting: list[Match] = sorted(found, key=lambda match: match.gain)
        done: list[Match] = []
        # How many matches each input is common to.
        times = sum(
            (self._c.common(match.inside) for match in found), np.zeros(self._c.n_inputs, dtype=np.int64)
        )
        while waiting:
            match = waiting.pop()
            others = waiting + done
            free = ~np.logical_or.reduce([match.inside, *(other.inside for other in others)])
            left = times == self._c.common(match.inside)
            better = self._joined(match, others, free) or self._extended(match, left, free)
            if better is None:
                done.append(match)
            else:
                one, used = better
                times += self._c.common(one.inside)
                for gone in (match, used) if used else (match,):
                    times -= self._c.common(gone.inside)
                waiting, done = ([kept for kept in own if kept is not used] for own in (waiting, done))
                waiting.append(one)
        return done

    def _joined(self, match: Match, others: list[Match], free: Mask) -> tuple[Match, Match] | None:
        touched = self._c.touched_by(match.inside)
        neighbours = [other for other in others if (touched & other.inside).any()]
        for other in self._most_promising(match, neighbours):
            if self._hang_together(match, other):
                one = self.refined(match.inside | other.inside, free)
                if self._gains(one, [match, other]):
                    return one, other
        return None

    def _hang_together(self, match: Match, other: Match) -> bool:
        """Whether two matches share more than a few inputs in one of the graphs."""
        shared = [(self._c.inputs(match.inside, i) & self._c.inputs(other.inside, i)).sum() for i in (0, 1)]
        return bool(max(shared) >= LEAST_SHARED * min(match.sizes[2], other.sizes[2]))

    def _extended(self, match: Match, left: Mask, free: Mask) -> tuple[Match, None] | None:
        for which in (0, 1):
            for piece in self._pieces_left(match, left, free, which):
                one = self.refined(match.inside | piece, free)
                if self._gains(one, [match]):
                    return one, None
        return None

    def _pieces_left(self, match: Match, left: Mask, free: Mask, which: int) -> Iterable[Mask]:
        """Find connected free nodes that hold mostly inputs of the other side of a match that are left over."""
        wanted = self._c.inputs(match.inside, 1 - which) & left
        own = self._c.side(which)
        held = self._c.membership[own]
        share = (held @ wanted.astype(np.int32)) / np.maximum(np.diff(held.indptr), 1)
        nodes = np.flatnonzero(free[own] & (share > 0.5)) + own.start
        if not len(nodes):
            return
        number = connected_components(self._c.within[nodes][:, nodes], directed=False)[1]
        for i in range(number.max() + 1):
            piece = np.zeros(self._c.n_nodes, dtype=np.bool_)
            piece[nodes[number == i]] = True
            if (self._c.inputs(piece, which) & wanted).sum() >= LEAST_PIECE * match.sizes[2]:
                yield piece

    def _gains(self, one: Match, of: list[Match]) -> bool:
        """Whether a match is better than those that it is made of, and connected in one graph at least."""
        return (
            one.gain > sum(match.gain for match in of)
            and one.content > max(LEAST_IN_PIECES, *(match.content for match in of))
            and min(self._c.pieces(one.inside)) == 1
        )

    def large_enough(self, found: list[Match], least_content: float) -> list[Match]:
        """Leave out what is no region."""
        return [
            match
            for match in found
            if match.sizes[2] >= LEAST_INPUTS and match.beyond_chance(self._c.n_inputs) >= least_content
        ]

    def closed(self, found: list[Match]) -> list[Match]:
        """Add nodes in no match that hold only what others of a side do: they gain nothing, but may close a ring."""
        taken = self._taken(found)
        held = self._c.membership
        whole = []
        for match in found:
            inside = match.inside.copy()
            for which in (0, 1):
                own = self._c.side(which)
                known = held[own] @ self._c.inputs(match.inside, which).astype(np.int32)
                inside[own] |= (known == np.diff(held[own].indptr)) & ~taken[own]
            taken |= inside
            whole.append(replace(match, inside=inside))
        return whole

    def _taken(self, matches: list[Match]) -> Mask:
        """Mark the nodes that are in some match."""
        nothing = np.zeros(self._c.n_nodes, dtype=np.bool_)
        return np.asarray(np.logical_or.reduce([nothing, *(match.inside for match in matches)]))

    def _is_new(self, match: Match) -> bool:
        known = match.inside.tobytes() in self._known
        self._known.add(match.inside.tobytes())
        return not known

    def _clusters(self) -> Iterable[Mask]:
        from topoalign_widget.alignment.hierarchy import merge_tree
        from topoalign_widget.alignment.matching_kernels import gains_of_clusters

        c = self._c
        graph = csr_array(c.within + c.between)
        graph.sort_indices()
        merges = merge_tree(graph.indptr, graph.indices, graph.data)
        near, bits = c.within, self._bits.copy()
        gains, largest = gains_of_clusters(merges, c.n_a, near.indptr, near.indices, bits, self._n_judged)
        for cluster in _most_together(merges, gains):
            nodes = _nodes_of(merges, cluster, c.n_nodes)
            number = connected_components(near[nodes][:, nodes], directed=False)[1]
            inside = np.zeros(c.n_nodes, dtype=np.bool_)
            inside[nodes[np.isin(number, number[np.searchsorted(nodes, largest[cluster])])]] = True
            yield inside


def _together(*matches: Match) -> float:
    """Gain that one match must exceed to be better than several."""
    return float(sum(match.gain**WHOLENESS for match in matches) ** (1 / WHOLENESS))


def _sampled(membership: csr_array) -> csr_array:
    """Leave out inputs where there are more than it takes to judge clusters."""
    n_inputs = membership.shape[1]
    if n_inputs <= MOST_JUDGED:
        return membership
    drawn = np.sort(np.random.default_rng(0).choice(n_inputs, MOST_JUDGED, replace=False))
    return csr_array(membership[:, drawn])


def _most_together(merges: NDArray[np.int64], gains: NDArray[np.float64]) -> list[int]:
    """Choose clusters of which none contains another and that gain most together."""
    gains = gains**WHOLENESS
    best, n = gains.copy(), len(gains) - len(merges)
    for m, (x, y) in enumerate(merges):
        best[n + m] = max(gains[n + m], best[x] + best[y])
    inner = np.zeros(len(gains), dtype=np.bool_)
    inner[merges.ravel()] = True
    chosen, waiting = [], np.flatnonzero(~inner).tolist()
    while waiting:
        cluster = waiting.pop()
        if best[cluster] <= 0:
            continue
        if gains[cluster] == best[cluster]:
            chosen.append(cluster)
        else:
            waiting += merges[cluster - n].tolist()
    return sorted(chosen)


def _nodes_of(merges: NDArray[np.int64], cluster: int, n_nodes: int) -> Nodes:
    nodes, waiting = [], [cluster]
    while waiting:
        own = waiting.pop()
        if own < n_nodes:
            nodes.append(own)
        else:
            waiting += merges[own - n_nodes].tolist()
    return np.sort(nodes).astype(np.int64)


def _independent(clash: NDArray[np.bool_], among: Mask) -> Mask:
    """Take each that clashes with none taken before."""
    taken = np.zeros(len(among), dtype=np.bool_)
    for i in np.flatnonzero(among):
        taken[i] = not clash[i, taken].any()
    return taken
