"""Cases in which a score misleads, for docs/scores.md: ``python -m tools.docs.scores`` prints their tables.

Each function makes one, from data in which the truth is known; a test holds the page to what they give.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence

import numpy as np
from sklearn.cluster import DBSCAN

import topoalign_widget as ta
from benchmarks.planted import make_pair
from topoalign_widget.alignment.information import information_table
from topoalign_widget.alignment.matching import Match
from topoalign_widget.alignment.matching_kernels import gain_of
from topoalign_widget.alignment.measures import measure_table
from topoalign_widget.alignment.verdicts import verdict_of
from topoalign_widget.mapper.radius import knee_eps


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Write a table in Markdown."""
    return "\n".join(f"| {' | '.join(row)} |" for row in (header, ["---"] * len(header), *rows))


def content() -> str:
    """Show that random sets have content, and the larger they are, the more."""
    n, rng, rows = 1000, np.random.default_rng(0), []
    for size in (100, 500, 900):
        a, b = (rng.choice(n, size, replace=False) for _ in range(2))
        both = len(np.intersect1d(a, b))
        match = Match(
            np.empty(0, np.bool_), np.array([size, size, both]), float(gain_of(size, size, both, n))
        )
        rows.append([str(size), f"{match.content:.2f}", f"{match.beyond_chance(n):.2f}", f"{match.gain:.0f}"])
    return table(("size of two random sets, of 1,000", "content", "beyond chance", "gain"), rows)


def structure() -> str:
    """Look for regions of models that have nothing in common, but for a lens that both were given."""
    rng = np.random.default_rng(0)
    shared = rng.uniform(size=1000)
    models = {name: rng.normal(size=(1000, 20)) for name in "ab"}
    rows = []
    for told, lens in (("each model's own", "pca"), ("the same for both", shared)):
        mapper = ta.Mapper(
            lens=lens, cover="uniform", n_intervals=12, overlap=0.3, clusterer=DBSCAN(7, min_samples=3)
        )
        alignment = _aligned(models, mapper)
        found = alignment.regions
        share = alignment.match_summary()["matched_share"].item()
        best = (
            [f"{max(r.structure for r in found):.2f}", f"{min(r.p_value for r in found):.3f}"]
            if found
            else ["", ""]
        )
        rows.append([told, str(len(found)), f"{share:.2f}", *best])
    return table(("lens", "regions", "matched share", "its structure", "its p"), rows)


