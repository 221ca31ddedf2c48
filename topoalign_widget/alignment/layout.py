r"""One layout for several Mapper graphs of the same inputs.

TopoAlign (arXiv 2605.25541) lays graphs out by "joint force-directed optimization" and publishes no energy;
this one is ours. Over the positions x of the nodes of all graphs it is

.. math:: E = \operatorname{mean}_g S_g + \lambda \sqrt{C} + \mu N

Readability. S_g is the stress of graph g (Gansner, Koren, North 2004), with hop distances d:

.. math:: S_g = \sum_{i<j} d_{ij}^{-2} (|x_i - x_j| - d_{ij})^2 \,/\, \sum_{i<j} d_{ij}^{-2} d_{ij}^2

Coordination. sqrt(C) is the distance between nodes of different graphs that hold the same inputs, relative
to the spread of the picture, with the cosine overlap c of each pair of nodes (mean over the pairs of graphs):

.. math::

    C = \sum_{uv} c_{uv} |x_u - x_v|^2 \,/\, (V \sum_{uv} c_{uv}), \quad V = 2 \operatorname{mean}_i h(|x_i - \bar x|)

Dividing by the spread V keeps the attraction from shrinking the picture. h is Huber's: quadratic near the
centre and linear far out, because a plain variance is made large most cheaply by throwing a few nodes far away.

Look-up. N is the cross entropy of finding a node's best counterpart v*(u) nearest at u's place in the other
panel, as in stochastic neighbour embedding (Hinton, Roweis 2002), in both directions:

Writing s(u, v) for exp(-|x_u - x_v|^2 / sigma^2), and b for the overlap with the best counterpart,

.. math:: N = -\sum_u b_u \log \frac{s(u, v^*(u))}{\sum_v s(u, v)} \,/\, \sum_u b_u

Coordination alone pulls a node to the mean of all its counterparts, among which the best one drowns.

E is minimised from a pivot MDS (Brandes, Pich 2006) of the union graph by gradient descent with momentum and
steps of decaying length (Adam, Kingma and Ba 2015, one step length for each node, so that nothing depends on
the axes). For n nodes in all and e overlapping pairs a step costs O(160 n + e + n log n).
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import combinations, permutations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import block_array, coo_array, csr_array
from scipy.sparse.csgraph import connected_components, dijkstra
from scipy.spatial import KDTree

from topoalign_widget.alignment.overlap import cosine
from topoalign_widget.keywords import checked_keywords
from topoalign_widget.mapper.graph import MapperGraph

Points = NDArray[np.float64]
Range = tuple[int, int]

# Weights of coordination and of look-up against stress, at coupling 1.
COORDINATION, LOOKUP = 1.1, 0.018

# A coupled pair of nodes lies this far apart in the union graph: nearer than a hop, farther the less it shares.
PAIR_LENGTH = 0.3
PIVOTS = 100

# Hops of free space between pieces of a graph, whose radius is half their longest path.
PIECES_APART = 3.0

# Stress is taken to all nodes of a graph up to this many, to a random sample of them above.
MOST_LANDMARKS = 3000
LANDMARKS_PER_STEP = 160
CANDIDATES, CANDIDATES_RENEWED = 12, 5
# Less than this is done before another thread has woken up.
PAIRS_PER_THREAD = 100_000

# Steps and first step length (relative to the spread): a cold start must untangle, a warm one only settle.
COLD, WARM = (400, 0.5), (120, 0.02)
# Radius, in units of a Gaussian's for the median radius, from which Huber's h is linear.
OUTLIER_RADIUS = 6.0


class LayoutError(ValueError):
    """The graphs cannot be laid out together, or a parameter is out of its range."""


@checked_keywords
def joint_layout(
    graphs: Mapping[str, MapperGraph] | Sequence[MapperGraph],
    coupling: float = 1.0,
    seed: int = 0,
    init: Mapping[str, ArrayLike] | None = None,
) -> dict[str, NDArray[np.float32]]:
    """Lay several graphs out in one coordinate frame.

    Parameters
    ----------
    graphs : mapping of str to MapperGraph, or sequence of MapperGraph
        Any number of graphs of the same inputs; in a sequence they are called "graph 1", ....
    coupling : float >= 0, default 1.0
        Trades each graph's readability (small) against coordination between graphs (large). 0 lays each
        graph out for itself.
    seed : int, default 0
        The same seed gives the same positions, bit for bit, on one machine.
    init : mapping of str to array-like of shape (n_nodes, 2), optional
        Warm start: nodes move as little as they need to, and the result keeps the frame of these positions.
        A graph that is left out and rows of NaN are placed near their neighbours and counterparts.

    Returns
    -------
    dict of str to array of float32, shape (n_nodes, 2)
        Without ``init``: centred at the origin, root mean square radius 1 over all nodes, wider than high.

    Raises
    ------
    LayoutError
        If there is no graph, graphs differ in their inputs, ``coupling`` is negative or not finite, or
        ``init`` has another shape.
    """
    named = _named(graphs)
    coupling = check_coupling(coupling)
    sizes = {name: graph.n_nodes for name, graph in named.items()}
    if not sum(sizes.values()):
        return {name: np.empty((0, 2), dtype=np.float32) for name in named}
    rng = np.random.default_rng(seed)
    problem = _Problem.of(list(named.values()), rng)
    given = None if init is None else _given(init, sizes)
    if given is None or np.isnan(given).all():
        start = _pivot_mds(problem, rng)
        at = _upright(_descend(problem, _in_hops(problem, start), coupling, *COLD))
    else:
        start = _filled(problem, given, rng)
        at = _descend(problem, _in_hops(problem, start), coupling, *WARM)
        at = _moved_onto(at, start)
    ends = np.cumsum(list(sizes.values()))
    return dict(zip(named, np.split(at.astype(np.float32), ends[:-1]), strict=True))


def check_coupling(coupling: float) -> float:
    """Return a coupling that is finite and at least 0, or raise LayoutError."""
    try:
        value = float(coupling)
    except (TypeError, ValueError):
        value = float("nan")
    if not (np.isfinite(value) and value >= 0):
        raise LayoutError(
            f"coupling must be a finite number of at least 0; got {coupling!r}. The default is 1.0."
        )
    return value


@dataclass(frozen=True)
class _Stress:
    """One graph's part: distances from its nodes to landmarks, in a random order of the landmarks."""

    start: int
    landmarks: NDArray[np.int64]
    distances: NDArray[np.float32]
    weights: NDArray[np.float32]


