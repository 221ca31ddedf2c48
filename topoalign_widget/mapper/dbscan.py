"""DBSCAN of many overlapping pullbacks at once: exactly scikit-learn's clusters, at a fraction of the cost.

DBSCAN needs to know which inputs have ``min_samples`` neighbours within ``eps`` (core inputs) and how those hang
together, not all pairs of neighbours. So:

- The distance between two inputs is computed once, whatever number of pullbacks they share.
- Inputs are worked on in tiles (tiles.py). Pairs of tiles whose boxes prove that they are far from each other
  are never looked at.
- Near pairs of tiles come first, so that components form early; links within a component are not looked for
  again (core inputs know all that they need to know).
- Distances come from float32 matrix products. Where their rounding could matter, double precision decides.
- Nothing is stored for a pair of neighbours, but for the first few of each input.

With m inputs in a tile, a worst case of p pairs of near tiles costs O(p m^2 d); memory beside the copy of the
inputs is O(memberships x min_samples).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from numbers import Integral
from queue import SimpleQueue
from threading import Lock
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from sklearn.cluster import DBSCAN

from topoalign_widget.mapper.cover import Pullback
from topoalign_widget.mapper.device import Products, products_on
from topoalign_widget.mapper.progress import with_progress
from topoalign_widget.mapper.shared import ONE_BLAS_THREAD
from topoalign_widget.mapper.tiles import TILE, Geometry, Ints, Memberships, tiled
from topoalign_widget.stored import Rows

Pairs = NDArray[np.int32]
Range = tuple[int, int]

# Above this, keeping the first neighbours of each input would take more memory than the inputs.
MOST_SAMPLES = 64
# Pairs of tiles that a thread takes on at a time; more where that would make too many steps.
PAIRS_AT_A_TIME, MOST_STEPS = 32, 10_000
# Room for pairs of inputs, for each thread.
ROOM = 64 * TILE * TILE


def is_euclidean_dbscan(clusterer: Any) -> bool:
    """Tell whether ``cluster_pullbacks`` finds what this clusterer would."""
    return (
        type(clusterer) is DBSCAN
        and (
            clusterer.metric == "euclidean" or (clusterer.metric == "minkowski" and clusterer.p in (None, 2))
        )
        and not clusterer.metric_params
        # What is no number is for scikit-learn to refuse.
        and isinstance(clusterer.min_samples, Integral)
        and clusterer.min_samples <= MOST_SAMPLES
    )


def cluster_pullbacks(
    x: Rows,
    pullbacks: list[Pullback],
    eps: float,
    min_samples: int,
    n_threads: int | None = None,
    device: str = "cpu",
) -> Iterator[list[Ints]]:
    """Cluster each pullback by DBSCAN with the Euclidean distance.

    Parameters
    ----------
    x : array of float32 or float64, shape (n_inputs, d)
        May be memory-mapped.
    pullbacks : list of (index, inputs)
    eps : float > 0
    min_samples : int >= 1
        Neighbours that make an input core, itself among them.
    n_threads : int, optional
        Default: one for each core. The clusters do not depend on it.
    device : str, default "cpu"
        What computes distances: see device.py. The clusters do not depend on it either.

    Yields
    ------
    list of array of int64
        For each pullback, the inputs of each cluster, in scikit-learn's order; noise is left out.
    """
    if not pullbacks:
        return
    order, tiles, held = tiled(x, pullbacks, eps)
    n = len(held.slot)
    links = _Links(
        # An input is its own neighbour.
        seen=np.ones(n, dtype=np.int32),
        waiting=np.empty((n, max(min_samples - 1, 1)), dtype=np.int32),
        parent=np.arange(n),
        least=min_samples,
    )
    with products_on(device, tiles) as products:
        _find_links(x, order, eps, tiles, held, links, products, n_threads or os.cpu_count() or 1)
    yield from _clusters(pullbacks, links)


class _Links(NamedTuple):
    """What is known of each membership: neighbours so far, the first few of them, and a forest of components."""

    seen: NDArray[np.int32]
    waiting: NDArray[np.int32]
    parent: Ints
    least: int


def _find_links(
    x: Rows,
    order: Ints,
    eps: float,
    tiles: Geometry,
    held: Memberships,
    links: _Links,
    products: Products | None,
    n_threads: int,
) -> None:
    from topoalign_widget.mapper.kernels import decide, link, near_inputs

    pairs = _near_tiles(tiles)
    rooms: SimpleQueue[Pairs] = SimpleQueue()
    for _ in range(n_threads):
        rooms.put(np.empty((ROOM, 2), dtype=np.int32))
    linking, limits = Lock(), (tiles.rounding, tiles.reach)

    def work(todo: Range) -> None:
        first, last = todo
        room = rooms.get()
        try:
            while first < last:
                # Others may be linking now. Components only grow, so what is read here can be old but never
                # wrong: links that are superfluous by now are found all the same.
                if products is None:
                    sure, unsure, first = near_inputs(tiles, held, links, *limits, pairs, first, last, room)
                else:
                    sure, unsure, first = products.near_inputs(held, links, pairs, first, last, room)
                n = decide(x, order, eps, room, sure, unsure)
                with linking:
                    link(room, n, held, links)
        finally:
            rooms.put(room)

    step = max(PAIRS_AT_A_TIME, len(pairs) // MOST_STEPS)
    todo = [(first, min(first + step, len(pairs))) for first in range(0, len(pairs), step)]
    with ONE_BLAS_THREAD, ThreadPoolExecutor(n_threads) as pool:
        try:
            for _ in with_progress(pool.map(work, todo), len(todo), "clustering pullbacks"):
                pass
        except BaseException:
            # Whoever stops this does not want to wait for what has not begun.
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _near_tiles(tiles: Geometry) -> Pairs:
    """List pairs of tiles that may hold neighbours, nearest first."""
    from topoalign_widget.mapper.kernels import near_tiles

    room = 16 * len(tiles.low)
    while True:
        pairs, bounds = np.empty((room, 2), dtype=np.int32), np.empty(room, dtype=np.float32)
        n = near_tiles(tiles, tiles.reach, pairs, bounds)
        if n <= room:
            # In few steps from near to far; within one, tiles that have just been read come again.
            steps = np.ceil(bounds[:n])
            return pairs[np.lexsort((pairs[:n, 1], pairs[:n, 0], steps))]
        room = n


def _clusters(pullbacks: list[Pullback], links: _Links) -> Iterator[list[Ints]]:
    from topoalign_widget.mapper.kernels import label, roots_of

    roots = roots_of(links.parent)
    labels = np.empty(len(roots), dtype=np.int64)
    first = 0
    for _, inputs in pullbacks:
        last = first + len(inputs)
        n = label(first, last, links, roots, labels)
        yield [inputs[labels[first:last] == number] for number in range(n)]
        first = last