def _aligned(models: dict[str, np.ndarray], mapper: ta.Mapper | Mapping[str, ta.Mapper]) -> ta.Alignment:
    """Align models without the warnings that these cases are to be warned of."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ta.align(models, mapper=mapper)


def p_value() -> str:
    """Compare two models that share one direction of fifty-one and nothing else."""
    rng = np.random.default_rng(1)
    length = rng.uniform(-1, 1, size=1000)
    models = {}
    for name in "ab":
        own = rng.normal(size=(1000, 50))
        models[name] = np.column_stack([12 * length, own])
    mapper = ta.Mapper(
        lens="pca", cover="uniform", n_intervals=8, overlap=0.3, clusterer=DBSCAN(9, min_samples=3)
    )
    alignment = ta.align(models, mapper=mapper)
    measures = alignment.measures(n_permutations=19)
    rows = [
        ["regions, largest p", f"{len(alignment.regions)}, {max(r.p_value for r in alignment.regions):.3f}"],
        ["matched share", f"{alignment.match_summary()['matched_share'].item():.2f}"],
        *([name, f"{measures[name, 'value'].item():.2f}"] for name in ("CKA", "mutual kNN")),
    ]
    return table(("two models that share 1 of 51 directions", ""), rows)


def ceiling() -> str:
    """Look at the same two models through two lenses."""
    pair = make_pair(3, n_per_concept=150, strewn=60, warped=True)
    models = {"a": pair.a, "b": pair.b}
    rows = []
    for lens, intervals in (("l2norm", 20), ("pca2", 14)):
        how = {"lens": lens, "cover": "uniform", "n_intervals": intervals, "overlap": 0.5}
        mappers = {
            name: ta.Mapper(**how, clusterer=DBSCAN(knee_eps(x), min_samples=3)) for name, x in models.items()
        }
        row = _aligned(models, mappers).match_summary().iloc[0]
        rows.append(
            [f"`{lens}`", str(row["regions"]), f"{row['matched_share']:.2f}", f"{row['ceiling']:.2f}"]
        )
    return table(("lens", "regions", "matched share", "ceiling"), rows)


def verdicts() -> str:
    """Judge a pattern of 100 inputs in one node, with more and more others."""
    rows = []
    for others in (60, 66, 67, 80):
        n = 1000
        graph = ta.MapperGraph.from_nodes([np.arange(100 + others), np.arange(100 + others, n)], n)
        verdict = verdict_of(np.arange(100), graph)
        rows.append([str(others), f"{verdict.share:.2f}", f"{verdict.purity:.3f}", verdict.kind])
    return table(("others in its node", "share", "purity", "verdict"), rows)


def gap() -> str:
    """Judge a ring of which the second model made an arc: seen by a lens that shows it, and by one that does not."""
    rng = np.random.default_rng(0)
    angle = rng.uniform(0, 2 * np.pi, 600)
    circle = np.column_stack([np.cos(angle), np.sin(angle)])
    arc = np.column_stack([np.cos(0.75 * angle), np.sin(0.75 * angle)])
    here = _plane(circle, circle, (8, 8))
    rows = []
    for told, lens, boxes in (("both coordinates", arc, (8, 8)), ("a constant", np.zeros(600), 1)):
        verdict = verdict_of(
            np.arange(600), _plane(arc, lens, boxes), here=here, nodes=np.arange(here.n_nodes)
        )
        rows.append([told, str(verdict.loops), str(verdict.gap), verdict.kind])
    return table(("lens of the second graph", "loops there", "gap", "verdict"), rows)


def _plane(x: np.ndarray, lens: np.ndarray, intervals: int | tuple[int, int]) -> ta.MapperGraph:
    how = {"cover": "uniform", "n_intervals": intervals, "overlap": 0.4, "clusterer": DBSCAN(0.3)}
    return ta.Mapper(lens=lens, **how).fit(x).graph_


def measures() -> str:
    """Measure models that share nothing, one large direction, or small neighbourhoods."""
    rng = np.random.default_rng(0)
    n, d = 1000, 256
    one = 8 * rng.normal(size=(n, 1))
    groups = 3 * rng.normal(size=(100, d))[np.arange(n) // 10]
    cases = {
        "nothing": [rng.normal(size=(n, d)) for _ in range(2)],
        "one direction of large variance": [np.hstack([one, rng.normal(size=(n, d))]) for _ in range(2)],
        "who is in which of 100 groups": [
            groups[:, rng.permutation(d)] * rng.uniform(0.2, 3, size=d) + rng.normal(size=(n, d))
            for _ in range(2)
        ],
    }
    names = ("CKA", "Procrustes", "RSA", "mutual kNN", "CKNNA")
    rows = []
    for told, (x, y) in cases.items():
        found = measure_table({"a": x, "b": y}, n_permutations=0).iloc[0]
        rows.append([told, *(f"{found[name, 'value']:.2f}".replace("-0.00", "0.00") for name in names)])
    return table(("what two models share", *names), rows)


def stability() -> str:
    """Slice noise by its norm: the slices are there again whatever inputs are drawn."""
    x = np.random.default_rng(0).normal(size=(1000, 50))
    found = ta.suggest(
        x, lens="l2norm", cover="uniform", n_intervals=10, overlap=0.5, clusterer=DBSCAN(12)
    ).evidence
    best = found.sort_values("stability").iloc[-1]
    columns = ("stability", "coverage", "fidelity", "score")
    return table(columns, [[f"{best[name]:.2f}" for name in columns]])


def calibrated() -> str:
    """Show that equal steps away from a model are other steps of each calibrated measure."""
    rng = np.random.default_rng(0)
    x, noise = (rng.normal(size=(600, 30)) for _ in range(2))
    names = ("CKA", "mutual kNN", "RTD-Lite")
    rows = []
    for share in (0.0, 0.5, 1.0):
        y = x + share * noise
        found = measure_table({"a": x, "b": y}, n_permutations=19).iloc[0]
        rows.append([f"{share:g}", *(f"{found[name, 'calibrated']:.2f}" for name in names)])
    return table(("noise added to the second model", *names), rows)


def information() -> str:
    """Ask nodes for the sign of a model's second direction, and for a coin: by two lenses, coarsely and finely."""
    rng = np.random.default_rng(0)
    x = rng.normal(size=(1000, 20)) * np.r_[4, 3, np.ones(18)]
    columns = {"sign of the second direction": x[:, 1] > 0, "a coin": rng.random(1000) < 0.5}
    graphs = {
        (lens, n): ta.Mapper(lens, "uniform", n_intervals=n, overlap=0.3, clusterer=DBSCAN(50, min_samples=1))
        .fit(x)
        .graph_
        for lens, n in (("pca", 10), ("pca2", 10), ("pca2", 40))
    }
    told = information_table(graphs, None, columns)
    rows = [
        [
            name,
            f"`{lens}`",
            str(graphs[lens, n].n_nodes),
            *(
                f"{row[statistic]:.2f}".replace("-0.00", "0.00")
                for statistic in ("value", "null", "adjusted")
            ),
        ]
        for (name, (lens, n)), row in told.iterrows()
    ]
    return table(("column", "lens", "nodes", "value", "null", "adjusted"), rows)


CASES: dict[str, Callable[[], str]] = {
    each.__name__: each
    for each in (
        content,
        structure,
        p_value,
        ceiling,
        verdicts,
        gap,
        measures,
        stability,
        calibrated,
        information,
    )
}


def main() -> None:
    """Print all tables."""
    for name, case in CASES.items():
        print(f"{name}\n\n{case()}\n")


if __name__ == "__main__":
    main()
