"""What becomes of families of regions from one graph to the next, such as the layers of a network."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from topoalign_widget.alignment.families import Family, kind_from
from topoalign_widget.alignment.region import MATCH, MERGED, SPLIT, Region
from topoalign_widget.mapper.graph import MapperGraph

Inputs = NDArray[np.int64]
Step = tuple[str, str]

BORN, KEPT, DIES = "born", "kept", "dies"
# Share of its inputs that a part must have from other families to be what became of them; and the reverse.
MOST = 0.5

COLUMNS = ("family", "label", "before", "after", "event", "others", "shared", "lost", "gained")


def lineage(
    families: Sequence[Family],
    regions: Sequence[Region],
    graph_order: Sequence[str],
    graphs: Mapping[str, MapperGraph],
) -> pd.DataFrame:
    """Tell what becomes of each family from graph to graph.

    Only regions between consecutive graphs count: a family is in a graph if one of these has a side there.

    Parameters
    ----------
    families : sequence of Family
    regions : sequence of Region
        Those that the families are of.
    graph_order : sequence of str
        Names of graphs, such as layers from first to last.
    graphs : mapping of str to MapperGraph

    Returns
    -------
    DataFrame
        A row for each family and consecutive pair of graphs of which it is in one or both:

        family, label : its number and name
        before, after : the two graphs
        event : what happens. Where the family has a region between the two, "kept", "rearranged", "split" (into
            pieces) or "merged" (from pieces), by the kind of that. Where it is before and has no such region,
            "merged" or "split" if half or more of its inputs go on in a region, or several regions, of other
            families, else "dies". Where it is after and has no such region, "split" or "merged" if half or more of
            its inputs come from a region, or several regions, of other families, else "born". Where both is so, a row
            for either. In the first graph of all nothing is born, in the last nothing dies.
        others : tuple of the other families that its inputs go to or come from, largest part first
        shared, lost, gained : inputs that are before and after, only before, only after
    """
    steps = list(pairwise(graph_order))
    between = {step: [i for i, r in enumerate(regions) if set(r.nodes) == set(step)] for step in steps}
    number_of = {i: family.number for family in families for i in family.regions}
    rows = []
    for family in families:
        parts = _parts(family, [i for own in between.values() for i in own], regions, graphs)
        for step in steps:
            through = [regions[i] for i in between[step] if i in family.regions]
            others = [(number_of[i], regions[i].inputs) for i in between[step] if i in number_of]
            events = _goes_on(through[0], step, graphs) if through else _ends(parts, step, others)
            about = {"family": family.number, "label": family.label, "before": step[0], "after": step[1]}
            rows += [{**about, **event} for event in events]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _parts(
    family: Family, consecutive: Iterable[int], regions: Sequence[Region], graphs: Mapping[str, MapperGraph]
) -> dict[str, Inputs]:
    """List the inputs of the family in each graph that it is in."""
    sides: dict[str, list[NDArray[np.int32]]] = {}
    for i in sorted(set(family.regions) & set(consecutive)):
        for name, nodes in regions[i].nodes.items():
            sides.setdefault(name, []).append(nodes)
    return {name: graphs[name].inputs_of(np.concatenate(own)) for name, own in sides.items()}


def _goes_on(region: Region, step: Step, graphs: Mapping[str, MapperGraph]) -> list[dict[str, Any]]:
    before, after = (len(graphs[name].inputs_of(region.nodes[name])) for name in step)
    kind, shared = kind_from(region, step[0]), len(region.inputs)
    event = KEPT if kind == MATCH else kind
    return [
        {"event": event, "others": (), "shared": shared, "lost": before - shared, "gained": after - shared}
    ]


def _ends(parts: Mapping[str, Inputs], step: Step, others: list[tuple[int, Inputs]]) -> list[dict[str, Any]]:
    """Tell where a family goes that is only before, and where one comes from that is only after."""
    events = []
    for name, none, one, several in ((step[0], DIES, MERGED, SPLIT), (step[1], BORN, SPLIT, MERGED)):
        if name in parts:
            found, shared = _most_of(parts[name], others)
            event = (none, one, several)[min(len(found), 2)]
            rest = len(parts[name]) - shared
            lost, gained = (rest, 0) if name == step[0] else (0, rest)
            events.append({"event": event, "others": found, "shared": shared, "lost": lost, "gained": gained})
    return events


def _most_of(part: Inputs, others: list[tuple[int, Inputs]]) -> tuple[tuple[int, ...], int]:
    """Find the fewest families that hold half of the inputs, and how many they hold; none if all together do not."""
    held = [(number, np.intersect1d(part, inputs)) for number, inputs in others]
    chosen: list[int] = []
    covered = part[:0]
    for number, own in sorted(held, key=lambda pair: -len(pair[1])):
        if len(covered) < MOST * len(part) and len(own):
            chosen.append(number)
            covered = np.union1d(covered, own)
    return (tuple(chosen), len(covered)) if len(covered) >= MOST * len(part) else ((), 0)
