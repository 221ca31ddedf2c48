r"""One layout for several Mapper graphs of the same inputs.

TopoAlign (arXiv 2605.25541) lays graphs out by "joint force-directed optimization" and publishes no energy;
this one is ours. It has two stages.

First, springs: the union graph of all graphs, with an edge of weight c between nodes of different graphs whose
cosine overlap is c, is laid out by forces (Fruchterman, Reingold 1991). That is readable and coordinated to a
degree that suits these graphs: its stress S_0 and coordination C_0 are the units of what follows, so that one
setting suits graphs of any size and density. Second, over the positions x of the nodes of all graphs,

.. math::

    E = \frac{\operatorname{mean}_g S_g}{S_0} + \frac{\lambda}{p} \left(\kappa \frac{C}{C_0}\right)^p
        + \varepsilon \kappa \frac{C}{C_0} + \mu N

Readability. S_g is the stress of graph g (Gansner, Koren, North 2004) at the best scale s, with hop distances d,
for P pairs of nodes:

.. math:: S_g = \min_s \sum_{i<j} d_{ij}^{-2} (s |x_i - x_j| - d_{ij})^2 \,/\, P

Coordination. C is the mean squared distance between nodes of different graphs that hold the same inputs, relative
to the spread of the picture, with the cosine overlap c of each pair of nodes (mean over the pairs of graphs):

.. math::

    C = \sum_{uv} c_{uv} |x_u - x_v|^2 \,/\, (V \sum_{uv} c_{uv}), \quad
    \log V = \operatorname{mean}_g \log 2 \operatorname{mean}_{i \in g} h(|x_i - \bar x|)

The power p makes a soft wall: coordination is held at about C_0 / kappa, kappa being ``coupling``, and all that is
left goes into readability; epsilon draws graphs together where that costs nothing. Dividing by the spread V keeps
the attraction from shrinking the picture, and its geometric mean over graphs keeps it from shrinking one of them, the
one that differs most, to a point among the others. h is Huber's, quadratic near the centre and linear far out, and
only nodes with counterparts count: V would be made large most cheaply by throwing a few nodes far away.

Look-up. N is the cross entropy of finding a node's best counterpart v*(u) nearest at u's place in the other
panel, with the kernel of t-SNE (van der Maaten, Hinton 2008), in both directions. Writing s(u, v) for
1 / (1 + |x_u - x_v|^2 / sigma_u^2), and b for the overlap with the best counterpart,

.. math:: N = -\sum_u b_u \log \frac{s(u, v^*(u))}{\sum_v s(u, v)} \,/\, \sum_u b_u

Coordination alone pulls a node to the mean of all its counterparts, among which the best one drowns.

For n nodes in all and e overlapping pairs a step costs O(500 n + e + n log n), plus breadth-first searches once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from topoalign_widget.alignment.energy import Units, descend, joint_slope, spring_slope
from topoalign_widget.alignment.problem import Floats, Problem, Threads
from topoalign_widget.keywords import checked_keywords
from topoalign_widget.mapper.graph import MapperGraph
from topoalign_widget.whole import whole_number

# Steps and first step length (relative to the spread): springs untangle, a cold start finishes what they left,
# a warm one only settles.
SPRINGS, COLD, WARM = (120, 0.3), (300, 0.15), (100, 0.015)

# In the first picture of all, a coupled pair of nodes lies this far apart in the union graph: nearer than a hop,
# farther the less it shares.
PAIR_LENGTH = 0.3
PIVOTS = 100


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
        If there is no graph, graphs differ in their inputs, ``coupling`` is negative or not finite, ``seed`` is no
        whole number from 0 up, or ``init`` has another shape.
    """
    named = _named(graphs)
    coupling, seed = check_coupling(coupling), check_seed(seed)
    sizes = {name: graph.n_nodes for name, graph in named.items()}
    if not sum(sizes.values()):
        return {name: np.empty((0, 2), dtype=np.float32) for name in named}
    given = None if init is None else _given(init, sizes)
    at = _laid_out(list(named.values()), coupling, np.random.default_rng(seed), given)
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


def check_seed(seed: int) -> int:
    """Return a seed that is a whole number of at least 0, or raise LayoutError."""
    return whole_number(seed, "seed", 0, LayoutError)


def _laid_out(
    graphs: list[MapperGraph], coupling: float, rng: np.random.Generator, given: Floats | None
) -> Floats:
    threads = Threads()
    problem = Problem.of(graphs, rng, threads)
    springs = descend(_pivot_mds(problem, rng), spring_slope(problem, rng, threads), *SPRINGS)
    units = Units.of(problem, springs, threads)
    if given is None or np.isnan(given).all():
        # Look-up fades in, once nodes are about where they belong.
        steps = COLD[0]
        slope = joint_slope(
            problem, units, coupling, lambda step: np.clip(step / steps / 0.3 - 1, 0, 1), threads
        )
        return _upright(descend(springs, slope, *COLD))
    start = _filled(problem, given, rng)
    slope = joint_slope(problem, units, coupling, lambda step: 1.0, threads)
    return _moved_onto(descend(start, slope, *WARM), start)


def _pivot_mds(problem: Problem, rng: np.random.Generator) -> Floats:
    """Place all nodes by their distances in the union graph to pivots that lie far from one another."""
    n = problem.n_nodes
    between = problem.pairs.copy()
    between.data = PAIR_LENGTH + 1 - between.data / between.data.max(initial=1e-12)
    union = csr_array(problem.edges + between)
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
    placed = placed + 1e-3 * (placed.std() + 1e-3) * rng.normal(size=placed.shape)
    # About as large as springs will make it.
    return np.asarray(placed * (np.sqrt(n / 4) / np.sqrt((placed**2).sum(axis=1).mean())))


def _filled(problem: Problem, given: Floats, rng: np.random.Generator) -> Floats:
    """Put nodes without a position at the mean of their neighbours and counterparts."""
    joined = csr_array(problem.edges + problem.pairs)
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


def _upright(at: Floats) -> Floats:
    """Centre, scale to radius 1 and turn the longest axis horizontal, its heavier tail to the right."""
    at = at - at.mean(axis=0)
    radius = np.sqrt((at**2).sum(axis=1).mean())
    axes = np.linalg.eigh(at.T @ at)[1][:, ::-1]
    turned = at @ axes / (radius or 1.0)
    return turned * np.where((turned**3).sum(axis=0) < 0, -1.0, 1.0)


def _moved_onto(at: Floats, reference: Floats) -> Floats:
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


def _given(init: Mapping[str, ArrayLike], sizes: dict[str, int]) -> Floats:
    rows = []
    for name, n in sizes.items():
        at = np.full((n, 2), np.nan) if name not in init else np.array(init[name], dtype=np.float64)
        if at.shape != (n, 2):
            raise LayoutError(f"init[{name!r}] must have shape {(n, 2)}; got {at.shape}.")
        at[~np.isfinite(at).all(axis=1)] = np.nan
        rows.append(at)
    return np.concatenate(rows)
