"""Neighbouring matches that are one region: no less alike in content than any of them, and in arrangement.

What two graphs have nearly all in common, such as those of consecutive layers, no set of inputs tells from chance: of
everything, a random set holds as much. It is found in parts, and the arrangement shows them to be one.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from topoalign_widget.alignment.coupled import Coupled
from topoalign_widget.alignment.matching import Match, find_matches
from topoalign_widget.alignment.structure import compare_structure
from topoalign_widget.mapper.graph import MapperGraph

# Rank correlation of distances from which on arrangements are alike enough for neighbours to be one.
ALIKE = 0.7
# What a correlation of 200 inputs may be off.
SLACK = 0.05


def find_wholes(a: MapperGraph, b: MapperGraph, least_content: float) -> tuple[Coupled, list[Match]]:
    """Search two graphs for matches, and make one of neighbours that are one.

    Two matches that touch in both graphs become one if the content of both together is no less than their mean, and
    the structure neither less than 0.7 nor than that of either; where a side has fewer than four nodes, if the
    content is no less than that of either. The gain of a whole is that of its parts together: they are what was found
    beyond chance.

    Returns
    -------
    Coupled
    list of Match
        Largest gain first; no two have a node in common.
    """
    pair = _Pair(a, b)
    left, done = find_matches(pair.coupled, least_content)[::-1], []
    while left:
        match = left.pop()
        for i, one in pair.wholes(match, left):
            del left[i]
            left.append(one)
            break
        else:
            done.append(match)
    return pair.coupled, sorted(done, key=lambda match: -match.gain)


class _Pair:
    """Two graphs, and the structure of each match, measured once."""

    def __init__(self, a: MapperGraph, b: MapperGraph) -> None:
        self._graphs = (a, b)
        self.coupled = Coupled.of(a, b)
        self._structures: dict[Match, float] = {}

    def wholes(self, match: Match, among: list[Match]) -> Iterator[tuple[int, Match]]:
        """Find others that are one with a match, and what they are together."""
        c = self.coupled
        touched = c.touched_by(match.inside)
        for i in range(len(among) - 1, -1, -1):
            if c.in_both(touched & among[i].inside):
                one = self._together(match, among[i])
                if self._is_one(one, match, among[i]):
                    yield i, one

    def _together(self, match: Match, other: Match) -> Match:
        inside = match.inside | other.inside
        in_a, in_b = (self.coupled.inputs(inside, which) for which in (0, 1))
        sizes = np.array([in_a.sum(), in_b.sum(), (in_a & in_b).sum()])
        return Match(inside, sizes, match.gain + other.gain)

    def _is_one(self, one: Match, *parts: Match) -> bool:
        contents, inputs = [part.content for part in parts], [part.sizes[2] for part in parts]
        if one.content < np.average(contents, weights=inputs) or self.coupled.pieces(one.inside) != (1, 1):
            return False
        structure = self._structure(one)
        if np.isnan(structure):
            return one.content >= max(contents)
        own = [self._structure(part) for part in parts]
        return bool(structure >= max(ALIKE, *np.nan_to_num(own, nan=-1.0)) - SLACK)

    def _structure(self, match: Match) -> float:
        if match not in self._structures:
            c = self.coupled
            inputs = np.flatnonzero(c.common(match.inside))
            nodes = c.nodes_of(match.inside)
            found = compare_structure(*self._graphs, nodes, inputs, 0, np.random.default_rng(0))
            self._structures[match] = found.agreement
        return self._structures[match]
