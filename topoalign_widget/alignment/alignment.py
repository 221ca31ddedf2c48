"""Several Mapper graphs of the same inputs, laid out together."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from topoalign_widget.alignment import overlap as overlaps
from topoalign_widget.alignment.layout import check_coupling, joint_layout
from topoalign_widget.alignment.overlap import Counterpart
from topoalign_widget.alignment.problem import adjacency
from topoalign_widget.keywords import checked_keywords, closest
from topoalign_widget.mapper.estimator import Built, Mapper, build_graphs
from topoalign_widget.mapper.graph import MapperGraph
from topoalign_widget.representations import Representation, as_representations

# Graphs of which one tells inputs apart this much more finely than another differ for that reason alone.
COMPARABLE = 2.0


class ResolutionWarning(UserWarning):
    """One graph is much finer than another."""


class AlignmentError(ValueError):
    """The graphs cannot be compared, or a graph that was asked for is not among them."""


@dataclass(frozen=True, eq=False)
class Alignment:
    """Mapper graphs of the same inputs at comparable positions. Made by :func:`align`.

    Attributes
    ----------
    graphs : mapping of str to MapperGraph
    positions : mapping of str to array of shape (n_nodes, 2), float32
        One coordinate frame for all graphs; no unit.
    coupling : float
        The coupling that the positions were made with.
    seed : int
    """

    graphs: Mapping[str, MapperGraph]
    positions: Mapping[str, NDArray[np.float32]]
    coupling: float
    seed: int

    @property
    def n_inputs(self) -> int:
        """Number of inputs that all graphs share."""
        return next(iter(self.graphs.values())).n_inputs

    def overlap(self, a: str, b: str) -> csr_array:
        """Count the inputs that each node of ``a`` shares with each node of ``b``.

        Returns
        -------
        csr_array of int32, shape (n_nodes of a, n_nodes of b)
        """
        return overlaps.overlap(self._graph(a).membership, self._graph(b).membership)

    def jaccard(self, a: str, b: str) -> csr_array:
        """Divide the overlap of each pair of nodes by the size of their union.

        Returns
        -------
        csr_array of float64, shape (n_nodes of a, n_nodes of b)
        """
        return overlaps.jaccard(self._graph(a).membership, self._graph(b).membership)

    def counterpart(self, graph: str, nodes: ArrayLike, other: str) -> Counterpart:
        """Find the nodes of another graph that hold the same inputs.

        Parameters
        ----------
        graph, other : str
            Names of graphs.
        nodes : array-like of int
            Node numbers of ``graph``; their inputs are looked for together.

        Returns
        -------
        Counterpart
            ``nodes`` (int32) of ``other`` and ``shares`` (float64, in (0, 1]) of the inputs that each holds,
            largest share first.
        """
        return overlaps.counterpart(self._graph(graph).inputs_of(nodes), self._graph(other).membership)

    def relaid(self, coupling: float) -> Alignment:
        """Lay the same graphs out with another coupling, setting out from the present positions."""
        positions = joint_layout(self.graphs, coupling=coupling, seed=self.seed, init=self.positions)
        return replace(self, positions=MappingProxyType(positions), coupling=coupling)

    def with_graphs(self, graphs: Mapping[str, MapperGraph]) -> Alignment:
        """Replace the graphs by others of the same inputs; nodes set out from where their inputs are now.

        Raises
        ------
        AlignmentError
            If the graphs have other names, or are of other inputs.
        """
        if set(graphs) != set(self.graphs) or any(g.n_inputs != self.n_inputs for g in graphs.values()):
            told = ", ".join(f"{name!r} of {graph.n_inputs} inputs" for name, graph in graphs.items())
            raise AlignmentError(
                f"Other graphs must have the names {', '.join(map(repr, self.graphs))} and {self.n_inputs} inputs; "
                f"got {told or 'none'}."
            )
        ordered = {name: graphs[name] for name in self.graphs}
        init = {
            name: carried_over(self.graphs[name], self.positions[name], graph)
            for name, graph in ordered.items()
        }
        positions = joint_layout(ordered, coupling=self.coupling, seed=self.seed, init=init)
        return replace(self, graphs=MappingProxyType(ordered), positions=MappingProxyType(positions))

    @property
    def remarks(self) -> list[str]:
        """What a reader must know before comparing the graphs; empty where nothing speaks against it."""
        return _remarks(self.graphs)

    def summary(self) -> pd.DataFrame:
        """Tell the size of each graph: nodes, edges, components, median inputs of a node, resolution, coverage."""
        rows = {name: _sizes(graph) for name, graph in self.graphs.items()}
        return pd.DataFrame.from_dict(rows, orient="index").rename_axis("graph")

    def __repr__(self) -> str:
        sizes = ", ".join(f"{name}: {g.n_nodes} nodes, {g.n_edges} edges" for name, g in self.graphs.items())
        return f"Alignment({self.n_inputs} inputs; {sizes})"

    def _graph(self, name: str) -> MapperGraph:
        if name not in self.graphs:
            raise AlignmentError(
                f"There is no graph {name!r}.{closest(str(name), list(self.graphs))} "
                f"There are {', '.join(map(repr, self.graphs))}."
            )
        return self.graphs[name]


def carried_over(
    graph: MapperGraph, positions: NDArray[np.float32], other: MapperGraph
) -> NDArray[np.float64]:
    """Put each node of another graph where its inputs are in this one; NaN where none of them is in a node."""
    held = graph.membership.astype(np.float64)
    count = np.asarray(held.sum(axis=0)).ravel()
    with np.errstate(invalid="ignore", divide="ignore"):
        places = (held.T @ positions) / count[:, None]
        theirs = other.membership.astype(np.float64)
        return np.asarray(theirs @ np.nan_to_num(places) / (theirs @ (count > 0))[:, None])


def _sizes(graph: MapperGraph) -> dict[str, float]:
    return {
        "nodes": graph.n_nodes,
        "edges": graph.n_edges,
        "components": connected_components(adjacency(graph), directed=False, return_labels=False),
        "median_size": float(np.median(graph.node_sizes)) if graph.n_nodes else float("nan"),
        "resolution": graph.resolution,
        "coverage": graph.coverage,
    }


def _remarks(graphs: Mapping[str, MapperGraph]) -> list[str]:
    resolutions = {name: graph.resolution for name, graph in graphs.items() if graph.n_nodes}
    finest, coarsest = (pick(resolutions, key=resolutions.__getitem__, default="") for pick in (max, min))
    if not resolutions or resolutions[finest] <= COMPARABLE * resolutions[coarsest]:
        return []
    return [
        f"The graphs are not equally fine: {finest!r} tells its inputs apart as {resolutions[finest]:.0f} groups "
        f"would, {coarsest!r} as {resolutions[coarsest]:.0f}. What differs may be due to that."
    ]


@checked_keywords
def align(
    representations: object,
    *,
    mapper: Mapper | Mapping[str, Mapper] | None = None,
    coupling: float = 1.0,
    seed: int = 0,
) -> Alignment:
    """Build the Mapper graph of each representation and lay all graphs out together.

    Parameters
    ----------
    representations : mapping of str to array-like of shape (n_inputs, n_features)
        What each model makes of the same inputs, row for row; n_features may differ. A list of arrays or
        an array of shape (n_layers, n_inputs, n_features) works too. Values that are
        :class:`MapperGraph` already are taken as they are.
    mapper : Mapper or mapping of str to Mapper, optional
        How graphs are built: one for all (a lens is always computed from each representation alone), or one by
        name. What is "auto" in one for all is chosen so that all graphs are equally fine. Default: ``Mapper()``.
    coupling : float >= 0, default 1.0
        How strongly nodes of different graphs that hold the same inputs attract each other.
    seed : int, default 0
        The same seed gives the same positions.

    Returns
    -------
    Alignment

    Raises
    ------
    RepresentationError
        If the representations are not finite numbers for the same inputs.
    AlignmentError
        If graphs are of different numbers of inputs, or ``mapper`` lacks a name.
    LayoutError
        If ``coupling`` is negative or not finite.

    Warns
    -----
    ResolutionWarning
        If one graph tells inputs apart more than twice as finely as another; see ``MapperGraph.resolution``.
    """
    check_coupling(coupling)
    graphs = ready_made(representations)
    if graphs is None:
        built = built_graphs(as_representations(representations), mapper)
        graphs = {name: each.graph for name, each in built.items()}
    return aligned(graphs, coupling, seed)


def aligned(graphs: Mapping[str, MapperGraph], coupling: float, seed: int) -> Alignment:
    """Lay graphs of the same inputs out together; warn if they do not compare."""
    for remark in _remarks(graphs):
        warnings.warn(f"{remark} Change n_intervals or eps of one of them.", ResolutionWarning, stacklevel=4)
    positions = joint_layout(graphs, coupling=coupling, seed=seed)
    return Alignment(MappingProxyType(dict(graphs)), MappingProxyType(positions), coupling, seed)


def ready_made(given: object) -> dict[str, MapperGraph] | None:
    """Check graphs that were given in place of representations; None where there are none.

    Raises
    ------
    AlignmentError
        If only some are graphs, or they are of different inputs.
    """
    if not isinstance(given, Mapping) or not any(isinstance(g, MapperGraph) for g in given.values()):
        return None
    for name, graph in given.items():
        if not isinstance(graph, MapperGraph):
            raise AlignmentError(
                f"Graphs and representations cannot be mixed: {name!r} is a {type(graph).__name__}. "
                "Turn it into a graph with Mapper().fit(X).graph_ first."
            )
    counts = {name: graph.n_inputs for name, graph in given.items()}
    if len(set(counts.values())) > 1:
        raise AlignmentError(f"Graphs must be of the same inputs; they have {counts}.")
    return dict(given)


def built_graphs(
    arrays: Mapping[str, Representation], mapper: Mapper | Mapping[str, Mapper] | None
) -> dict[str, Built]:
    """Build the graph of each checked representation; one Mapper for all chooses what is "auto" for all together.

    Raises
    ------
    AlignmentError
        If ``mapper`` is a mapping that lacks a name.
    TypeError
        If ``mapper`` is, or holds, no Mapper.
    """
    mapper = Mapper() if mapper is None else mapper
    for given in mapper.values() if isinstance(mapper, Mapping) else [mapper]:
        if not isinstance(given, Mapper):
            raise TypeError(
                f"mapper must be a Mapper, such as Mapper(lens='pca'), or one by name; got {given!r}."
            )
    if not isinstance(mapper, Mapping):
        return build_graphs(arrays, **mapper.how())
    missing = [name for name in arrays if name not in mapper]
    if missing:
        raise AlignmentError(
            f"mapper has no entry for {missing[0]!r}; it has {', '.join(map(repr, mapper))}."
        )
    return {name: build_graphs({name: x}, **mapper[name].how())[name] for name, x in arrays.items()}
