"""Are planted regions found, and nothing where there is nothing? ``python -m benchmarks.regions``.

Prints tables of ``alignment.regions`` and of peers on the same graphs; a cell is the mean over planted pairs, and the
worst of them in brackets. Names of cases narrow it down: ``python -m benchmarks.regions --seeds 3 plain l2norm``.

recall, mean Jaccard, false    see ``score_regions``; of ours, regions with p <= .05 count, of peers all
structure gap                  kept shapes less rewired ones, of one measure for all; "own" by the regions' structure
on shuffled rows               regions that count where the second model's inputs are shuffled: 0 is right
"""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np

import topoalign_widget as ta
from benchmarks.peers import dbscan
from benchmarks.planted import Pair, make_pair, score_regions, scrambled_pair
from benchmarks.region_peers import PEERS, Graphs, Match, structure
from benchmarks.report import asked, table

SIGNIFICANT = 0.05
DATA = {"plain": False, "warped": True}
PIECES = {"chained": 120, "separate": 0}
LENSES: dict[str, tuple[str, int] | None] = {"l2norm": ("l2norm", 20), "pca2": ("pca2", 14), "auto": None}

# What is measured, and which end of it is the worse one.
WORST: dict[str, Callable[..., float]] = {
    "recall": np.nanmin,
    "mean_jaccard": np.nanmin,
    "false": np.nanmax,
    "structure_gap": np.nanmin,
    "own_gap": np.nanmin,
    "shuffled": np.nanmax,
    "seconds": np.nanmax,
}
HEADER = ["recall", "mean Jaccard", "false", "structure gap", "own", "on shuffled rows", "seconds"]


class Found(NamedTuple):
    """What a method reports: regions, best first, and the structure that it gives each (NaN where it gives none)."""

    matches: list[Match]
    own: list[float]


Method = Callable[[Graphs], Found]


def ours(graphs: Graphs) -> Callable[[], Found]:
    """Prepare an alignment, so that only finding regions is timed."""
    alignment = ta.align(dict(zip("ab", graphs, strict=True)))

    def find() -> Found:
        regions = [region for region in alignment.regions if region.p_value <= SIGNIFICANT]
        matches = [Match((r.nodes["a"], r.nodes["b"]), r.inputs) for r in regions]
        return Found(matches, [r.structure for r in regions])

    return find


def peer(match: Callable[[Graphs], list[Match]], graphs: Graphs) -> Callable[[], Found]:
    def find() -> Found:
        matches = match(graphs)
        return Found(matches, [np.nan] * len(matches))

    return find


def methods() -> dict[str, Callable[[Graphs], Callable[[], Found]]]:
    own = {"alignment.regions": ours} if hasattr(ta.Alignment, "regions") else {}
    return own | {name: lambda graphs, match=match: peer(match, graphs) for name, match in PEERS.items()}


def graphs_of(pair: Pair, lens: str) -> Graphs:
    how = LENSES[lens]
    if how is None:
        both = ta.align({"a": pair.a, "b": pair.b}).graphs
        return both["a"], both["b"]
    first, second = (ta.Mapper(how[0], "uniform", how[1], 0.5, dbscan(x)).fit(x) for x in (pair.a, pair.b))
    return first.graph_, second.graph_


def shuffled(graphs: Graphs, seed: int) -> Graphs:
    """Shuffle the inputs of the second graph: the graph of ``planted.shuffled``, without building it again."""
    first, second = graphs
    row_of = np.argsort(np.random.default_rng((seed, 2)).permutation(second.n_inputs))
    nodes = [row_of[second.inputs_of([i])] for i in range(second.n_nodes)]
    return first, ta.MapperGraph.from_nodes(nodes, second.n_inputs)


def measured(method: Callable[[Graphs], Callable[[], Found]], pair: Pair, graphs: Graphs, seed: int) -> dict:
    find = method(graphs)
    start = time.perf_counter()
    found = find()
    seconds = time.perf_counter() - start
    inputs = [match.inputs for match in found.matches]
    alike = [structure(graphs, match) for match in found.matches]
    score = score_regions(list(zip(inputs, alike, strict=True)), pair)
    own = score_regions(list(zip(inputs, found.own, strict=True)), pair)["structure_gap"]
    chance = len(method(shuffled(graphs, seed))().matches)
    return {**score, "own_gap": own, "shuffled": chance, "seconds": seconds}


def cell(measure: str, values: list[float]) -> str:
    told = [value for value in values if not np.isnan(value)]
    if not told:
        return "–"
    digits = {"false": 1, "shuffled": 1, "seconds": 3}.get(measure, 2)
    some = "" if len(told) == len(values) else f", in {len(told)}"
    return f"{np.mean(told):.{digits}f} ({WORST[measure](told):.{digits}f}{some})"


def rows_of(results: dict[str, list[dict]]) -> Iterator[list[str]]:
    for name, measures in results.items():
        yield [name, *(cell(key, [each[key] for each in measures]) for key in WORST)]


def case(lens: str, seeds: int, warped: bool, strewn: int) -> dict[str, list[dict]]:
    results: dict[str, list[dict]] = {name: [] for name in methods()}
    for seed in range(seeds):
        pair = make_pair(seed, strewn=strewn, warped=warped)
        graphs = graphs_of(pair, lens)
        for name, method in methods().items():
            results[name].append(measured(method, pair, graphs, seed))
    return results


def planted_tables(seeds: int, wanted: Callable[[str], bool]) -> None:
    everything: dict[str, list[dict]] = {name: [] for name in methods()}
    for data in filter(wanted, DATA):
        for pieces in filter(wanted, PIECES):
            rows = []
            for lens in filter(wanted, LENSES):
                results = case(lens, seeds, DATA[data], PIECES[pieces])
                rows += [[lens, *row] for row in rows_of(results)]
                for name, measures in results.items():
                    everything[name] += measures
            table(f"{data.capitalize()}, {pieces}, {seeds} pairs", ["lens", "method", *HEADER], rows)
    table("All of these", ["method", *HEADER], list(rows_of(everything)))


def nothing_table(seeds: int, wanted: Callable[[str], bool]) -> None:
    """Count regions where every concept is dealt over all of the other model's."""
    rows = []
    for pieces in filter(wanted, PIECES):
        for lens in filter(lambda name: wanted(name) and LENSES[name], LENSES):
            pairs = [scrambled_pair(seed, PIECES[pieces]) for seed in range(seeds)]
            graphs = [graphs_of(pair, lens) for pair in pairs]
            for name, method in methods().items():
                count = [float(len(method(both)().matches)) for both in graphs]
                rows.append([pieces, lens, name, cell("false", count)])
    if rows:
        table(f"Nothing but scrambled concepts, {seeds} pairs", ["pieces", "lens", "method", "regions"], rows)


def main() -> None:
    given, wanted = asked("benchmarks.regions", (DATA, PIECES, LENSES), 10, "planted pairs of each kind")

    warnings.filterwarnings("ignore", "The graphs are not equally fine")
    first = graphs_of(make_pair(0, n_per_concept=30, strewn=0), "pca2")
    for method in methods().values():  # compiles
        method(first)()
    planted_tables(given.seeds, wanted)
    nothing_table(given.seeds, wanted)


if __name__ == "__main__":
    main()
