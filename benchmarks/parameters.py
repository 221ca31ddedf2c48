"""Do suggested parameters find what is in the data? ``python -m benchmarks.parameters``. A few minutes.

Groups are planted concepts, classes, and the topics of sentences (each is there in several forms) in the hidden
states of a language model; its weights are in a package that docs/extraction.md names.
"""

from __future__ import annotations

from collections.abc import Iterator

import networkx as nx
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.cluster import DBSCAN
from sklearn.datasets import load_breast_cancer, load_digits, load_iris, load_wine
from sklearn.preprocessing import scale

import topoalign_widget as ta
from benchmarks.mixtures import mixture
from benchmarks.peers import dbscan
from benchmarks.planted import CONCEPTS, planted_pair
from benchmarks.report import best, table
from notebooks.models import minilm

Ints = NDArray[np.int64]


def recovery(graph: ta.MapperGraph, group: Ints) -> float:
    """Mean over groups of the Jaccard index with the most alike connected set of nodes that it is the majority of."""
    if not graph.n_nodes:
        return 0.0
    links = graph.to_networkx()
    held = [group[graph.inputs_of([i])] for i in range(graph.n_nodes)]
    majority = np.array([np.bincount(own + 1).argmax() - 1 for own in held])
    found = []
    for number in range(group.max() + 1):
        truth = np.flatnonzero(group == number)
        pieces = nx.connected_components(links.subgraph(np.flatnonzero(majority == number).tolist()))
        inputs = [graph.inputs_of(sorted(piece)) for piece in pieces]
        found.append(max((_jaccard(own, truth) for own in inputs), default=0.0))
    return float(np.mean(found))


def _jaccard(a: Ints, b: Ints) -> float:
    both = len(np.intersect1d(a, b))
    return both / (len(a) + len(b) - both)


def cases() -> Iterator[tuple[str, NDArray[np.floating], Ints]]:
    for seed in range(10, 14):
        group = np.repeat(np.arange(len(CONCEPTS)), 250)
        for name, x in zip("ab", planted_pair(seed), strict=True):
            own = np.r_[group, np.full(len(x) - len(group), -1)]
            yield f"planted {seed}{name}", x, own
            if name == "a":
                yield f"planted {seed}{name}, unit length", x / np.linalg.norm(x, axis=1, keepdims=True), own
    for load in (load_digits, load_iris, load_wine, load_breast_cancer):
        x, label = load(return_X_y=True)
        yield load.__name__.removeprefix("load_"), x if load is load_digits else scale(x), label
    yield from language_cases()


def language_cases() -> Iterator[tuple[str, NDArray[np.floating], Ints]]:
    sentences = ta.datasets.template_sentences(1800)
    model, tokenizer = minilm()
    states = ta.extract.hidden_states(model, sentences["sentence"], tokenizer=tokenizer)
    for name, x in states.items():
        yield f"sentences, {name}", x, pd.factorize(sentences["topic"])[0]


def recovery_table() -> None:
    rows, shares = [], []
    for name, x, group in cases():
        convention = ta.Mapper("l2norm", "uniform", 20, 0.5, dbscan(x)).fit(x).graph_
        suggestion = ta.suggest(x)
        suggested = ta.Mapper(**suggestion.parameters).fit(x).graph_
        both = [recovery(graph, group) for graph in (convention, suggested)]
        shares.append(both)
        chosen = f"{suggestion.lens}, {suggestion.n_intervals}"
        fine = f"{suggested.resolution:.0f}"
        rows.append([name, f"{both[0]:.2f}", f"{both[1]:.2f}", f"{suggested.n_nodes}", fine, chosen])
    mean = np.mean(shares, axis=0)
    rows.append(["**mean**", f"**{mean[0]:.2f}**", f"**{mean[1]:.2f}**", "", "", ""])
    table(
        "Groups recovered",
        ["data", "convention", "suggested", "nodes", "resolution", "lens, intervals"],
        rows,
    )


def time_table() -> None:
    rows = []
    for n, d in ((2000, 384), (10_000, 384), (50_000, 768)):
        x = mixture(n, d)
        rows.append([f"{n:,} x {d}", f"{best(lambda x=x: ta.suggest(x), 2)[0]:.1f} s"])
    table("Time of suggest", ["inputs", "time"], rows)


def sharing_table() -> None:
    """27 settings together, which share distances, against one Mapper for each."""
    rows = []
    for n in (2000, 10_000):
        x = mixture(n)
        own = dbscan(x)
        mapper = ta.Mapper("pca2", "uniform", 10, 0.4, own)
        together, found = best(lambda x=x, m=mapper: ta.sensitivity({"x": x}, mapper=m), 2)

        def each(x=x, settings=found.settings):  # type: ignore[no-untyped-def]
            for row in settings.to_dict("records"):
                clusterer = DBSCAN(eps=row["eps"], min_samples=3)
                ta.Mapper("pca2", "uniform", row["n_intervals"], row["overlap"], clusterer).fit(x)

        alone, _ = best(each, 2)
        count = len(found.settings)
        rows.append(
            [f"{n:,} x 384", f"{count}", f"{alone:.1f} s", f"{together:.1f} s", f"{alone / together:.1f}x"]
        )
    header = ["inputs", "settings", "a Mapper each", "sensitivity, with features and layout", "faster"]
    table("Other parameters", header, rows)


if __name__ == "__main__":
    ta.sensitivity({"x": mixture(400)})  # compiles
    recovery_table()
    time_table()
    sharing_table()
