"""Matching regions of several graphs: found, scored, tested against chance."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import combinations

import numpy as np
import pandas as pd
from scipy.stats import false_discovery_control

from topoalign_widget.alignment.coupled import Coupled
from topoalign_widget.alignment.matching import LEAST_CONTENT, Match
from topoalign_widget.alignment.region import MATCH, MERGED, REARRANGED, SPLIT, Region, RegionError
from topoalign_widget.alignment.significance import (
    N_SHUFFLES,
    check_searched,
    false_discovery_rates,
    repetitions_for,
    search_shuffled,
)
from topoalign_widget.alignment.structure import compare_structure, holes
from topoalign_widget.alignment.wholes import find_wholes
from topoalign_widget.frozen import FrozenDict
from topoalign_widget.keywords import checked_keywords
from topoalign_widget.mapper.graph import MapperGraph
from topoalign_widget.whole import whole_number

# A region is reported if chance gives fewer than this for each that is found, and its structure counts as alike if
# chance gives as much less often than this.
SIGNIFICANT = 0.05
# Times that the inputs of a region are shuffled within it.
N_MANTEL = 199
# Typical inputs that a region keeps.
N_TYPICAL = 3

Graphs = Mapping[str, MapperGraph]


@checked_keywords
def find_regions(
    graphs: Graphs,
    *,
    least_content: float = LEAST_CONTENT,
    n_shuffles: int = N_SHUFFLES,
    seed: int = 0,
) -> list[Region]:
    """Find the parts of each two graphs that hold the same inputs, and tell whether they arrange them alike.

    Parameters
    ----------
    graphs : mapping of str to MapperGraph
        Of the same inputs.
    least_content : float in (0, 1], default 0.3
        Content beyond chance (0: as much as random sets of the same sizes) that a region must have.
    n_shuffles : int, default 20
        Times that all pairs of graphs are searched again with the inputs of one of them shuffled; of more than three
        pairs fewer times, three times as many searches altogether. Regions whose ``p_value`` is above 0.05 are left
        out. 0: all are kept, and nothing is tested.
    seed : int, default 0
        The same seed gives the same regions; only tests and the choice of placed inputs are random.

    Returns
    -------
    list of Region
        Largest gain first.

    Raises
    ------
    RegionError
        If there are fewer than two graphs, they are of different inputs, or a number is out of its range.

    Notes
    -----
    The search is described in :mod:`topoalign_widget.alignment.matching` and
    :mod:`topoalign_widget.alignment.wholes`, structure in :mod:`topoalign_widget.alignment.structure`. The p-value
    counts the whole search: with D regions that the shuffles gave with at least the gain of a region, in R
    repetitions, and T found ones with that gain, it is the smallest of (1 + D) / (1 + R) / T over the region's gain
    and smaller ones.
    """
    _check(graphs, least_content, n_shuffles, seed)
    chance = partial(search_shuffled, graphs, least_content, repetitions_for(graphs, n_shuffles), seed)
    return tested_regions(graphs, least_content, chance if n_shuffles else None, seed)


def tested_regions(
    graphs: Graphs, least_content: float, chance: Callable[[], pd.DataFrame] | None, seed: int
) -> list[Region]:
    """Find regions, and test them against what ``search_shuffled`` gave, which is asked for if there are any."""
    pairs = list(combinations(graphs, 2))
    found = {(a, b): find_wholes(graphs[a], graphs[b], least_content) for a, b in pairs}
    matches = [(pair, coupled, match) for pair, (coupled, own) in found.items() for match in own]
    matches.sort(key=lambda each: -each[2].gain)
    p_values = np.full(len(matches), np.nan)
    if chance is not None and matches:
        shuffled = chance()
        by_chance = shuffled["gains"].explode().dropna().to_numpy(dtype=np.float64)
        gains = np.array([match.gain for *_, match in matches])
        p_values = false_discovery_rates(gains, by_chance, shuffled["repetition"].nunique())
        matches = [each for each, p in zip(matches, p_values, strict=True) if p <= SIGNIFICANT]
        p_values = p_values[p_values <= SIGNIFICANT]
    n_mantel = 0 if chance is None else N_MANTEL
    regions = [
        _described(pair, graphs, coupled, match, p, n_mantel, np.random.default_rng([seed, i]))
        for i, ((pair, coupled, match), p) in enumerate(zip(matches, p_values, strict=True))
    ]
    return _classified(regions)


def regions_frame(regions: Sequence[Region]) -> pd.DataFrame:
    """Make a table of regions, a row each."""
    columns = [
        *("graphs", "kind", "label", "n_inputs", "n_nodes", "content", "coverage", "structure"),
        *("p_value", "p_structure", "gain", "pieces", "loops", "typical"),
    ]
    rows = [
        {
            "graphs": region.graphs,
            "kind": region.kind,
            "label": region.label,
            "n_inputs": len(region.inputs),
            "n_nodes": tuple(map(len, region.nodes.values())),
            "coverage": tuple(region.coverage.values()),
            "pieces": tuple(region.pieces.values()),
            "loops": tuple(region.loops.values()),
            "typical": tuple(region.typical.tolist()),
            **{
                name: getattr(region, name)
                for name in ("content", "structure", "p_value", "p_structure", "gain")
            },
        }
        for region in regions
    ]
    frame = pd.DataFrame(rows, columns=columns).rename_axis("region")
    # No label is None, not a number.
    frame["label"] = pd.Series([region.label for region in regions], dtype=object)
    return frame


def _described(
    pair: tuple[str, str],
    graphs: Graphs,
    coupled: Coupled,
    match: Match,
    p_value: float,
    n_mantel: int,
    rng: np.random.Generator,
) -> Region:
    a, b = (graphs[name] for name in pair)
    nodes = coupled.nodes_of(match.inside)
    inputs = np.flatnonzero(coupled.common(match.inside))
    structure = compare_structure(a, b, nodes, inputs, n_mantel, rng)
    sides = list(zip(pair, (a, b), nodes, strict=True))
    return Region(
        nodes=FrozenDict({name: own.astype(np.int32) for name, _, own in sides}),
        inputs=inputs,
        kind=MATCH,
        content=match.content,
        coverage=FrozenDict(
            {name: float(len(inputs) / size) for name, size in zip(pair, match.sizes, strict=False)}
        ),
        structure=structure.agreement,
        p_value=float(p_value),
        p_structure=structure.p_value,
        gain=match.gain,
        pieces=FrozenDict(dict(zip(pair, coupled.pieces(match.inside), strict=True))),
        loops=FrozenDict({name: holes(graph, own) for name, graph, own in sides}),
        typical=structure.typical[:N_TYPICAL],
    )


def _classified(regions: list[Region]) -> list[Region]:
    """Adjust the p-values of structure for their number, and say what kind each region is."""
    tested = np.array([not np.isnan(region.p_structure) for region in regions], dtype=np.bool_)
    adjusted = np.full(len(regions), np.nan)
    if tested.any():
        adjusted[tested] = false_discovery_control(
            [r.p_structure for r, own in zip(regions, tested, strict=True) if own]
        )
    return [
        replace(region, kind=_kind(region, p), p_structure=float(p))
        for region, p in zip(regions, adjusted, strict=True)
    ]


def _kind(region: Region, p_structure: float) -> str:
    in_a, in_b = region.pieces.values()
    if in_a > 1 or in_b > 1:
        return SPLIT if in_a == 1 else MERGED
    return REARRANGED if p_structure > SIGNIFICANT else MATCH


def _check(graphs: Graphs, least_content: float, n_shuffles: int, seed: int) -> None:
    check_searched(graphs, n_shuffles, "n_shuffles", 0)
    whole_number(seed, "seed", 0, RegionError)
    counts = {name: graph.n_inputs for name, graph in graphs.items()}
    if len(set(counts.values())) > 1:
        raise RegionError(f"Graphs must be of the same inputs; they have {counts}.")
    if not 0 < least_content <= 1:
        raise RegionError(f"least_content must be above 0 and at most 1; got {least_content!r}.")
