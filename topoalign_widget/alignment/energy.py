"""The energies of a joint layout, their gradients, and their descent. layout.py says what each is for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import KDTree

from topoalign_widget.alignment.problem import Floats, Ints, Lookup, Part, Problem, Range, Threads
from topoalign_widget.mapper.progress import with_progress

# How coordination is held at the spring layout's: exponent p, weight lambda, floor and ceiling of its slope.
STIFFNESS, COORDINATION = 8, 0.55
LEAST_PULL, MOST_PULL = 0.05, 20.0

# Weight of look-up, and the nodes that are candidates for it; they are looked up anew every few steps.
LOOKUP, CANDIDATES, RENEWED = 0.07, 12, 5
# Width of its kernel, in squared distances to the node that is this near in rank.
WIDTH, RANK = 0.5, 5

# Radius, in units of a Gaussian's for the median radius, from which Huber's h is linear.
OUTLIER_RADIUS = 3.0

# Landmarks in one step: a random sample of a gradient that is averaged over steps anyway.
STRESS_LANDMARKS, SPRING_LANDMARKS = 256, 512


@dataclass(frozen=True)
class Units:
    """Stress S and coordination C of a layout, against which another one's are measured."""

    stress: float
    coordination: float

    @classmethod
    def of(cls, problem: Problem, at: Floats, threads: Threads) -> Units:
        """Measure a layout."""
        everything = [stress(part, at, (0, len(part.landmarks)), threads)[0] for part in problem.parts]
        s = float(np.mean(everything)) if everything else 0.0
        # A graph that can be drawn without stress at all still has to bend for the others.
        return cls(max(s, 0.01), max(coordination(problem, at)[0], 1e-6))


def descend(at: Floats, slope: Callable[[Floats, int], Floats], steps: int, length: float) -> Floats:
    """Follow a slope down with momentum, by steps of decaying length relative to the spread of the picture.

    Adam (Kingma, Ba 2015) with one step length for both coordinates of a node, so that nothing depends on
    the axes.
    """
    momentum, square = np.zeros_like(at), np.zeros(len(at))
    for step in with_progress(range(steps), steps, "laying out"):
        gradient = slope(at, step)
        momentum = 0.9 * momentum + 0.1 * gradient
        square = 0.99 * square + 0.01 * (gradient**2).sum(axis=1)
        usual = np.sqrt(square / (1 - 0.99 ** (step + 1))) + 1e-15
        size = length * (1 - step / steps) * np.sqrt(2 * np.var(at, axis=0).sum())
        at = at - size * momentum / (1 - 0.9 ** (step + 1)) / usual[:, None]
    return at


def spring_slope(
    problem: Problem, rng: np.random.Generator, threads: Threads
) -> Callable[[Floats, int], Floats]:
    """Return the gradient of the springs' energy, sum of w x^3 / 3 over edges less that of log x over pairs."""
    from topoalign_widget.alignment.kernels import add_repulsion, add_springs

    springs = csr_array(problem.edges + problem.pairs)
    n = problem.n_nodes
    # Pieces that nothing holds together would drift apart.
    gravity = np.float32(connected_components(springs, directed=False)[0] > 1) * np.float32(n**-1.5)
    order = rng.permutation(n)
    per_row = springs.nnz // n + 1

    def slope(at: Floats, step: int) -> Floats:
        gradient = np.zeros_like(at)
        arguments = (at, springs.indptr, springs.indices, springs.data, gradient)
        threads.run(add_springs, *arguments, rows=n, cost=per_row)
        first, last = turn(n, SPRING_LANDMARKS, step)
        narrow = at.astype(np.float32)
        others = np.ascontiguousarray(narrow[order[first:last]].T)
        factor = n / (last - first)
        threads.run(add_repulsion, narrow, others, factor, gravity, gradient, rows=n, cost=last - first)
        return gradient

    return slope


def joint_slope(
    problem: Problem, units: Units, coupling: float, lookup_from: Callable[[int], float], threads: Threads
) -> Callable[[Floats, int], Floats]:
    """Return the gradient of the joint energy; ``lookup_from`` gives the share of look-up at each step."""
    near: list[tuple[Ints, Floats]] = []

    def slope(at: Floats, step: int) -> Floats:
        nonlocal near
        gradient = np.zeros_like(at)
        for part in problem.parts:
            own = stress(part, at, turn(len(part.landmarks), STRESS_LANDMARKS, step), threads)[1]
            gradient[part.nodes] = own / (units.stress * len(problem.parts))
        if not (coupling and problem.lookups):
            return gradient
        value, outward = coordination(problem, at)
        stretched = coupling * value / units.coordination
        pull = min(MOST_PULL, LEAST_PULL + COORDINATION * stretched ** (STIFFNESS - 1))
        gradient += coupling * pull / units.coordination * outward
        if share := lookup_from(step):
            if not near or step % RENEWED == 0:
                near = [_candidates(lookup, at) for lookup in problem.lookups]
            _add_lookups(problem.lookups, at, near, min(coupling, 1.0) * LOOKUP * share, gradient)
        return gradient

    return slope