@dataclass(frozen=True)
class _Lookup:
    """Best counterparts of the nodes of one graph in another, and what each weighs."""

    sources: NDArray[np.int64]
    best: NDArray[np.int64]
    weights: Points
    target: slice


@dataclass(frozen=True)
class _Problem:
    """Everything about the graphs that the energy needs; nodes are numbered through."""

    edges: NDArray[np.int64]
    stress: list[_Stress]
    coupling: csr_array
    lookups: list[_Lookup]

    @property
    def n_nodes(self) -> int:
        return int(self.coupling.shape[0])

    @classmethod
    def of(cls, graphs: list[MapperGraph], rng: np.random.Generator) -> _Problem:
        ends = np.cumsum([g.n_nodes for g in graphs])
        parts = [slice(int(end - g.n_nodes), int(end)) for g, end in zip(graphs, ends, strict=True)]
        shared = {
            (a, b): cosine(graphs[a].membership, graphs[b].membership)
            for a, b in combinations(range(len(graphs)), 2)
        }
        shared = {pair: c for pair, c in shared.items() if c.nnz}
        return cls(
            edges=np.concatenate([g.edges + part.start for g, part in zip(graphs, parts, strict=True)]),
            stress=[_stress(g, p.start, rng) for g, p in zip(graphs, parts, strict=True) if g.n_nodes > 1],
            coupling=_symmetric([g.n_nodes for g in graphs], shared),
            lookups=[
                _lookup(shared[a, b] if (a, b) in shared else shared[b, a].T.tocsr(), parts[a], parts[b])
                for a, b in permutations(range(len(graphs)), 2)
                if (a, b) in shared or (b, a) in shared
            ],
        )


