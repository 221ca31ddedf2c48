"""The Mapper graph: nodes are sets of inputs, edges join nodes that share inputs."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_array

from topoalign_widget.frozen import FrozenDict
from topoalign_widget.mapper import exchange
from topoalign_widget.mapper.nerve import nerve
from topoalign_widget.whole import whole_number

# Inputs whose pairs tell the resolution.
_MOST_ASKED = 2000


class GraphError(ValueError):
    """The nodes are no sets of inputs."""


@dataclass(frozen=True, eq=False, repr=False)
class MapperGraph:
    """The nerve of a clustered cover of n_inputs inputs. Immutable; made by :class:`Mapper`.

    Attributes
    ----------
    membership : csr_array of bool, shape (n_nodes, n_inputs)
        Which inputs each node holds; column numbers sorted within a row.
    edges : array of int32, shape (n_edges, 2)
        Pairs i < j of nodes that share an input, in lexicographic order.
    edge_weights : array of float32, shape (n_edges,)
        Jaccard index of the two nodes' inputs, in (0, 1].
    lens : array of float64, shape (n_inputs, k)
        Lens values of the inputs; NaN where unknown.
    node_interval : array of int32, shape (n_nodes,)
        Index of the cover element whose pullback the node is a cluster of; -1 where unknown.
    parameters : mapping of str to object
        Every parameter that the graph was built with, chosen ones included.
    """

    membership: csr_array
    edges: NDArray[np.int32]
    edge_weights: NDArray[np.float32]
    lens: NDArray[np.float64]
    node_interval: NDArray[np.int32]
    parameters: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        arrays = (self.edges, self.edge_weights, self.lens, self.node_interval)
        m = self.membership
        for array in (*arrays, m.data, m.indices, m.indptr):
            array.flags.writeable = False
        object.__setattr__(self, "parameters", FrozenDict(self.parameters))

    @classmethod
    def from_nodes(
        cls,
        nodes: Sequence[ArrayLike],
        n_inputs: int,
        *,
        lens: ArrayLike | None = None,
        node_interval: ArrayLike | None = None,
        parameters: Mapping[str, Any] | None = None,
    ) -> MapperGraph:
        """Build the graph of given nodes; the edges are their nerve.

        Parameters
        ----------
        nodes : sequence of array-like of int
            The inputs of each node, in any order. A node cannot be empty or hold an input twice.
        n_inputs : int
        lens : array-like of shape (n_inputs,) or (n_inputs, k), optional
        node_interval : array-like of int, shape (n_nodes,), optional
        parameters : mapping, optional

        Raises
        ------
        GraphError
            If a node is empty, holds an input twice, or holds what is no input; if there are no inputs; if lens
            or node_interval are of another length.
        """
        whole_number(n_inputs, "n_inputs", 1, GraphError)
        members = [_inputs(node, i, n_inputs) for i, node in enumerate(nodes)]
        indptr = np.cumsum([0, *map(len, members)], dtype=np.int32)
        indices = np.concatenate([*members, np.empty(0, dtype=np.int32)]).astype(np.int32)
        values = np.ones(len(indices), dtype=np.bool_)
        membership = csr_array((values, indices, indptr), shape=(len(members), n_inputs))
        edges, weights = nerve(membership)
        return cls(
            membership,
            edges,
            weights,
            _per_input(lens, n_inputs),
            _per_node(node_interval, len(members)),
            parameters or {},
        )

    @classmethod
    def from_kmapper(
        cls, graph: Mapping[str, Any], n_inputs: int, lens: ArrayLike | None = None
    ) -> MapperGraph:
        """Take over the nodes of a graph from ``kmapper.KeplerMapper.map``, in its order.

        Parameters
        ----------
        graph : mapping
            With ``"nodes"``: node id -> list of inputs.
        n_inputs : int
            Number of rows that were mapped; the graph does not know it.
        lens : array-like of shape (n_inputs,) or (n_inputs, k), optional
        """
        if "nodes" not in graph:
            raise GraphError(
                f"A kmapper graph has 'nodes'; this has {', '.join(map(repr, graph)) or 'nothing'}."
            )
        intervals = [_cube_number(node) for node in graph["nodes"]]
        parameters = dict(graph.get("meta_data", {}))
        return cls.from_nodes(
            list(graph["nodes"].values()), n_inputs, lens=lens, node_interval=intervals, parameters=parameters
        )

    @classmethod
    def from_networkx(cls, graph: nx.Graph, n_inputs: int, attribute: str = "inputs") -> MapperGraph:
        """Take over the nodes of a networkx graph; the edges are recomputed from what the nodes share.

        Parameters
        ----------
        graph : networkx.Graph
        n_inputs : int
        attribute : str, default "inputs"
            Node attribute with the inputs of a node.
        """
        missing = [node for node, held in graph.nodes(data=attribute) if held is None]
        if missing:
            raise GraphError(
                f"Node {missing[0]!r} has no attribute {attribute!r} with the inputs that it holds."
            )
        return cls.from_nodes([held for _, held in graph.nodes(data=attribute)], n_inputs)

    @property
    def n_nodes(self) -> int:
        """Number of nodes."""
        return int(self.membership.shape[0])

    @property
    def n_edges(self) -> int:
        """Number of edges."""
        return len(self.edges)

    @property
    def n_inputs(self) -> int:
        """Number of inputs, whether in a node or not."""
        return int(self.membership.shape[1])

    @property
    def node_sizes(self) -> NDArray[np.int32]:
        """Number of inputs of each node, int32 of shape (n_nodes,)."""
        return np.diff(self.membership.indptr).astype(np.int32)

    @property
    def coverage(self) -> float:
        """Share of the inputs that are in some node, in [0, 1]."""
        return len(np.unique(self.membership.indices)) / self.n_inputs

    @property
    def resolution(self) -> float:
        """How finely the graph tells inputs apart: as if they were dealt to that many groups of equal size.

        1 over the share of pairs of inputs (in nodes) that share a node, from at most 2,000 inputs; inf where
        none do.
        """
        covered = np.unique(self.membership.indices)
        if len(covered) > _MOST_ASKED:
            covered = np.sort(np.random.default_rng(0).choice(covered, _MOST_ASKED, replace=False))
        held = self.membership[:, covered].astype(np.float32)
        count = len(covered)
        together = (held.T @ held).nnz - count
        return count * (count - 1) / together if together else float("inf")

    def inputs_of(self, nodes: ArrayLike) -> NDArray[np.int64]:
        """List the inputs that the given nodes hold, sorted and unique.

        Parameters
        ----------
        nodes : array-like of int

        Returns
        -------
        array of int64

        Raises
        ------
        GraphError
            If there is no such node.
        """
        numbers = _numbers(nodes, self.n_nodes, "Nodes")
        indptr, indices = self.membership.indptr, self.membership.indices
        held = [indices[indptr[i] : indptr[i + 1]] for i in numbers]
        return np.unique(np.concatenate([*held, np.empty(0, dtype=np.int32)])).astype(np.int64)

    def shares(self, inputs: ArrayLike) -> NDArray[np.float64]:
        """Tell which share of the given inputs each node holds.

        Parameters
        ----------
        inputs : array-like of int

        Returns
        -------
        array of float64, shape (n_nodes,)

        Raises
        ------
        GraphError
            If there is no such input.
        """
        numbers = _numbers(inputs, self.n_inputs, "Inputs")
        asked = np.zeros(self.n_inputs)
        asked[numbers] = 1 / max(len(numbers), 1)
        return np.asarray(self.membership @ asked, dtype=np.float64)

    def save(self, path: str | os.PathLike[str], positions: ArrayLike | None = None) -> Path:
        """Write the graph for other programs, with the attributes of :meth:`to_networkx`; :meth:`load` reads it.

        Parameters
        ----------
        path : str or path
            ".graphml", which Gephi, Cytoscape and yEd open (the inputs of a node are one string there), or ".json",
            which ``networkx.node_link_graph(..., edges="edges")`` reads. A file that is there is replaced.
        positions : array-like of shape (n_nodes, 2), optional
            Places of the nodes, such as ``alignment.positions[name]``: attributes ``x`` and ``y``.

        Returns
        -------
        Path
            The file.

        Raises
        ------
        PathError
            If the name has another suffix, or its folder is not there.
        GraphFileError
            If there is not one place for each node.
        """
        return exchange.save(self, path, positions)

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> MapperGraph:
        """Read what :meth:`save` wrote; the edges are recomputed from what the nodes share.

        Parameters
        ----------
        path : str or path

        Returns
        -------
        MapperGraph

        Raises
        ------
        GraphFileError
            If the file is no such graph, or only a part of one.
        GraphError
            If its nodes are no sets of inputs.
        """
        return cls.from_nodes(**exchange.load(path))

    def to_networkx(self) -> nx.Graph:
        """Copy to a networkx graph.

        Returns
        -------
        networkx.Graph
            Node attributes ``inputs`` (list of int), ``size``, ``interval``, ``lens`` (mean of the lens values,
            a list); edge attributes ``weight`` (Jaccard) and ``shared`` (number of shared inputs).
        """
        return exchange.to_networkx(self)

    def to_kmapper(self) -> dict[str, Any]:
        """Copy to the dictionary that ``kmapper.KeplerMapper`` makes and draws."""
        clusters: dict[int, int] = defaultdict(int)
        names = []
        for interval in self.node_interval.tolist():
            names.append(f"cube{interval}_cluster{clusters[interval]}")
            clusters[interval] += 1
        links: dict[str, list[str]] = defaultdict(list)
        for i, j in self.edges.tolist():
            links[names[i]].append(names[j])
        pairs = [[start, end] for start, ends in links.items() for end in ends]
        return {
            "nodes": {name: self.inputs_of([i]).tolist() for i, name in enumerate(names)},
            "links": links,
            "simplices": [[name] for name in names] + pairs,
            "meta_data": dict(self.parameters),
            "meta_nodes": {},
        }

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, MapperGraph):
            return NotImplemented
        mine, theirs = self._arrays(), other._arrays()
        return (
            self.membership.shape == other.membership.shape
            and all(np.array_equal(a, b, equal_nan=True) for a, b in zip(mine, theirs, strict=True))
            and repr(dict(self.parameters)) == repr(dict(other.parameters))
        )

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return (
            f"MapperGraph({self.n_nodes} nodes, {self.n_edges} edges, {self.n_inputs} inputs, "
            f"{self.coverage:.0%} covered)"
        )

    def __reduce__(self) -> tuple[type[MapperGraph], tuple[Any, ...]]:
        # Through the constructor, which makes arrays read-only: those that were pickled or copied are not.
        return MapperGraph, (self.membership, *self._arrays()[2:], self.parameters)

    def _arrays(self) -> list[NDArray[Any]]:
        m = self.membership
        return [m.indptr, m.indices, self.edges, self.edge_weights, self.lens, self.node_interval]


def _inputs(node: ArrayLike, which: int, n_inputs: int) -> NDArray[np.int32]:
    try:
        given = np.asarray(node)
    except ValueError:
        raise GraphError(f"Node {which} must be a list of input numbers, got {node!r}.") from None
    if given.ndim != 1 or not given.size or not np.issubdtype(given.dtype, np.integer):
        raise GraphError(
            f"Node {which} must hold at least one input, given as whole numbers in one row; "
            f"got {given.dtype} values of shape {given.shape}."
        )
    inputs = np.unique(given)
    if len(inputs) < len(given):
        raise GraphError(f"Node {which} holds an input twice. A node is a set of inputs.")
    if inputs[0] < 0 or inputs[-1] >= n_inputs:
        outside = inputs[0] if inputs[0] < 0 else inputs[-1]
        raise GraphError(f"Node {which} holds input {outside}, but inputs run from 0 to {n_inputs - 1}.")
    return inputs.astype(np.int32)


def _per_input(lens: ArrayLike | None, n_inputs: int) -> NDArray[np.float64]:
    if lens is None:
        return np.full((n_inputs, 1), np.nan)
    try:
        values = np.array(lens, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise GraphError(f"lens must be numbers: {error}") from None
    if values.ndim == 1:
        values = values[:, None]
    if values.ndim != 2 or len(values) != n_inputs:
        raise GraphError(f"lens must have a row for each of the {n_inputs} inputs; got shape {values.shape}.")
    return values


def _per_node(node_interval: ArrayLike | None, n_nodes: int) -> NDArray[np.int32]:
    if node_interval is None:
        return np.full(n_nodes, -1, dtype=np.int32)
    intervals = np.array(node_interval)
    if intervals.shape != (n_nodes,) or (n_nodes and not np.issubdtype(intervals.dtype, np.integer)):
        raise GraphError(
            f"node_interval must be one whole number for each of the {n_nodes} nodes; "
            f"got {intervals.dtype} values of shape {intervals.shape}."
        )
    return intervals.astype(np.int32)


def _numbers(given: ArrayLike, count: int, what: str) -> NDArray[np.int64]:
    numbers = np.unique(np.asarray(given))
    if numbers.size and not np.issubdtype(numbers.dtype, np.integer):
        raise GraphError(f"{what} are whole numbers; got {numbers.dtype}.")
    if numbers.size and (numbers[0] < 0 or numbers[-1] >= count):
        outside = numbers[0] if numbers[0] < 0 else numbers[-1]
        raise GraphError(f"{what} run from 0 to {count - 1}; got {outside}.")
    return numbers.astype(np.int64)


def _cube_number(node: object) -> int:
    digits = str(node).removeprefix("cube").partition("_")[0]
    return int(digits) if digits.isdigit() else -1
