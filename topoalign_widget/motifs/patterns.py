"""A small graph that a user draws, as a motif."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from topoalign_widget.alignment.features import neighbours_of
from topoalign_widget.motifs.conditions import Conditions, MotifError
from topoalign_widget.motifs.ground import Ground
from topoalign_widget.motifs.judging import nodes_meeting
from topoalign_widget.motifs.motif import Found, Motif, edges_within

MOST_NODES = 30


@dataclass(frozen=True, repr=False)
class Pattern(Motif):
    """A small graph: nodes with just these edges between them, and no others (an induced subgraph).

    A set of nodes is one match, in however many ways it fits.

    Attributes
    ----------
    nodes : tuple of Conditions
        What each node must be like.
    edges : tuple of (int, int)
        Sorted pairs of places in ``nodes``.

    Notes
    -----
    Nodes of a match are sorted; the score is the number of inputs. The search stops at the limit: others may be
    larger.
    """

    kind: ClassVar[str] = "pattern"
    endless: ClassVar[bool] = True

    nodes: tuple[Conditions, ...]
    edges: tuple[tuple[int, int], ...]

    def search(self, ground: Ground) -> Iterator[Found]:
        """Look for isomorphic induced subgraphs among the nodes that may be used."""
        may = [ground.allowed & nodes_meeting(own, ground.alignment, ground.name) for own in self.nodes]
        wanted = nx.Graph()
        wanted.add_nodes_from(range(len(self.nodes)))
        wanted.add_edges_from(self.edges)
        for nodes in embeddings(wanted, ground, may):
            yield Found(nodes, edges_within(ground.graph, nodes), float(len(ground.graph.inputs_of(nodes))))

    def _parameters(self) -> dict[str, Any]:
        nodes = [conditions.spec() for conditions in self.nodes]
        return {"nodes": nodes, "edges": [list(edge) for edge in self.edges]}

    @classmethod
    def from_parameters(cls, given: Mapping[str, Any]) -> Pattern:
        """Read nodes and edges as :meth:`spec` writes them."""
        graph = nx.Graph()
        if unknown := set(given) - {"nodes", "edges"}:
            raise MotifError(f"pattern does not take {min(unknown)!r}. It takes nodes, edges.")
        try:
            for i, conditions in enumerate(given.get("nodes", ())):
                graph.add_node(i, **conditions)
            edges = [(int(i), int(j)) for i, j in given.get("edges", ())]
        except (TypeError, ValueError):
            raise MotifError(
                "A pattern is written as nodes (a list of conditions, {} for none) and edges (a list of pairs of "
                f"places in it); got {dict(given)!r}."
            ) from None
        if missing := {end for edge in edges for end in edge} - set(graph):
            raise MotifError(
                f"Edges of a pattern join nodes 0 to {len(graph) - 1}; there is no node {min(missing)}."
            )
        graph.add_edges_from(edges)
        return pattern(graph)


def pattern(graph: nx.Graph) -> Pattern:
    """Look for a small graph: nodes with just these edges between them, and no others.

    Parameters
    ----------
    graph : networkx.Graph
        Up to 30 nodes. Attributes of a node are conditions on what may take its place, as those of ``where``: such
        as ``size=(10, None)`` or ``label="sport"``.

    Raises
    ------
    MotifError
        If the graph is directed, empty, too large, or has loops or attributes that are no conditions.

    Examples
    --------
    >>> import networkx as nx
    >>> pattern(nx.path_graph(3))
    pattern(nodes=[{}, {}, {}], edges=[[0, 1], [1, 2]])
    """
    if not isinstance(graph, nx.Graph) or graph.is_directed() or graph.is_multigraph():
        raise MotifError(f"A pattern is an undirected networkx.Graph; got {type(graph).__name__}.")
    if not 1 <= len(graph) <= MOST_NODES or nx.number_of_selfloops(graph):
        raise MotifError(
            f"A pattern has 1 to {MOST_NODES} nodes, none joined to itself; got {len(graph)} nodes, "
            f"{nx.number_of_selfloops(graph)} joined to themselves."
        )
    number = {node: i for i, node in enumerate(graph)}
    edges = sorted(tuple(sorted((number[a], number[b]))) for a, b in graph.edges)
    nodes = tuple(Conditions.of(attributes) for _, attributes in graph.nodes(data=True))
    if any(conditions.share < 1 for conditions in nodes):
        raise MotifError(
            "share is no condition on one node. Ask it of the whole pattern: pattern(...).where(share=...)."
        )
    return Pattern(nodes, tuple((i, j) for i, j in edges))


def embeddings(
    wanted: nx.Graph, ground: Ground, may: Sequence[NDArray[np.bool_]]
) -> Iterator[NDArray[np.int64]]:
    """List the sets of nodes on which a graph is induced, each once.

    Parameters
    ----------
    wanted : networkx.Graph
        Of the numbers 0 to k - 1.
    ground : Ground
    may : sequence of k arrays of bool
        Nodes that may take the place of each.
    """
    near = neighbours_of(ground.graph)
    places = [set(np.flatnonzero(own).tolist()) for own in may]
    order = [v for piece in nx.connected_components(wanted) for v in nx.bfs_tree(wanted, min(piece))]
    before = [[(j, u in wanted[v]) for j, u in enumerate(order[:i])] for i, v in enumerate(order)]

    def grown(nodes: list[int]) -> Iterator[list[int]]:
        """Place the next node where it has the right neighbours among those that are placed."""
        ground.deadline.check()
        if len(nodes) == len(order):
            yield nodes
            return
        candidates = places[order[len(nodes)]].difference(nodes)
        for j, linked in before[len(nodes)]:
            candidates = candidates & near[nodes[j]] if linked else candidates - near[nodes[j]]
        for node in sorted(candidates):
            yield from grown([*nodes, node])

    seen: set[frozenset[int]] = set()
    for found in grown([]):
        nodes = frozenset(found)
        if nodes not in seen:
            seen.add(nodes)
            yield np.array(sorted(nodes), dtype=np.int64)