def _stress(graph: MapperGraph, start: int, rng: np.random.Generator) -> _Stress:
    from topoalign_widget.alignment.hops import hop_distances

    n = graph.n_nodes
    landmarks = rng.permutation(n)[:MOST_LANDMARKS]
    i, j = graph.edges.T
    adjacency = csr_array((np.ones(2 * len(i)), (np.r_[i, j], np.r_[j, i])), shape=(n, n))
    hops = np.ascontiguousarray(hop_distances(adjacency.indptr, adjacency.indices, landmarks).T)
    hops = _with_pieces_apart(hops, connected_components(adjacency, directed=False)[1], landmarks)
    weights = np.divide(1, hops**2, out=np.zeros_like(hops), where=hops > 0)
    weights /= np.float32((weights > 0).sum())
    return _Stress(start, landmarks, hops, weights)


def _with_pieces_apart(
    hops: NDArray[np.float32], piece: NDArray[np.int32], landmarks: NDArray[np.int64]
) -> NDArray[np.float32]:
    """Set pieces of a graph as far apart as their radii need: no path says how far, and empty space says nothing."""
    reached = np.isfinite(hops)
    radius = np.zeros(piece.max() + 1)
    np.maximum.at(radius, piece, np.where(reached, hops, 0).max(axis=1) / 2)
    apart = radius[piece][:, None] + radius[piece[landmarks]] + PIECES_APART
    return np.where(reached, hops, apart).astype(np.float32)


def _symmetric(sizes: list[int], shared: dict[tuple[int, int], csr_array]) -> csr_array:
    """Arrange overlaps as one symmetric matrix over all nodes, each pair of graphs weighing the same."""
    blocks = [[csr_array((n, m)) for m in sizes] for n in sizes]
    for (a, b), c in shared.items():
        blocks[a][b] = c / (c.sum() * len(shared))
        blocks[b][a] = blocks[a][b].T.tocsr()
    return csr_array(block_array(blocks, format="csr"))


def _lookup(shared: csr_array, sources: slice, target: slice) -> _Lookup:
    rows = np.flatnonzero(np.diff(shared.indptr))
    best = shared.argmax(axis=1)[rows]
    weights = shared.max(axis=1).toarray().ravel()[rows]
    return _Lookup(rows + sources.start, np.asarray(best) + target.start, weights / weights.sum(), target)


def _descend(problem: _Problem, at: Points, coupling: float, steps: int, length: float) -> Points:
    """Minimise the energy from given positions, in hop units."""
    from topoalign_widget.alignment.energy import add_neighbours, add_stress

    def add_part(s: _Stress, turn: Range, factor: float, rows: Range) -> None:
        add_stress(at, s.start, s.landmarks, s.distances, s.weights, turn, rows, factor, gradient)

    degree = problem.coupling.sum(axis=1)
    momentum, square = np.zeros_like(at), np.zeros(len(at))
    candidates: list[NDArray[np.int64]] = []
    bandwidths: list[float] = []
    length *= np.sqrt(_spread(at)[0])
    threads = ThreadPoolExecutor(os.cpu_count())
    for step in range(steps):
        gradient = np.zeros_like(at)
        spread, spread_gradient = _spread(at)
        for s in problem.stress:
            turn, scale = _turn(len(s.landmarks), step)
            factor = 4 * scale / len(problem.stress)
            parts = _parts(len(s.distances), turn[1] - turn[0])
            apply = threads.map if len(parts) > 1 else map
            deque(apply(partial(add_part, s, turn, factor), parts), maxlen=0)
        if coupling and problem.lookups:
            laplacian = degree[:, None] * at - problem.coupling @ at
            c = float((laplacian * at).sum()) / spread
            # The root is rounded off at zero, where identical graphs would else rattle.
            pull = coupling * COORDINATION / (2 * np.sqrt(c + 1e-4))
            gradient += pull * (2 * laplacian - c * spread_gradient) / spread
            if step % CANDIDATES_RENEWED == 0:
                candidates, bandwidths = _nearest(problem.lookups, at)
            factor = coupling * LOOKUP / len(problem.lookups)
            for look, near, bandwidth in zip(problem.lookups, candidates, bandwidths, strict=True):
                add_neighbours(at, look.sources, look.best, look.weights, near, bandwidth, factor, gradient)
        momentum = 0.9 * momentum + 0.1 * gradient
        square = 0.99 * square + 0.01 * (gradient**2).sum(axis=1)
        usual = np.sqrt(square / (1 - 0.99 ** (step + 1))) + 1e-12
        size = length * (1 - step / steps)
        at = at - size * momentum / (1 - 0.9 ** (step + 1)) / usual[:, None]
    threads.shutdown()
    return at


