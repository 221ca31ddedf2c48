"""Is it told right what became of a concept? ``python -m benchmarks.verdicts``.

Pairs of models in which the fate of each concept is planted. A concept is looked for in the second graph twice: as a
value of the metadata, which is in no graph, and as the nodes that hold it in the first graph. Tables count verdicts,
"in its pieces" those splits that have as many pieces as were planted.

A verdict can be no better than the graph that it is about: where a lens lays two concepts on each other, they are
merged there. Loops count where the first graph shows one.
"""

from __future__ import annotations

import argparse
import warnings
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import product
from typing import NamedTuple

import numpy as np
from sklearn.cluster import DBSCAN

import topoalign_widget as ta
from benchmarks.peers import dbscan
from benchmarks.planted import make_pair
from benchmarks.report import best, table
from topoalign_widget.alignment.verdict import KINDS, Verdict
from topoalign_widget.alignment.verdicts import members_of, verdict_of

# The definitions were settled on pairs with smaller seeds: these are others.
FIRST_SEED = 5000
# What is right, and in how many pieces.
TRUTH = {
    "preserved": ("kept", 1),
    "split": ("split", 2),
    "torn": ("split", 3),
    "merged": ("merged", 1),
    "scrambled": ("dissolved", 0),
    "scattered": ("dissolved", 0),
}
CONCEPTS = (
    *((shape, "preserved") for shape in ("loop", "fork", "segment", "blob")),
    *(("segment", fate) for fate in ("split", "torn")),
    *[("blob", "merged")] * 2,
    *[("blob", "scrambled")] * 3,
    ("blob", "scattered"),
)
LOOPS = (
    *[("loop", fate) for fate in ("preserved", "opened") * 2],
    ("loop", "rewired"),
    ("blob", "preserved"),
)
LENSES = {
    "l2norm, 20": ("l2norm", 20),
    "l2norm, 40": ("l2norm", 40),
    "pca2, 14": ("pca2", 14),
    "pca2, 24": ("pca2", 24),
}
DATA = {"plain": False, "warped": True}
PIECES = {"chained": 120, "separate": 0}
AS_VALUE, AS_NODES = SOUGHT = ("as a value", "as nodes")


class Told(NamedTuple):
    """A verdict on a concept, in one case, sought one way."""

    case: tuple[str, str, str]
    sought: str
    fate: str
    verdict: Verdict

    @property
    def right(self) -> bool:
        """Whether it says what was planted."""
        return self.verdict.kind == TRUTH[self.fate][0]


def verdicts(
    concepts: Sequence[tuple[str, str]], n_per_concept: int, seeds: int, pieces: Sequence[str]
) -> Iterator[Told]:
    for seed, data, strewn in product(range(FIRST_SEED, FIRST_SEED + seeds), DATA, pieces):
        pair = make_pair(seed, n_per_concept, strewn=PIECES[strewn], warped=DATA[data], concepts=concepts)
        for lens, (name, n) in LENSES.items():
            here, there = (
                ta.Mapper(name, "uniform", n, 0.5, dbscan(x)).fit(x).graph_ for x in (pair.a, pair.b)
            )
            for c, fate in enumerate(pair.fate):
                inputs = np.flatnonzero(pair.concept == c)
                nodes = members_of(inputs, here)
                tell = partial(Told, (data, strewn, lens))
                yield tell(AS_VALUE, fate, verdict_of(inputs, there))
                yield tell(AS_NODES, fate, verdict_of(here.inputs_of(nodes), there, here=here, nodes=nodes))


def confusion_tables(told: list[Told]) -> None:
    for sought in SOUGHT:
        rows = []
        for fate, (kind, pieces) in TRUTH.items():
            own = [each for each in told if each.sought == sought and each.fate == fate]
            counts = Counter(each.verdict.kind for each in own)
            right = [each for each in own if each.right]
            whole = (
                f"{np.mean([each.verdict.pieces == pieces for each in right]):.0%}"
                if kind == "split"
                else "–"
            )
            rows.append([fate, *(str(counts[k]) for k in KINDS), f"{len(right) / len(own):.0%}", whole])
        table(f"Sought {sought}", ["fate", *KINDS, "right", "in its pieces"], rows)


