"""Query by example: parts that are like some nodes that a user points at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import ClassVar

import networkx as nx
import numpy as np
from numpy.typing import ArrayLike, NDArray

from topoalign_widget.alignment.features import neighbours_of, pieces_of
from topoalign_widget.keywords import closest
from topoalign_widget.mapper.graph import MapperGraph
from topoalign_widget.motifs.conditions import MotifError
from topoalign_widget.motifs.ground import Deadline, Ground, TimeUpError
from topoalign_widget.motifs.judging import class_shares
from topoalign_widget.motifs.motif import Found, Motif, edges_within
from topoalign_widget.motifs.patterns import embeddings

Floats = NDArray[np.float64]
Nodes = NDArray[np.int64]

# Two matches are at the same place from this Jaccard index of their nodes on.
SAME = 0.5
# Of an example, and parts that are compared with it at a time.
MOST_NODES, AT_A_TIME = 50, 500


@dataclass(frozen=True, repr=False)
class Like(Motif):
    """Parts that are like some nodes of a graph: as many nodes, linked alike, of like classes.

    Parts with just the same edges come first, then such as are grown from each node to be linked as the example is.
    Compared are the numbers of edges and of triangles, the degrees, the eigenvalues of the normalised Laplacian, and
    the classes of the inputs where they are known. The example itself is left out, and so is what shares half of its
    nodes with a better match.

    Parameters
    ----------
    graph : str
        Name of the graph that the example is in.
    nodes : sequence of int
        Its nodes, up to 50; they must hang together.

    Notes
    -----
    Nodes are sorted; the score is the mean agreement, in [0, 1], plus 1 where the edges are just the same.
    """

    kind: ClassVar[str] = "like"

    graph: str
    nodes: tuple[int, ...]

    def __post_init__(self) -> None:
        if not isinstance(self.graph, str):
            raise MotifError(
                f"graph must be the name of a graph, as in like('a', [3, 4, 5]); got {self.graph!r}."
            )
        object.__setattr__(self, "nodes", _sorted_nodes(self.nodes))
        if len(self.nodes) > MOST_NODES:
            raise MotifError(
                f"An example has up to {MOST_NODES} nodes; got {len(self.nodes)}. Select a smaller part."
            )

    def search(self, ground: Ground) -> Iterator[Found]:
        """Look for isomorphic parts in half of the time, and for like ones in the rest."""
        example = self._example(ground)
        half = replace(ground, deadline=Deadline(ground.deadline.left / 2))
        wanted = _linked(example, self.nodes)
        exact, cut = _in_time(embeddings(wanted, half, [ground.allowed] * len(self.nodes)))
        grown, cut_too = _in_time(_grown(_order(wanted), ground))
        compare = _Comparison.of(example, np.array(self.nodes), ground)
        alike = [*compare.isomorphic(exact), *compare.grown(grown)]
        yield from _distinct(alike, ground, [self.nodes] if ground.name == self.graph else [])
        if cut or cut_too or len(alike) < len(exact) + len(grown):
            raise TimeUpError

    def _example(self, ground: Ground) -> MapperGraph:
        graphs = ground.alignment.graphs
        if self.graph not in graphs:
            raise MotifError(
                f"The example is in a graph {self.graph!r}, which there is not.{closest(self.graph, list(graphs))} "
                f"There are {', '.join(map(repr, graphs))}."
            )
        graph = graphs[self.graph]
        if self.nodes[0] < 0 or self.nodes[-1] >= graph.n_nodes:
            outside = self.nodes[0] if self.nodes[0] < 0 else self.nodes[-1]
            raise MotifError(f"Nodes of {self.graph!r} run from 0 to {graph.n_nodes - 1}; got {outside}.")
        if len(pieces := pieces_of(graph, np.array(self.nodes))) > 1:
            raise MotifError(
                f"The nodes of an example must hang together; these {len(self.nodes)} are in {len(pieces)} pieces. "
                f"Ask for one of them, such as like({self.graph!r}, {pieces[0].tolist()})."
            )
        return graph


@dataclass(frozen=True)
class _Comparison:
    """Compares parts of a graph with an example.

    Attributes
    ----------
    ground : Ground
        With the graph that the parts are of.
    signature : list of array
        Of the example; see :func:`_signature`.
    classes : tuple of two arrays, or None
        Shares of each class, shape (1, n_classes) of the example and (n_nodes, n_classes) of the nodes of the graph.
    """

    ground: Ground
    signature: list[Floats]
    classes: tuple[Floats, Floats] | None

    @classmethod
    def of(cls, example: MapperGraph, nodes: Nodes, ground: Ground) -> _Comparison:
        known = ground.alignment.metadata is not None and ground.alignment.label is not None
        classes = None
        if known:
            own = class_shares(ground.alignment, example)[nodes].mean(axis=0, keepdims=True)
            classes = own, class_shares(ground.alignment, ground.graph)
        return cls(ground, _signature(example, nodes[None, :]), classes)

    def isomorphic(self, parts: list[Nodes]) -> Iterator[tuple[Nodes, float]]:
        """Pair each part, whose edges are those of the example, with its score, until the time is up."""
        for some in self._batches(parts):
            yield from zip(some, self._mean([np.ones(len(some))] * len(self.signature), some, 1), strict=True)

    def grown(self, parts: list[Nodes]) -> Iterator[tuple[Nodes, float]]:
        """Pair each part with its score, until the time is up."""
        for some in self._batches(parts):
            theirs = _signature(self.ground.graph, some)
            alike = [_alike(a, b) for a, b in zip(self.signature, theirs, strict=True)]
            yield from zip(some, self._mean(alike, some), strict=True)

    def _batches(self, parts: list[Nodes]) -> Iterator[Nodes]:
        for first in range(0, len(parts), AT_A_TIME):
            if self.ground.deadline.left < 0:
                return
            yield np.array(parts[first : first + AT_A_TIME])

    def _mean(self, alike: list[Floats], parts: Nodes, bonus: int = 0) -> list[float]:
        if self.classes is not None:
            own, of_nodes = self.classes
            alike = [*alike, _alike(own, of_nodes[parts].mean(axis=1))]
        return [bonus + float(value) for value in np.mean(alike, axis=0)]


def _sorted_nodes(nodes: ArrayLike) -> tuple[int, ...]:
    given = np.asarray(nodes)
    if given.ndim != 1 or not given.size or not np.issubdtype(given.dtype, np.integer):
        raise MotifError(f"nodes must be numbers of nodes, as in like('a', [3, 4, 5]); got {nodes!r}.")
    return tuple(np.unique(given).tolist())


def _linked(graph: MapperGraph, nodes: tuple[int, ...]) -> nx.Graph:
    """Copy the edges between some nodes, which are numbered by their places."""
    place = {node: i for i, node in enumerate(nodes)}
    linked = nx.Graph()
    linked.add_nodes_from(range(len(nodes)))
    linked.add_edges_from((place[i], place[j]) for i, j in edges_within(graph, np.array(nodes)).tolist())
    return linked


def _in_time(nodes: Iterable[Nodes]) -> tuple[list[Nodes], bool]:
    """List what is found until the time is up, and tell whether it was."""
    found: list[Nodes] = []
    try:
        found.extend(nodes)
    except TimeUpError:
        return found, True
    return found, False


def _order(wanted: nx.Graph) -> list[set[int]]:
    """Order the nodes of an example from its middle outwards, and say to which earlier ones each is linked."""
    order = [v for layer in nx.bfs_layers(wanted, [nx.center(wanted)[0]]) for v in layer]
    place = {v: i for i, v in enumerate(order)}
    return [{place[w] for w in wanted[v] if place[w] < i} for i, v in enumerate(order)]


def _grown(order: list[set[int]], ground: Ground) -> Iterator[Nodes]:
    """Grow a part from each node, each time by the node that is linked most as the example's next one is."""
    near = neighbours_of(ground.graph, ground.allowed)
    seen: set[frozenset[int]] = set()
    for start in np.flatnonzero(ground.allowed).tolist():
        place = {start: 0}
        links = {node: {0} for node in near[start]}
        for wanted in order[1:]:
            ground.deadline.check()
            if not links:
                break
            node = min(links, key=lambda v: (len(links[v] ^ wanted), v))
            del links[node]
            for other in near[node] - place.keys():
                links.setdefault(other, set()).add(len(place))
            place[node] = len(place)
        nodes = frozenset(place)
        if len(nodes) == len(order) and nodes not in seen:
            seen.add(nodes)
            yield np.array(sorted(nodes), dtype=np.int64)


