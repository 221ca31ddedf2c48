"""What else the regions of two Mapper graphs may be matched with: association, assignment, transport, communities.

Each peer matches nodes by the inputs that they share and calls what hangs together a region. Its parameters are the
best of a grid by F1: concepts found, against regions of scrambled concepts and those on shuffled rows. They were
chosen on pairs that are in no table (seeds 100 to 102, both fixed lenses, plain and warped, chained and separate).
"""

from __future__ import annotations

import random
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import igraph
import numpy as np
import ot
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components, shortest_path
from scipy.stats import false_discovery_control, hypergeom, spearmanr

from topoalign_widget.alignment.overlap import jaccard, overlap
from topoalign_widget.mapper.graph import MapperGraph

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Graphs = tuple[MapperGraph, MapperGraph]

# Inputs that tell the structure of a region, and hops between its pieces beyond the farthest.
SAMPLE, APART = 200, 2.0

# A peer's region of fewer shared inputs, or of which these are a smaller share, is none. Without a bound on the
# share, Leiden as it comes and transport of whatever it couples report ten regions and more on shuffled rows.
LEAST_INPUTS, CONTENT = 10, 0.3


class Match(NamedTuple):
    """A region: its nodes in either graph, and the inputs held on both sides."""

    nodes: tuple[Ints, Ints]
    inputs: Ints


def hungarian(
    graphs: Graphs, least: float = 0.15, content: float = CONTENT, both: bool = False
) -> list[Match]:
    """Assign nodes one to one by Jaccard index; keep pairs that share enough."""
    shared = _jaccard(graphs)
    i, j = linear_sum_assignment(shared, maximize=True)
    alike = shared[i, j] >= least
    return _joined(graphs, i[alike], j[alike], content, both)


def fused_gw(
    graphs: Graphs,
    alpha: float = 0.2,
    share: float = 0.1,
    least: float = 0.05,
    content: float = CONTENT,
    both: bool = True,
) -> list[Match]:
    """Move nodes onto nodes so that what they hold and their hops agree; keep pairs that get enough of a node's mass.

    Fused Gromov-Wasserstein (Vayer et al. 2019). All mass must go somewhere, so pairs that share little are dropped.
    """
    shared = _jaccard(graphs)
    coupling = transported(graphs, shared, alpha)
    of_node = np.minimum(coupling.sum(axis=1)[:, None], coupling.sum(axis=0))
    i, j = np.nonzero((coupling >= share * of_node) & (coupling > 0) & (shared >= least))
    return _joined(graphs, i, j, content, both)


def transported(graphs: Graphs, shared: Floats, alpha: float) -> Floats:
    """Couple the nodes, each with mass by the inputs that it holds."""
    masses = [graph.node_sizes / graph.node_sizes.sum() for graph in graphs]
    hops = [_hops(graph, np.arange(graph.n_nodes)) for graph in graphs]
    longest = max(h.max() for h in hops)
    first, second = (h / max(longest, 1) for h in hops)
    return np.asarray(ot.gromov.fused_gromov_wasserstein(1 - shared, first, second, *masses, alpha=alpha))


def leiden(
    graphs: Graphs, resolution: float = 2.0, between: float = 0.3, content: float = CONTENT
) -> list[Match]:
    """Find communities of the nodes of both graphs; one with nodes of both is a region."""
    random.seed(0)
    first, second = graphs
    n = first.n_nodes
    pairs = jaccard(first.membership, second.membership).tocoo()
    edges = np.concatenate([first.edges, second.edges + n, np.column_stack([pairs.row, pairs.col + n])])
    weights = np.concatenate([first.edge_weights, second.edge_weights, between * pairs.data])
    union = igraph.Graph(n + second.n_nodes, edges.tolist())
    found = union.community_leiden("modularity", weights.tolist(), resolution, n_iterations=-1)
    communities = [np.array(community) for community in found]
    return _regions(graphs, [(c[c < n], c[c >= n] - n) for c in communities], content)


def association(
    graphs: Graphs, strong: float = 0.15, weak: float = 0.1, some: float = 0.1, content: float = CONTENT
) -> list[Match]:
    """Join pairs of nodes that share more than chance lets expect, along pairs that share enough.

    Components of the association graph of local network alignment: pairs are linked where both their nodes are the
    same or linked. Chance is hypergeometric among the inputs of the components that the two nodes are in; the rate of
    false pairs is held at 5 % (Benjamini, Hochberg); a region has two such pairs, and a share of ``some``.
    """
    shared = overlap(graphs[0].membership, graphs[1].membership).tocoo()
    i, j, both = shared.row, shared.col, shared.data
    size_a, size_b, among = _context(graphs, i, j)
    p = false_discovery_control(hypergeom.sf(both - 1, among, size_a, size_b))
    expected = size_a * size_b / among
    with np.errstate(divide="ignore", invalid="ignore"):
        kappa = (both - expected) / (np.minimum(size_a, size_b) - expected)
    alike = both / (size_a + size_b - both)
    is_strong = (kappa >= strong) & (p <= 0.05)
    kept = is_strong | (alike >= weak)
    i, j, is_strong = i[kept], j[kept], is_strong[kept]
    near = [_near(graph)[nodes][:, nodes] for graph, nodes in zip(graphs, (i, j), strict=True)]
    count, part = connected_components(coo_array(near[0].multiply(near[1])), directed=False)
    own = [part == k for k in range(count)]
    chosen = [(np.unique(i[k]), np.unique(j[k])) for k in own if is_strong[k].sum() >= max(2, some * k.sum())]
    return _regions(graphs, chosen, content)