def _turn(n: int, step: int) -> tuple[Range, float]:
    """Choose the landmarks whose turn it is, and the factor by which they stand for all."""
    turns = -(-n // LANDMARKS_PER_STEP)
    turn = step % turns
    first, last = turn * n // turns, (turn + 1) * n // turns
    return (first, last), n / (last - first)


def _parts(n_rows: int, n_columns: int) -> list[Range]:
    """Divide rows among threads, where each gets enough to do."""
    n = max(1, min(os.cpu_count() or 1, n_rows * n_columns // PAIRS_PER_THREAD))
    return [(n_rows * i // n, n_rows * (i + 1) // n) for i in range(n)]


def _spread(at: Points) -> tuple[float, Points]:
    """Compute V and its gradient."""
    from_centre = at - at.mean(axis=0)
    radius = np.sqrt((from_centre**2).sum(axis=1)) + 1e-12
    # The radius of a two-dimensional Gaussian has median square 2 ln 2 / 2 of its mean square.
    bend = OUTLIER_RADIUS * np.median(radius) / np.sqrt(np.log(2)) + 1e-12
    inside = radius <= bend
    spread = 2 * float(np.where(inside, radius**2, bend * (2 * radius - bend)).mean())
    return spread + 1e-12, 4 / len(at) * from_centre * np.where(inside, 1, bend / radius)[:, None]


def _nearest(lookups: list[_Lookup], at: Points) -> tuple[list[NDArray[np.int64]], list[float]]:
    """Find the nodes that lie nearest in the other graph, and how near five of them typically are."""
    found, bandwidths = [], []
    for look in lookups:
        k = min(CANDIDATES, look.target.stop - look.target.start)
        tree = KDTree(at[look.target])
        distance, near = tree.query(at[look.sources], k=range(1, k + 1))
        found.append(near + look.target.start)
        bandwidths.append(float(np.median(distance[:, min(4, k - 1)] ** 2)) + 1e-9)
    return found, bandwidths


def _pivot_mds(problem: _Problem, rng: np.random.Generator) -> Points:
    """Place all nodes by their distances in the union graph to pivots that lie far from one another."""
    n = problem.n_nodes
    pairs = coo_array(problem.coupling)
    largest = pairs.data.max(initial=1e-12)
    lengths = np.concatenate([np.ones(len(problem.edges)), PAIR_LENGTH + (1 - pairs.data / largest)])
    ends = np.concatenate([problem.edges, np.column_stack([pairs.row, pairs.col])])
    union = csr_array((lengths, (ends[:, 0], ends[:, 1])), shape=(n, n))
    pivot, rows = int(rng.integers(n)), []
    nearest = np.full(n, np.inf)
    for _ in range(min(PIVOTS, n)):
        rows.append(dijkstra(union, directed=False, indices=pivot))
        nearest = np.minimum(nearest, rows[-1])
        pivot = int(np.argmax(nearest))
    distances = np.column_stack(rows)
    far = distances[np.isfinite(distances)].max(initial=1.0)
    distances[np.isinf(distances)] = 1.1 * far
    centred = distances**2
    centred = -(centred - centred.mean(axis=0) - centred.mean(axis=1)[:, None] + centred.mean()) / 2
    axes = np.linalg.eigh(centred.T @ centred)[1][:, -2:]
    placed = centred @ axes if axes.shape[1] == 2 else np.zeros((n, 2))
    # Nodes at one place would push each other nowhere.
    return np.asarray(placed + 1e-3 * (placed.std() + 1e-3) * rng.normal(size=placed.shape))


def _in_hops(problem: _Problem, at: Points) -> Points:
    """Scale positions so that the stress of all graphs is least."""
    at = at - at.mean(axis=0)
    product, square = 0.0, 0.0
    for s in problem.stress:
        some = slice(0, LANDMARKS_PER_STEP)
        nodes = at[s.start : s.start + len(s.distances)]
        length = np.linalg.norm(nodes[:, None] - nodes[s.landmarks[some]], axis=2)
        product += float((s.weights[:, some] * s.distances[:, some] * length).sum())
        square += float((s.weights[:, some] * length**2).sum())
    return at * (product / square) if square else at


def _filled(problem: _Problem, given: Points, rng: np.random.Generator) -> Points:
    """Put nodes without a position at the mean of their neighbours and counterparts."""
    i, j = problem.edges.T
    n = problem.n_nodes
    joined = csr_array((np.ones(2 * len(i)), (np.r_[i, j], np.r_[j, i])), shape=(n, n))
    largest = problem.coupling.max() or 1.0
    joined = csr_array(joined + problem.coupling * (1 / largest))
    placed = given.copy()
    while (missing := np.isnan(placed[:, 0])).any():
        known = (~missing).astype(np.float64)
        weight = joined @ known
        reached = missing & (weight > 0)
        if not reached.any():
            placed[missing] = np.nanmean(placed, axis=0)
            break
        placed[reached] = (joined @ np.nan_to_num(placed))[reached] / weight[reached, None]
    new = np.isnan(given[:, 0])
    placed[new] += 1e-3 * (placed.std() + 1e-3) * rng.normal(size=(int(new.sum()), 2))
    return placed


def _upright(at: Points) -> Points:
    """Centre, scale to radius 1 and turn the longest axis horizontal, its heavier tail to the right."""
    at = at - at.mean(axis=0)
    radius = np.sqrt((at**2).sum(axis=1).mean())
    axes = np.linalg.eigh(at.T @ at)[1][:, ::-1]
    turned = at @ axes / (radius or 1.0)
    return turned * np.where((turned**3).sum(axis=0) < 0, -1.0, 1.0)


def _moved_onto(at: Points, reference: Points) -> Points:
    """Turn, scale and shift positions onto others (orthogonal Procrustes), without mirroring."""
    centre = reference.mean(axis=0)
    at = at - at.mean(axis=0)
    u, values, vt = np.linalg.svd(at.T @ (reference - centre))
    mirrored = np.sign(np.linalg.det(u @ vt)) or 1.0
    values[1] *= mirrored
    u[:, 1] *= mirrored
    square = (at**2).sum()
    return at @ u @ vt * (values.sum() / square if square else 1.0) + centre


def _named(graphs: Mapping[str, MapperGraph] | Sequence[MapperGraph]) -> dict[str, MapperGraph]:
    named = (
        dict(graphs) if isinstance(graphs, Mapping) else {f"graph {i + 1}": g for i, g in enumerate(graphs)}
    )
    if not named:
        raise LayoutError("No graph was given. Pass at least one, such as {'model': graph}.")
    for name, graph in named.items():
        if not isinstance(graph, MapperGraph):
            raise LayoutError(f"{name!r} must be a MapperGraph; got {type(graph).__name__}.")
    counts = {name: graph.n_inputs for name, graph in named.items()}
    if len(set(counts.values())) > 1:
        raise LayoutError(f"Graphs must be of the same inputs; their numbers of inputs are {counts}.")
    return named


def _given(init: Mapping[str, ArrayLike], sizes: dict[str, int]) -> Points:
    rows = []
    for name, n in sizes.items():
        at = np.full((n, 2), np.nan) if name not in init else np.array(init[name], dtype=np.float64)
        if at.shape != (n, 2):
            raise LayoutError(f"init[{name!r}] must have shape {(n, 2)}; got {at.shape}.")
        at[~np.isfinite(at).all(axis=1)] = np.nan
        rows.append(at)
    return np.concatenate(rows)
