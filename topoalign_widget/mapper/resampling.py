"""How much of a Mapper graph is there again when other inputs are drawn, and how much of it is the data's shape.

A setting of Mapper's parameters is tried on random subsets of the inputs. What is compared is *who is together*
(which pairs of inputs share a node) and *who is far from whom* (hops between their nodes). That needs no matching of
nodes, and it is what every later step builds on. Either alone is misled: groups of a few near-doubles are the most
stable and the most alike, and say nothing of shape; along a lens, hops are stable and true enough in a graph of one
body.

- Stability: of who is together, the correlation (phi coefficient) in the graphs of two subsets, over the inputs that
  both have; of hops, the rank correlation, for each input and then their mean; and the geometric mean of both. 0 is
  chance, 1 the same. In the spirit of Belchí, Brodzki, Burfitt, Niranjan (A numerical measure of the instability of
  Mapper-type algorithms, JMLR 2020), who compare whole outputs.
- Fidelity: of the pairs that are together, how many are among as many nearest pairs, beyond chance; of hops, the rank
  correlation with distances, for each input and then their mean; and the geometric mean of both. A lens cuts the same
  way whatever is drawn, so a graph of meaningless slices is perfectly stable; this tells.
- Coverage: share of inputs in components of at least 1 % of the inputs: what is in smaller ones is dust.
- Resolution: 1 / share of pairs (of inputs in nodes) that are together: as if inputs were dealt to so many groups.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import kmapper
import numpy as np
from joblib import parallel_config
from numpy.typing import NDArray
from sklearn.base import clone
from sklearn.cluster import DBSCAN

from topoalign_widget.mapper.agreement import (
    hop_orders,
    nearest_share,
    order_alike,
    orders,
    pairs,
    together_alike,
)
from topoalign_widget.mapper.clustering import Workers, cluster_all, distinct
from topoalign_widget.mapper.cover import pullbacks
from topoalign_widget.mapper.hops import Nodes
from topoalign_widget.mapper.lens import apply_lens
from topoalign_widget.mapper.progress import reported_as
from topoalign_widget.mapper.radius import connecting_radius, knee_eps, neighbour_distances, squared_distances
from topoalign_widget.mapper.shared import ONE_BLAS_THREAD
from topoalign_widget.representations import Representation
from topoalign_widget.stored import Rows

# Subsets, of which each shares some inputs with the next; inputs that they are drawn from; the share of those that
# each has; inputs whose pairs are looked at.
SUBSETS, DRAWN, SHARE, ASKED = 4, 2000, 0.8, 400
# More neighbours to be core than this would take clustering of many inputs too much memory.
MOST_NEIGHBOURS = 32
# Of the distances to a neighbour, those that tell how much nearer it is among more inputs: all but the outliers'.
USUAL = 0.9

# For who waits, to know how far it has come.
USUALLY_TRIED = 30

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Setting:
    """Parameters of Mapper, with the radius in units that are read off the data (`Resamples.radius`).

    ``scale`` and ``min_samples`` are None for a clusterer that was given. The lens is known by its name.
    """

    lens: str
    cover: str | kmapper.Cover
    n_intervals: int | tuple[int, ...]
    overlap: float | tuple[float, ...]
    scale: float | None
    min_samples: int | None


@dataclass(frozen=True)
class Evidence:
    """What was seen of a setting; means over subsets, ``error`` the standard error of the stability."""

    stability: float
    error: float
    fidelity: float
    coverage: float
    resolution: float
    nodes: float

    @property
    def score(self) -> float:
        """Stability, fidelity, coverage and the share of pairs told apart: none of them makes up for another."""
        apart = max(1 - 1 / self.resolution, 0.0)
        return self.stability * self.fidelity * self.coverage * apart


@dataclass(frozen=True)
class _Subset:
    """Some inputs, and those of them that the next subset has too, by their places in both."""

    rows: Rows
    numbers: Ints
    asked: Ints
    asked_of_next: Ints
    # For each pair of asked inputs, how many pairs are nearer.
    rank: Ints
    # For each asked input, the others in order of their distance.
    order: Floats


class Resamples:
    """Subsets of the inputs of one representation, on which settings are tried.

    Parameters
    ----------
    x : array of shape (n_inputs, n_features)
    lenses : mapping of str to array of shape (n_inputs, k), or None
        Values by the names that settings use; None: the lens of that name is computed from each subset.
    clusterer : scikit-learn clusterer, optional
        For settings without a radius.
    """

    def __init__(self, x: Representation, lenses: Mapping[str, Floats | None], clusterer: Any = None) -> None:
        self._x = x
        self._subsets = _subsets(x)
        self._lenses = lenses
        self._clusterer = clusterer
        self._lens_values: dict[str, list[Floats]] = {}
        self._seen: dict[Setting, Evidence] = {}

    def evidence(self, setting: Setting) -> Evidence:
        """Try a setting, or recall how it went."""
        if setting not in self._seen:
            # Small jobs that would only be delayed by a backend that has been set for large ones.
            share = min(1.0, len(self._seen) / USUALLY_TRIED)
            # And small products, whose threads would wait for each other on a busy machine.
            with (
                parallel_config(backend="threading"),
                ONE_BLAS_THREAD,
                reported_as("trying parameters", share),
            ):
                self._seen[setting] = self._tried(setting)
        return self._seen[setting]

    def tried(self) -> Mapping[Setting, Evidence]:
        """List all that has been tried, in that order."""
        return self._seen

    def dimensions(self, lens: str) -> int:
        """Count the dimensions of a lens."""
        return self._values(lens)[0].shape[1]

    @cached_property
    def radius(self) -> float:
        """The unit of radii; one for all subsets, as their graphs are compared."""
        return float(np.mean([_radius(s.rows) for s in self._subsets]))

    def density(self, scale: float, min_samples: int) -> tuple[float, int]:
        """Tell eps and min_samples that ask, of all inputs, for the density that these ask of a subset.

        Among f times as many inputs, f times as many others are within the same radius. (The knee of all inputs would
        be no measure: where many have near-doubles, drawing a few inputs leaves others without theirs.) Above a
        number of neighbours the radius shrinks instead, by as much as the neighbours are nearer.
        """
        times = len(self._x) / min(len(self._x), DRAWN) / SHARE
        wanted = round(1 + (min_samples - 1) * times)  # an input counts among its own neighbours
        eps = scale * self.radius
        if wanted <= MOST_NEIGHBOURS:
            return eps, wanted
        drawn = [neighbour_distances(s.rows, min_samples - 1) for s in self._subsets]
        usual = float(np.quantile(np.concatenate(drawn), USUAL))
        nearer = float(np.quantile(neighbour_distances(self._x, MOST_NEIGHBOURS - 1), USUAL))
        return eps * nearer / usual if usual and nearer else eps, MOST_NEIGHBOURS

    def _values(self, lens: str) -> list[Floats]:
        if lens not in self._lens_values:
            values = self._lenses[lens]
            self._lens_values[lens] = [
                apply_lens(lens, s.rows) if values is None else values[s.numbers] for s in self._subsets
            ]
        return self._lens_values[lens]

    def _tried(self, setting: Setting) -> Evidence:
        lenses = self._values(setting.lens)
        graphs = [self._nodes(setting, s, lens) for s, lens in zip(self._subsets, lenses, strict=True)]
        stability, fidelity, share = [], [], []
        for i, own in enumerate(self._subsets):
            following = graphs[(i + 1) % len(graphs)]
            here, there = graphs[i].hops(own.asked), following.hops(own.asked_of_next)
            near, near_there = pairs(here) == 0, pairs(there) == 0
            order, order_there = hop_orders(here), hop_orders(there)
            stability.append(_mean(together_alike(near, near_there), order_alike(order, order_there)))
            fidelity.append(_mean(nearest_share(near, own.rank), order_alike(order, own.order)))
            share.append(near.mean() / graphs[i].coverage() ** 2 if near.any() else 0.0)
        return Evidence(
            stability=float(np.mean(stability)),
            error=float(np.std(stability, ddof=1) / np.sqrt(len(stability))),
            fidelity=float(np.mean(fidelity)),
            coverage=float(np.mean([graph.connected() for graph in graphs])),
            resolution=float(1 / np.mean(share)) if any(share) else float("inf"),
            nodes=float(np.mean([graph.membership.shape[0] for graph in graphs])),
        )

    def _nodes(self, setting: Setting, subset: _Subset, lens: Floats) -> Nodes:
        boxes = pullbacks(lens, setting.cover, setting.n_intervals, setting.overlap)
        clusterer = (
            clone(self._clusterer)
            if setting.scale is None
            else DBSCAN(eps=setting.scale * self.radius, min_samples=setting.min_samples)
        )
        found = distinct(cluster_all(clusterer, subset.rows, boxes, Workers()))[1]
        return Nodes.of(found, len(subset.rows))


def _subsets(x: Representation) -> list[_Subset]:
    rng = np.random.default_rng(0)
    n = len(x)
    drawn = np.sort(rng.choice(n, DRAWN, replace=False)) if n > DRAWN else np.arange(n)
    rows = np.ascontiguousarray(x[drawn])
    size = max(2, round(SHARE * len(drawn)))
    places = [np.sort(rng.choice(len(drawn), size, replace=False)) for _ in range(SUBSETS)]
    found = []
    for own, following in zip(places, [*places[1:], places[0]], strict=True):
        shared = np.intersect1d(own, following)
        asked = np.sort(rng.choice(shared, min(ASKED, len(shared)), replace=False))
        distances = squared_distances(rows[asked])
        found.append(
            _Subset(
                rows=rows[own],
                numbers=drawn[own],
                asked=np.searchsorted(own, asked),
                asked_of_next=np.searchsorted(following, asked),
                rank=np.argsort(np.argsort(pairs(distances), kind="stable")),
                order=orders(distances),
            )
        )
    return found


def _radius(rows: Rows) -> float:
    """Read the unit of radii off the data: at the knee, but at least so large that inputs hang together."""
    return max(knee_eps(rows), connecting_radius(rows)) if len(rows) > 1 else 1.0


def _mean(together: float, far: float) -> float:
    return float(np.sqrt(max(together, 0.0) * max(far, 0.0)))