def turn(n: int, most: int, step: int) -> Range:
    """Choose the range of n landmarks whose turn it is, at most so many at a time."""
    turns = -(-n // most)
    now = step % turns
    return now * n // turns, (now + 1) * n // turns


def stress(part: Part, at: Floats, landmarks: Range, threads: Threads) -> tuple[float, Floats]:
    """Compute S at the best scale over a range of the landmarks, and its gradient."""
    from topoalign_widget.alignment.kernels import add_stress

    first, last = landmarks
    nodes = at[part.nodes].astype(np.float32)
    marks = np.ascontiguousarray(nodes[part.landmarks[first:last]].T)
    sums = np.empty((len(nodes), 6))
    threads.run(add_stress, nodes, marks, part.hops, first, sums, rows=len(nodes), cost=last - first)
    product, square = sums[:, :2].sum(axis=0)
    # Each pair weighs d^-2 d^2 = 1; only a landmark itself has no hops.
    pairs = (len(nodes) - 1) * (last - first)
    scale = product / square
    gradient = 4 / pairs * (scale**2 * sums[:, 2:4] - scale * sums[:, 4:])
    return 1 - product * scale / pairs, gradient


def coordination(problem: Problem, at: Floats) -> tuple[float, Floats]:
    """Compute C and its gradient."""
    if not problem.lookups:
        return 0.0, np.zeros_like(at)
    laplacian = problem.degree[:, None] * at - problem.coupling @ at
    spread, slope = _spread(at, problem)
    value = float((laplacian * at).sum()) / spread
    return value, (2 * laplacian - value * slope) / spread


def _spread(at: Floats, problem: Problem) -> tuple[float, Floats]:
    """Compute V and its gradient."""
    from_centre = at - at.mean(axis=0)
    radius = np.sqrt((from_centre**2).sum(axis=1)) + 1e-12
    # The radius of a two-dimensional Gaussian has median square 2 ln 2 / 2 of its mean square.
    bend = OUTLIER_RADIUS * np.median(radius) / np.sqrt(np.log(2)) + 1e-12
    inside = radius <= bend
    h = np.where(inside, radius**2, bend * (2 * radius - bend))
    slope = 2 * from_centre * np.where(inside, 1, bend / radius)[:, None]
    # A mean would leave a graph free to shrink to a point in the middle of the others.
    log_mean, gradient, n_graphs = 0.0, np.zeros_like(at), len(problem.coupled)
    for own in problem.coupled:
        share = (problem.degree[own] > 0) / np.count_nonzero(problem.degree[own])
        value = float(share @ h[own]) + 1e-12
        log_mean += np.log(value) / n_graphs
        gradient[own] = slope[own] * (share / (n_graphs * value))[:, None]
    spread = 2 * float(np.exp(log_mean))
    return spread + 1e-12, spread * gradient


def _candidates(lookup: Lookup, at: Floats) -> tuple[Ints, Floats]:
    """Find the nodes that lie nearest in the other graph, and the width of the kernel at each source."""
    k = min(CANDIDATES, lookup.target.stop - lookup.target.start)
    distance, near = KDTree(at[lookup.target]).query(at[lookup.sources], k=range(1, k + 1))
    square = distance[:, min(RANK, k) - 1] ** 2
    # Mostly the local distance, but none where nodes coincide would be infinitely sharp.
    return near + lookup.target.start, WIDTH * (0.9 * square + 0.1 * np.median(square)) + 1e-12


def _add_lookups(
    lookups: list[Lookup], at: Floats, near: list[tuple[Ints, Floats]], weight: float, gradient: Floats
) -> None:
    from topoalign_widget.alignment.kernels import add_lookup

    for lookup, (candidates, widths) in zip(lookups, near, strict=True):
        arguments = (lookup.sources, lookup.best, lookup.weights, candidates, widths)
        add_lookup(at, *arguments, weight / len(lookups), gradient)
