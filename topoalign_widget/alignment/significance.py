"""What chance gives: the whole search again with shuffled inputs, and how much could be found at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from topoalign_widget.alignment.calibration import Score
from topoalign_widget.alignment.coupled import Coupled
from topoalign_widget.alignment.matching import LEAST_CONTENT, find_matches
from topoalign_widget.alignment.region import TOGETHER, Region, RegionError
from topoalign_widget.mapper.graph import MapperGraph
from topoalign_widget.mapper.progress import with_progress
from topoalign_widget.mapper.selection import LENSES
from topoalign_widget.whole import whole_number

# Times that all is searched again with shuffled inputs: one region that chance never gives has p = 1/21.
N_SHUFFLES = 20
# Below this share of inputs that could match, another lens may be worth a try.
LOW_CEILING = 0.75

FOUND = ("repetition", "a", "b", "gains", "contents", "matched_share")

Graphs = Mapping[str, MapperGraph]


def search_shuffled(graphs: Graphs, least_content: float, repetitions: int, seed: int) -> pd.DataFrame:
    """Search again with the inputs of the second of each two graphs shuffled.

    Returns
    -------
    DataFrame
        A row for each repetition and pair: ``repetition``, ``a``, ``b``, ``gains`` and ``contents`` (lists) of the
        regions found, and ``matched_share``.
    """
    pairs = list(combinations(graphs, 2))
    jobs = [(repetition, i) for repetition in range(repetitions) for i in range(len(pairs))]
    rows = []
    for repetition, i in with_progress(jobs, len(jobs), "searching shuffled inputs"):
        a, b = (graphs[name] for name in pairs[i])
        order = np.random.default_rng([seed, repetition, i]).permutation(a.n_inputs)
        found = find_matches(Coupled.of(a, b, order), least_content)
        rows.append(
            {
                "repetition": repetition,
                "a": pairs[i][0],
                "b": pairs[i][1],
                "gains": [match.gain for match in found],
                "contents": [match.content for match in found],
                # Matches have no nodes in common, and hardly inputs.
                "matched_share": min(1.0, sum(int(match.sizes[2]) for match in found) / a.n_inputs),
            }
        )
    return pd.DataFrame(rows, columns=list(FOUND))


def repetitions_for(graphs: Graphs, n_shuffles: int) -> int:
    """Tell how often to search all pairs again.

    Of more than three pairs as often as makes three times that many searches: they have more regions to test
    together, and need fewer repetitions for the same p-values.
    """
    n_pairs = len(list(combinations(graphs, 2)))
    return min(n_shuffles, -(-3 * n_shuffles // n_pairs))


def null(chance: pd.DataFrame) -> pd.DataFrame:
    """Count what searches of shuffled inputs found; see :meth:`topoalign_widget.Alignment.null`."""
    return chance[["repetition", "a", "b"]].assign(
        regions=chance["gains"].map(len),
        largest_content=chance["contents"].map(lambda own: max(own, default=0.0)),
        largest_gain=chance["gains"].map(lambda own: max(own, default=0.0)),
        matched_share=chance["matched_share"],
    )


def check_searched(graphs: Graphs, n: object = 1, name: str = "n", least: int = 1) -> None:
    """Refuse less than two graphs, and numbers of searches that are none."""
    if len(graphs) < 2:
        raise RegionError(
            f"Regions are parts of two graphs that hold the same inputs; got {len(graphs)} graph. Give two or more."
        )
    whole_number(n, name, least, RegionError)


def matched_shares(
    graphs: Graphs, regions: Sequence[Region], chance: pd.DataFrame
) -> dict[tuple[str, str], Score]:
    """Share of the inputs that both sides of a region of two graphs hold, and the same of shuffled inputs."""
    return {
        pair: Score(
            _matched_share(pair, regions, graphs[pair[0]].n_inputs),
            _of_pair(chance, pair)["matched_share"].to_numpy(dtype=np.float64),
        )
        for pair in combinations(graphs, 2)
    }


def match_summary(graphs: Graphs, regions: Sequence[Region], chance: pd.DataFrame) -> pd.DataFrame:
    """Summarise the regions of each two graphs; see :meth:`topoalign_widget.Alignment.match_summary`."""
    rows = {}
    for pair in combinations(graphs, 2):
        own = _of_pair(chance, pair)
        n_inputs = graphs[pair[0]].n_inputs
        share = _matched_share(pair, regions, n_inputs)
        ceiling = max(share, _ceiling(*(graphs[name] for name in pair)))
        rows[pair] = {
            "regions": sum(region.graphs == pair for region in regions),
            "matched_share": share,
            "together": _matched_share(pair, [r for r in regions if r.kind in TOGETHER], n_inputs),
            "largest": max((len(r.inputs) for r in regions if r.graphs == pair), default=0) / n_inputs,
            "ceiling": ceiling,
            "by_chance": float(own["gains"].map(len).mean()),
            "remark": _ceiling_remark(ceiling, [graphs[name] for name in pair]),
        }
    index = pd.MultiIndex.from_tuples(list(rows), names=["a", "b"])
    return pd.DataFrame(list(rows.values()), index=index)


def _of_pair(chance: pd.DataFrame, pair: tuple[str, str]) -> pd.DataFrame:
    return chance[(chance["a"] == pair[0]) & (chance["b"] == pair[1])]


def _matched_share(pair: tuple[str, str], regions: Sequence[Region], n_inputs: int) -> float:
    own = [region.inputs for region in regions if region.graphs == pair]
    return len(np.unique(np.concatenate([*own, np.empty(0, dtype=np.int64)]))) / n_inputs


def _ceiling(a: MapperGraph, b: MapperGraph) -> float:
    """Share of the inputs that is matched where nodes that a node of the other graph overlaps are joined, too."""
    coupled = Coupled.of(a, b).joined_by_overlap()
    held = [coupled.common(match.inside) for match in find_matches(coupled, LEAST_CONTENT)]
    return float(np.mean(np.any(held, axis=0))) if held else 0.0


def _ceiling_remark(ceiling: float, graphs: list[MapperGraph]) -> str:
    if ceiling >= LOW_CEILING:
        return ""
    used = {graph.parameters.get("lens") for graph in graphs}
    others = " or ".join(repr(lens) for lens in LENSES if lens not in used)
    return (
        f"As these graphs cut the inputs, {ceiling:.0%} of them could match at most. "
        f"Either the models differ as much, or a lens cuts across what they share: try lens={others}."
    )


def false_discovery_rates(
    gains: NDArray[np.float64], by_chance: NDArray[np.float64], repetitions: int
) -> NDArray[np.float64]:
    """Divide the regions that chance gives by those found, from each gain on; see :func:`find_regions`."""
    expected = (1 + (by_chance >= gains[:, None]).sum(axis=1)) / (1 + repetitions)
    rates = expected / (gains >= gains[:, None]).sum(axis=1)
    order = np.argsort(gains)
    smallest = np.minimum.accumulate(rates[order])
    return np.minimum(smallest[np.argsort(order)], 1.0)