def case_table(told: list[Told]) -> None:
    kinds = sorted({kind for kind, _ in TRUTH.values()}, key=KINDS.index)
    rows = []
    for case in dict.fromkeys(each.case for each in told):
        own = [each for each in told if each.case == case]
        right = [np.mean([each.right for each in own if TRUTH[each.fate][0] == kind]) for kind in kinds]
        rows.append([*case, *(f"{share:.0%}" for share in right)])
    table("Right, by case", ["data", "pieces", "lens", *kinds], rows)


def loop_table(seeds: int) -> None:
    told = [
        each
        for each in verdicts(LOOPS, 500, seeds, ["separate"])
        if each.sought == AS_NODES and each.verdict.loops_here
    ]
    rows = []
    for data, lens, fate in product(DATA, LENSES, ("preserved", "opened", "rewired")):
        own = [each.verdict for each in told if each.case == (data, "separate", lens) and each.fate == fate]
        closed = sum(v.kind == "kept" and v.loops > 0 for v in own)
        counts = Counter(v.kind for v in own)
        other = len(own) - counts["kept"] - counts["opened"]
        cells = [len(own), closed, counts["kept"] - closed, counts["opened"], other]
        rows.append([data, lens, fate, *map(str, cells)])
    header = [
        "data",
        "lens",
        "fate",
        "loops here",
        "kept, closed",
        "kept, not told",
        "opened",
        "other",
    ]
    table(f"Loops of 500 inputs, {seeds} pairs", header, rows)


def merger_table(seeds: int) -> None:
    """Two of four blobs become one: what is said of either, by their sizes. Nothing is strewn among them."""
    rows = []
    for first, second in ((300, 300), (300, 200), (300, 100)):
        kinds = [Counter[str](), Counter[str]()]
        for seed in range(FIRST_SEED, FIRST_SEED + seeds):
            rng = np.random.default_rng(seed)
            group = np.r_[np.zeros(first, dtype=int), np.ones(second, dtype=int), rng.integers(2, 4, 600)]
            places = 6 * rng.normal(size=(4, 16))
            x = places[np.where(group == 1, 0, group)] + rng.normal(size=(len(group), 16))
            graph = ta.Mapper().fit(x).graph_
            for number, counts in enumerate(kinds):
                counts[verdict_of(np.flatnonzero(group == number), graph).kind] += 1
        cells = [", ".join(f"{kind} {count}" for kind, count in counts.items()) for counts in kinds]
        rows.append([f"{first} and {second}", *cells])
    table(f"Two that become one, {seeds} models", ["inputs", "of the first", "of the second"], rows)


def time_table() -> None:
    rng = np.random.default_rng(0)
    plane = rng.random((25_000, 2))
    grid = ta.Mapper(lambda x: x, "uniform", 32, 0.5, DBSCAN(eps=0.1, min_samples=1))
    graph = grid.fit(plane + 0.02 * rng.normal(size=plane.shape)).graph_
    rows = []
    for share in (0.001, 0.01, 0.1, 0.5):
        near = np.argsort(((plane - 0.5) ** 2).sum(axis=1))[: int(share * len(plane))]
        tested, _ = best(lambda inputs=near: verdict_of(inputs, graph), 10)
        untested, _ = best(lambda inputs=near: verdict_of(inputs, graph, n_shuffles=0), 10)
        rows.append([f"{len(near):,}", f"{1000 * untested:.1f} ms", f"{1000 * tested:.1f} ms"])
    size = f"{graph.n_nodes:,} nodes, {graph.n_inputs:,} inputs, {graph.membership.nnz:,} memberships"
    table(f"One verdict: {size}", ["inputs of the pattern", "without test", "with 99 shuffles"], rows)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.verdicts")
    parser.add_argument("--seeds", type=int, default=10, help="planted pairs of each kind")
    seeds = parser.parse_args().seeds
    warnings.filterwarnings("ignore", "The graphs are not equally fine")
    told = list(verdicts(CONCEPTS, 250, seeds, list(PIECES)))
    confusion_tables(told)
    case_table(told)
    loop_table(seeds)
    merger_table(seeds)
    time_table()


if __name__ == "__main__":
    main()