def _signature(graph: MapperGraph, parts: Nodes) -> list[Floats]:
    """Describe parts of k nodes each: edges, triangles, degrees and eigenvalues; each of shape (n_parts, 1 or k)."""
    pairs = np.sort(np.stack(np.broadcast_arrays(parts[:, :, None], parts[:, None, :])), axis=0).astype(
        np.int64
    )
    known = graph.edges.astype(np.int64) @ [graph.n_nodes, 1]
    linked = np.isin(pairs[0] * graph.n_nodes + pairs[1], known).astype(np.float64)
    degrees = linked.sum(axis=2)
    scale = 1 / np.sqrt(np.maximum(degrees, 1))
    laplacian = (
        np.eye(parts.shape[1]) * (degrees > 0)[:, None] - scale[:, :, None] * linked * scale[:, None, :]
    )
    triangles = np.einsum("pij,pjk,pki->p", linked, linked, linked, optimize=True) / 6
    return [
        degrees.sum(axis=1, keepdims=True),
        triangles[:, None],
        np.sort(degrees, axis=1),
        np.linalg.eigvalsh(laplacian),
    ]


def _alike(mine: Floats, theirs: Floats) -> Floats:
    """Compare rows of numbers that are not negative with one of them: 1 less their difference, as a share of both."""
    both = (np.abs(mine) + np.abs(theirs)).sum(axis=1)
    apart = np.abs(mine - theirs).sum(axis=1)
    return 1 - np.divide(apart, both, out=np.zeros_like(both), where=both > 0)


def _distinct(
    alike: list[tuple[Nodes, float]], ground: Ground, taken: list[tuple[int, ...]]
) -> Iterator[Found]:
    """Yield parts, the most alike first, at other places than those that are taken."""
    places: dict[int, list[int]] = {}

    def take(nodes: Iterable[int], place: int) -> None:
        for node in nodes:
            places.setdefault(node, []).append(place)

    for place, nodes in enumerate(taken):
        take(nodes, place)
    best_first = sorted(alike, key=lambda each: -each[1])
    for place, (part, score) in enumerate(best_first, len(taken)):
        own = part.tolist()
        common = Counter(other for node in own for other in places.get(node, ()))
        if all(count < SAME * (2 * len(own) - count) for count in common.values()):
            take(own, place)
            yield Found(part, edges_within(ground.graph, part), score)
