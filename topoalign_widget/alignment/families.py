"""Regions of many graphs: which are the same, what becomes of them from layer to layer, where every input is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from itertools import permutations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from topoalign_widget.alignment.features import pieces_of
from topoalign_widget.alignment.overlap import SAME, jaccard, marked
from topoalign_widget.alignment.region import KINDS, MERGED, SPLIT, Region
from topoalign_widget.frozen import FrozenDict
from topoalign_widget.mapper.graph import MapperGraph

LEFT, ONLY_HERE, IN_NO_NODE = "left", "only here", "in no node"
# What can be said of an input of one graph, given another; what comes first counts.
CLASSES = (*KINDS, LEFT, ONLY_HERE, IN_NO_NODE)


@dataclass(frozen=True, eq=False)
class Family:
    """Regions of several pairs of graphs that are one and the same. Made by :func:`families`.

    Attributes
    ----------
    number : int
        Place in the list of families, and index of its colour.
    nodes : mapping of str to array of int32
        Sorted nodes of each graph that it is in, over all its regions there.
    regions : tuple of int
        Which of the regions it consists of, sorted; not more than one of each two graphs.
    core : array of int64
        Inputs that both sides of all its regions hold, sorted. May be empty where it drifts through many graphs.
    inputs : array of int64
        Inputs that both sides of at least one of its regions hold, sorted.
    label : str or None
        That of its first region that has one.
    """

    number: int
    nodes: Mapping[str, NDArray[np.int32]]
    regions: tuple[int, ...]
    core: NDArray[np.int64] = field(repr=False)
    inputs: NDArray[np.int64] = field(repr=False)
    label: str | None = None


def families(regions: Sequence[Region], graphs: Mapping[str, MapperGraph]) -> list[Family]:
    """Join regions of different pairs of graphs that are the same part of a graph that they share.

    Two regions are linked where their sides in a graph that both have hold the same inputs: Jaccard index of at least
    0.5. Families are joined along links, the strongest first, unless they

    - have regions of the same two graphs: these were told apart when they were found; or
    - disagree in a graph that both are in: the mean Jaccard index of the sides of one with those of the other is less
      than 0.5.

    So links do not chain: of up to three graphs, any two sides of a family in one graph have an index of at least
    0.5. Of more, two of them may have less in common, even nothing, if the other sides agree with both. Where one
    region answers to two of the next layer, each of which matches a half of it, the half that is more like it may go
    on with the family, and the other is one of its own; ``lineage`` tells that it comes from there.

    Parameters
    ----------
    regions : sequence of Region
        Best first. Of two graphs, each is a family of its own.
    graphs : mapping of str to MapperGraph

    Returns
    -------
    list of Family
        By the sum of their regions' gains, largest first.
    """
    sides = {name: _Sides(name, graph, regions) for name, graph in graphs.items()}
    links = sorted(link for own in sides.values() for link in own.links())
    group: dict[int, tuple[int, ...]] = {i: (i,) for i in range(len(regions))}
    for _, i, j in links:
        if group[i] != group[j] and _fit(group[i], group[j], regions, sides):
            joined = tuple(sorted(group[i] + group[j]))
            group |= dict.fromkeys(joined, joined)
    members = sorted(set(group.values()), key=lambda own: (-sum(regions[i].gain for i in own), own))
    return [_family(number, own, regions, graphs) for number, own in enumerate(members)]


def accounts(regions: Sequence[Region], graphs: Mapping[str, MapperGraph]) -> pd.DataFrame:
    """Account for every input of every graph, given each other graph.

    Parameters
    ----------
    regions : sequence of Region
        Best first: an input that both sides of several hold counts for the first.
    graphs : mapping of str to MapperGraph

    Returns
    -------
    DataFrame of int
        A row for each ordered pair, with the levels "graph" and "other"; each adds up to n_inputs. Columns:

        match, rearranged, split, merged : both sides of such a region hold the input. As the graph sees it: what is
            split in the other graph is merged in this one, seen from the other.
        left : this graph's side of a region holds it, and the other side does not
        only here : only nodes that are in no region hold it
        in no node : of this graph
    """
    rows = [_account(name, other, regions, graphs[name]) for name, other in permutations(graphs, 2)]
    index = pd.MultiIndex.from_tuples(list(permutations(graphs, 2)), names=["graph", "other"])
    return pd.DataFrame(rows, index=index, columns=list(CLASSES), dtype=np.int64)


def unmatched(
    graph: str, other: str, regions: Sequence[Region], graphs: Mapping[str, MapperGraph]
) -> list[NDArray[np.int32]]:
    """List the connected parts of a graph that are in no region with another: what only this graph has.

    Returns
    -------
    list of array of int32
        Sorted nodes of each; what holds most inputs first.
    """
    matched = [region.nodes[graph] for region in regions if set(region.nodes) == {graph, other}]
    free = np.setdiff1d(np.arange(graphs[graph].n_nodes), np.concatenate([*matched, np.empty(0, np.int32)]))
    return sorted(pieces_of(graphs[graph], free), key=lambda part: -len(graphs[graph].inputs_of(part)))


def kind_from(region: Region, graph: str) -> str:
    """Name the kind of a region as one of its graphs sees it: a split is a merger from the other side."""
    swapped = {SPLIT: MERGED, MERGED: SPLIT} if graph != region.graphs[0] else {}
    return swapped.get(region.kind, region.kind)


class _Sides:
    """The sides that regions have in one graph, and how much their inputs have in common."""

    def __init__(self, name: str, graph: MapperGraph, regions: Sequence[Region]) -> None:
        self._row = {
            i: row for row, i in enumerate(i for i, region in enumerate(regions) if name in region.nodes)
        }
        held = marked([graph.inputs_of(regions[i].nodes[name]) for i in self._row], graph.n_inputs)
        self._alike = jaccard(held, held).toarray()

    def links(self) -> list[tuple[float, int, int]]:
        """List pairs of regions whose sides are the same, with minus their Jaccard index in front."""
        own = np.array(list(self._row), dtype=np.int64)
        i, j = np.nonzero(np.triu(self._alike >= SAME, k=1))
        return list(zip((-self._alike[i, j]).tolist(), own[i].tolist(), own[j].tolist(), strict=True))

    def agree(self, a: Sequence[int], b: Sequence[int]) -> bool:
        """Tell whether the sides of some regions are on average those of others; so where either has none."""
        rows, columns = ([self._row[i] for i in own if i in self._row] for own in (a, b))
        return not (rows and columns) or bool(self._alike[np.ix_(rows, columns)].mean() >= SAME)


def _fit(a: Sequence[int], b: Sequence[int], regions: Sequence[Region], sides: Mapping[str, _Sides]) -> bool:
    pairs = ({frozenset(regions[i].nodes) for i in own} for own in (a, b))
    return not set.intersection(*pairs) and all(own.agree(a, b) for own in sides.values())


def _family(
    number: int, members: tuple[int, ...], regions: Sequence[Region], graphs: Mapping[str, MapperGraph]
) -> Family:
    own = [regions[i] for i in members]
    nodes = {
        name: reduce(np.union1d, [region.nodes[name] for region in own if name in region.nodes])
        for name in graphs
        if any(name in region.nodes for region in own)
    }
    inputs = [region.inputs for region in own]
    return Family(
        number=number,
        nodes=FrozenDict(nodes),
        regions=members,
        core=reduce(np.intersect1d, inputs),
        inputs=reduce(np.union1d, inputs),
        label=next((region.label for region in own if region.label is not None), None),
    )


def _account(name: str, other: str, regions: Sequence[Region], graph: MapperGraph) -> dict[str, int]:
    between = [region for region in regions if set(region.nodes) == {name, other}]
    number = {kind: i for i, kind in enumerate(CLASSES)}
    of_inputs = np.full(graph.n_inputs, number[IN_NO_NODE])
    # What counts more is written over what counts less.
    of_inputs[graph.membership.indices] = number[ONLY_HERE]
    for region in between:
        of_inputs[graph.inputs_of(region.nodes[name])] = number[LEFT]
    for region in reversed(between):
        of_inputs[region.inputs] = number[kind_from(region, name)]
    return dict(zip(CLASSES, np.bincount(of_inputs, minlength=len(CLASSES)).tolist(), strict=True))