def _context(graphs: Graphs, i: Ints, j: Ints) -> tuple[Floats, Floats, Floats]:
    """Count the inputs of each pair's nodes among those that their components have in common, and these."""
    components = [connected_components(_near(graph), directed=False)[1] for graph in graphs]
    parts = []
    for graph, component in zip(graphs, components, strict=True):
        rows = csr_array((np.ones(graph.n_nodes), (component, np.arange(graph.n_nodes))))
        parts.append(csr_array(rows @ graph.membership.astype(np.float64) > 0).astype(np.float64))
    common = (parts[0] @ parts[1].T).toarray()
    in_b = (graphs[0].membership.astype(np.float64) @ parts[1].T).toarray()
    in_a = (graphs[1].membership.astype(np.float64) @ parts[0].T).toarray()
    a, b = components[0][i], components[1][j]
    return in_b[i, b], in_a[j, a], common[a, b]


PEERS: dict[str, Callable[[Graphs], list[Match]]] = {
    "association graph": association,
    "Hungarian": hungarian,
    "fused GW": fused_gw,
    "Leiden": leiden,
    "Leiden, as it comes": partial(leiden, resolution=1.0, between=1.0, content=0.0),
}


def structure(graphs: Graphs, match: Match) -> float:
    """Correlate (Spearman) the hops between shared inputs in one part of a region with those in the other."""
    inputs = match.inputs
    if len(inputs) > SAMPLE:
        inputs = np.sort(np.random.default_rng(0).choice(inputs, SAMPLE, replace=False))
    i, j = np.triu_indices(len(inputs), 1)
    apart = [_between(graph, nodes, inputs)[i, j] for graph, nodes in zip(graphs, match.nodes, strict=True)]
    if any(len(d) < 2 or np.ptp(d) == 0 for d in apart):
        return float("nan")
    return float(spearmanr(*apart).statistic)


def _between(graph: MapperGraph, nodes: Ints, inputs: Ints) -> Floats:
    """Hops between inputs: the mean over the nodes that hold one and those that hold the other."""
    held = graph.membership[nodes][:, inputs].astype(np.float64).toarray()
    held /= held.sum(axis=0)
    return held.T @ _hops(graph, nodes) @ held


def _hops(graph: MapperGraph, nodes: Ints) -> Floats:
    i, j = graph.edges.T
    n = graph.n_nodes
    links = csr_array((np.ones(len(i)), (i, j)), shape=(n, n))[nodes][:, nodes]
    hops = shortest_path(links, directed=False, unweighted=True)
    far = np.isinf(hops)
    hops[far] = hops[~far].max(initial=0) + APART
    return hops


def _jaccard(graphs: Graphs) -> Floats:
    return jaccard(graphs[0].membership, graphs[1].membership).toarray()


def _joined(graphs: Graphs, i: Ints, j: Ints, content: float, both: bool) -> list[Match]:
    """Join pairs whose nodes are the same or linked, in both graphs or in either."""
    near = [_near(graph)[nodes][:, nodes] for graph, nodes in zip(graphs, (i, j), strict=True)]
    links = near[0].multiply(near[1]) if both else near[0] + near[1]
    count, part = connected_components(coo_array(links), directed=False)
    chosen = [(np.unique(i[part == k]), np.unique(j[part == k])) for k in range(count)]
    return _regions(graphs, chosen, content)


def _near(graph: MapperGraph) -> csr_array:
    i, j = np.concatenate([graph.edges, np.arange(graph.n_nodes)[:, None].repeat(2, axis=1)]).T
    links = csr_array((np.ones(len(i)), (i, j)), shape=(graph.n_nodes,) * 2)
    return csr_array(links + links.T)


def _regions(graphs: Graphs, parts: list[tuple[Ints, Ints]], content: float) -> list[Match]:
    """Keep node sets that share enough inputs, those of the most content first."""
    kept = []
    for nodes in parts:
        held = [graph.inputs_of(own) for graph, own in zip(graphs, nodes, strict=True)]
        inputs = np.intersect1d(*held, assume_unique=True)
        share = len(inputs) / max(len(held[0]) + len(held[1]) - len(inputs), 1)
        if len(inputs) >= LEAST_INPUTS and share >= content:
            kept.append((share, Match(nodes, inputs)))
    return [match for _, match in sorted(kept, key=lambda entry: -entry[0])]
