"""What of a comparison hangs on its parameters: the same graphs over a grid of them.

A feature of a graph (node, edge, loop, branch, component) survives a setting where the setting's graph has one of the
same kind that holds the same inputs; a matched region, where the two graphs of a setting have a match that does. What
survives few settings is an artefact of the parameters; what survives most is in the data, as far as Mapper can tell.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array
from sklearn.base import clone
from sklearn.cluster import DBSCAN

from topoalign_widget.alignment.align import aligned, built_graphs, chosen_together, ready_made
from topoalign_widget.alignment.alignment import Alignment
from topoalign_widget.alignment.features import Nodes, branches, components, inputs_of, loops
from topoalign_widget.alignment.grid import Grid, GridError, check_grid, flat, same, settings_together
from topoalign_widget.alignment.layout import check_coupling, check_seed
from topoalign_widget.alignment.overlap import SAME, jaccard, largest, most_alike
from topoalign_widget.alignment.problem import adjacency
from topoalign_widget.alignment.surviving import COLUMNS, surviving_regions
from topoalign_widget.frozen import FrozenDict
from topoalign_widget.keywords import checked_keywords
from topoalign_widget.mapper.clustering import Workers, cluster_all, distinct
from topoalign_widget.mapper.cover import Pullback, pullbacks
from topoalign_widget.mapper.estimator import Built, Mapper
from topoalign_widget.mapper.graph import MapperGraph
from topoalign_widget.mapper.lens import apply_lens, lens_name
from topoalign_widget.mapper.progress import with_progress
from topoalign_widget.representations import Representation, as_representations

KINDS: dict[str, Callable[[MapperGraph], list[Nodes]]] = {
    "component": components,
    "loop": loops,
    "branch": branches,
}

Survival = Mapping[str, NDArray[np.float64]]

__all__ = ["GridError", "Sensitivity", "sensitivity"]


@dataclass(frozen=True, eq=False)
class Sensitivity:
    """Which features survive other parameters. Made by :func:`sensitivity`.

    Attributes
    ----------
    alignment : Alignment
        The graphs whose features are followed, laid out together.
    settings : DataFrame
        A row for each graph and setting: its parameters, and nodes, edges, resolution, coverage, and the number
        of components, loops and branches of the graph that it gives.
    features : DataFrame
        A row for each component, loop and branch of the graphs: ``graph``, ``kind``, ``nodes`` (array of int),
        ``n_inputs`` that they hold, and ``survival``, the share of settings with a feature of the same kind
        whose inputs have a Jaccard index of at least 0.5 with these.
    node_survival : mapping of str to array of float64, shape (n_nodes,)
        The same for the nodes of each graph.
    edge_survival : mapping of str to array of float64, shape (n_edges,)
        Share of settings in which the nodes most like the two ends are the same or joined.
    regions : DataFrame
        A row for each of ``alignment.regions``: ``region`` (its index there), ``graphs``, ``n_inputs``, ``kind``,
        ``content``, and ``survival``, the share of settings under which a search of the two graphs gives a match
        whose common inputs have a Jaccard index of at least 0.5 with the region's. Nothing of one graph.
    """

    alignment: Alignment
    settings: pd.DataFrame
    features: pd.DataFrame
    node_survival: Survival
    edge_survival: Survival
    regions: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(COLUMNS)))

    def summary(self) -> pd.DataFrame:
        """Count the features of each kind and graph: how many, mean survival, how many in most settings.

        Regions are counted for each two graphs, as "a and b".
        """
        nodes_and_edges = [
            pd.DataFrame({"graph": name, "kind": kind, "survival": own[name]})
            for kind, own in (("node", self.node_survival), ("edge", self.edge_survival))
            for name in self.alignment.graphs
        ]
        of_pairs = [" and ".join(pair) for pair in self.regions["graphs"]]
        regions = pd.DataFrame({"graph": of_pairs, "kind": "region", "survival": self.regions["survival"]})
        # What is empty has no types that the others could keep.
        told = [self.features[["graph", "kind", "survival"]], *nodes_and_edges, regions]
        every = pd.concat([own for own in told if len(own)] or told)
        grouped = every.groupby(["graph", "kind"], sort=False)["survival"]
        columns = {
            "count": grouped.count(),
            "mean_survival": grouped.mean(),
            "in_most": grouped.agg(lambda own: int((own > 0.5).sum())),
        }
        return pd.DataFrame(columns).sort_index()

    def __repr__(self) -> str:
        return f"Sensitivity of {self.alignment!r} to {self.settings['setting'].nunique()} other settings"


@checked_keywords
def sensitivity(
    representations: object,
    *,
    mapper: Mapper | Mapping[str, Mapper] | None = None,
    grid: Mapping[str, Sequence[Any]] | None = None,
    coupling: float = 1.0,
    seed: int = 0,
) -> Sensitivity:
    """Build the same graphs with other parameters, and follow what survives.

    Parameters
    ----------
    representations, mapper, coupling, seed
        As in :func:`topoalign_widget.align`: the graphs whose features are followed.
    grid : mapping of str to sequence, optional
        Values of ``lens``, ``cover``, ``n_intervals``, ``overlap``, ``eps`` and ``min_samples`` of which every
        combination is tried. Default: ``n_intervals`` times 0.7, 1 and 1.4, ``overlap`` less and more by 0.1, and
        ``eps`` times 0.83, 1 and 1.2 of each graph's own. A graph's own setting is left out.

    Returns
    -------
    Sensitivity

    Raises
    ------
    GridError
        If the grid has an unknown name or an empty list, leaves no other setting, or has a radius for a clusterer
        that is no DBSCAN.
    RepresentationError, LensError, CoverError, ClustererError
        As in :func:`topoalign_widget.align`.
    TypeError
        If graphs are given.

    Notes
    -----
    A lens is computed once, and the settings that have a radius and a smallest cluster in common are clustered at
    once: the distance of two inputs is computed once for all their pullbacks.

    For regions, graphs of different representations are searched in pairs that are the same steps from the graphs'
    own (of ``grid``: that have the same values). Where a step is none for one graph (a tenth less overlap than none;
    fewer intervals than one; the grid has its own setting), its own graph is paired with the other's.
    """
    if ready_made(representations) is not None:
        raise TypeError(
            "sensitivity() builds graphs with other parameters, so it takes representations, not graphs: "
            "sensitivity({'model': X})."
        )
    check_coupling(coupling)
    check_seed(seed)
    if grid is not None:
        check_grid(grid)
    arrays = as_representations(representations)
    built = built_graphs(arrays, mapper)
    grids = {name: Grid.of(each.parameters, grid) for name, each in built.items()}
    base = {name: each.graph for name, each in built.items()}
    rows: list[dict[str, Any]] = []
    features, node_survival, edge_survival, tried = [], {}, {}, {}
    for name, x in arrays.items():
        followed = _Followed(base[name])
        others = _others(x, base[name], built[name], grids[name].settings)
        for number, (setting, other) in enumerate(others):
            found = followed.look_in(other)
            rows.append({"graph": name, "setting": number, **setting, **_sizes(other), **found})
        features.append(followed.table().assign(graph=name))
        node_survival[name], edge_survival[name] = followed.shares()
        tried[name] = [other for _, other in others]
    table = pd.concat(features, ignore_index=True)
    alignment = aligned(base, coupling, seed, arrays, chosen_together(mapper))
    regions = alignment.regions if len(base) > 1 else []
    return Sensitivity(
        alignment=alignment,
        settings=pd.DataFrame(rows),
        features=table[["graph", "kind", "nodes", "n_inputs", "survival"]],
        node_survival=FrozenDict(node_survival),
        edge_survival=FrozenDict(edge_survival),
        regions=surviving_regions(regions, base, tried, settings_together(grids)),
    )


class _Followed:
    """The features of one graph, and how often they have been found again."""

    def __init__(self, graph: MapperGraph) -> None:
        self._graph = graph
        self._features = {kind: find(graph) for kind, find in KINDS.items()}
        self._inputs = {kind: inputs_of(graph, own) for kind, own in self._features.items()}
        self._found = {kind: np.zeros(len(own)) for kind, own in self._features.items()}
        self._nodes, self._edges = np.zeros(graph.n_nodes), np.zeros(graph.n_edges)
        self._count = 0

    def look_in(self, other: MapperGraph) -> dict[str, int]:
        """Look for all features in another graph of the same inputs; count its own."""
        self._count += 1
        counts = {}
        for kind, find in KINDS.items():
            theirs = find(other)
            counts[f"{kind}s" if kind != "branch" else "branches"] = len(theirs)
            self._found[kind] += most_alike(self._inputs[kind], inputs_of(other, theirs)) >= SAME
        alike = jaccard(self._graph.membership, other.membership)
        self._nodes += largest(alike) >= SAME
        self._edges += _still_joined(self._graph, other, alike)
        return counts

    def shares(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Share of graphs in which each node and each edge was found."""
        return self._nodes / self._count, self._edges / self._count

    def table(self) -> pd.DataFrame:
        rows = [
            {
                "kind": kind,
                "nodes": nodes,
                "n_inputs": int(inputs),
                "survival": found / self._count,
            }
            for kind, own in self._features.items()
            for nodes, inputs, found in zip(
                own, np.diff(self._inputs[kind].indptr), self._found[kind], strict=True
            )
        ]
        return pd.DataFrame(rows, columns=["kind", "nodes", "n_inputs", "survival"])


def _still_joined(graph: MapperGraph, other: MapperGraph, alike: csr_array) -> NDArray[np.bool_]:
    if not graph.n_edges or not other.n_nodes:
        return np.zeros(graph.n_edges, dtype=np.bool_)
    best = np.asarray(alike.argmax(axis=1)).ravel()
    known = np.diff(alike.indptr) > 0
    i, j = graph.edges.T
    linked = adjacency(other)
    joined = (best[i] == best[j]) | (np.asarray(linked[best[i], best[j]]).ravel() > 0)
    return np.asarray(joined & known[i] & known[j])


def _sizes(graph: MapperGraph) -> dict[str, float]:
    return {
        "nodes": graph.n_nodes,
        "edges": graph.n_edges,
        "resolution": graph.resolution,
        "coverage": graph.coverage,
    }


def _others(
    x: Representation,
    graph: MapperGraph,
    built: Built,
    settings: list[Mapping[str, Any]],
) -> list[tuple[dict[str, Any], MapperGraph]]:
    """Build the graph of each setting."""
    own = flat(built.parameters)
    # The graph knows its own lens.
    lenses = {id(own["lens"]): graph.lens}
    jobs: dict[tuple[Any, Any], list[tuple[int, list[Pullback]]]] = {}
    for number, setting in enumerate(settings):
        full = {**own, **setting}
        lens = full["lens"]
        if id(lens) not in lenses:
            lenses[id(lens)] = graph.lens if same(lens, own["lens"]) else apply_lens(lens, x)
        boxes = pullbacks(lenses[id(lens)], full["cover"], full["n_intervals"], full["overlap"])
        jobs.setdefault((full["eps"], full["min_samples"]), []).append((number, boxes))
    graphs: dict[int, MapperGraph] = {}
    for (eps, min_samples), covers in with_progress(jobs.items(), len(jobs), "trying other parameters"):
        clusterer = clone(built.parameters["clusterer"])
        if isinstance(clusterer, DBSCAN):
            clusterer.set_params(eps=eps, min_samples=min_samples)
        graphs |= _clustered_together(x, clusterer, covers, built.workers)
    told = [
        {name: lens_name(v) if name == "lens" else v for name, v in setting.items()} for setting in settings
    ]
    return [(setting, graphs[number]) for number, setting in enumerate(told)]


def _clustered_together(
    x: Representation, clusterer: Any, covers: list[tuple[int, list[Pullback]]], workers: Workers
) -> dict[int, MapperGraph]:
    """Cluster the pullbacks of several covers at once: what they share is computed once."""
    every = [inputs for _, boxes in covers for _, inputs in boxes]
    of_cover = np.repeat([number for number, _ in covers], [len(boxes) for _, boxes in covers])
    found: dict[int, list[tuple[int, NDArray[np.int64]]]] = {number: [] for number, _ in covers}
    for index, inputs in cluster_all(clusterer, x, list(enumerate(every)), workers):
        found[int(of_cover[index])].append((index, inputs))
    return {number: MapperGraph.from_nodes(distinct(own)[1], len(x)) for number, own in found.items()}
