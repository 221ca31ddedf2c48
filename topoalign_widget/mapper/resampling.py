"""How much of a Mapper graph is there again when other inputs are drawn, and how much of it is the data's shape.

A setting of Mapper's parameters is tried on random subsets of the inputs. What is compared is *who is together*:
which pairs of inputs share a node. That needs no matching of nodes, and it is what every later step builds on.

- Stability: correlation (phi coefficient) of who is together in the graphs of two subsets, over the inputs that both
  have. 0 is chance, 1 the same. In the spirit of Belchí, Brodzki, Burfitt, Niranjan (A numerical measure of the
  instability of Mapper-type algorithms, JMLR 2020), who compare whole outputs.
- Fidelity: of the pairs that are together, how many are among as many nearest pairs, beyond chance; 0 is chance, 1
  all. A lens cuts the same way whatever is drawn, so a graph of meaningless slices is perfectly stable; this tells.
- Coverage: share of inputs in some node.
- Resolution: 1 / share of pairs (of inputs in nodes) that are together: as if inputs were dealt to so many groups.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import kmapper
import numpy as np
from joblib import parallel_config
from numpy.typing import NDArray
from sklearn.base import clone
from sklearn.cluster import DBSCAN

from topoalign_widget.mapper.clustering import Workers, cluster_all, distinct, knee_eps
from topoalign_widget.mapper.cover import pullbacks
from topoalign_widget.mapper.dbscan import ONE_BLAS_THREAD
from topoalign_widget.mapper.lens import apply_lens
from topoalign_widget.mapper.progress import reported_as
from topoalign_widget.representations import Representation
from topoalign_widget.stored import Rows

# Subsets, of which each shares some inputs with the next; inputs that they are drawn from; the share of those that
# each has; inputs whose pairs are looked at.
SUBSETS, DRAWN, SHARE, ASKED = 4, 2000, 0.8, 400

# For who waits, to know how far it has come.
USUALLY_TRIED = 30

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Setting:
    """Parameters of Mapper, with the radius in units of the knee (`knee_eps`) so that it fits any subset.

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
        """Stability, fidelity and coverage at once: none of them makes up for another."""
        return max(self.stability, 0.0) * max(self.fidelity, 0.0) * self.coverage


@dataclass(frozen=True)
class _Subset:
    """Some inputs, and those of them that the next subset has too, by their places in both."""

    rows: Rows
    numbers: NDArray[np.int64]
    knee: float
    asked: NDArray[np.int64]
    asked_of_next: NDArray[np.int64]
    # For each pair of asked inputs, how many pairs are nearer.
    rank: NDArray[np.int64]


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
        covered = [_coverage(nodes, len(s.rows)) for nodes, s in zip(graphs, self._subsets, strict=True)]
        for i, own in enumerate(self._subsets):
            following = (i + 1) % len(self._subsets)
            here = _together(graphs[i], len(own.rows), own.asked)
            there = _together(graphs[following], len(self._subsets[following].rows), own.asked_of_next)
            stability.append(_phi(here, there))
            fidelity.append(_nearest_share(here, own.rank))
            share.append(here.mean() / covered[i] ** 2 if here.any() else 0.0)
        return Evidence(
            stability=float(np.mean(stability)),
            error=float(np.std(stability, ddof=1) / np.sqrt(len(stability))),
            fidelity=float(np.mean(fidelity)),
            coverage=float(np.mean(covered)),
            resolution=float(1 / np.mean(share)) if any(share) else float("inf"),
            nodes=float(np.mean([len(nodes) for nodes in graphs])),
        )

    def _nodes(self, setting: Setting, subset: _Subset, lens: Floats) -> list[NDArray[np.int64]]:
        boxes = pullbacks(lens, setting.cover, setting.n_intervals, setting.overlap)
        clusterer = (
            clone(self._clusterer)
            if setting.scale is None
            else DBSCAN(eps=setting.scale * subset.knee, min_samples=setting.min_samples)
        )
        return distinct(cluster_all(clusterer, subset.rows, boxes, Workers()))[1]


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
        found.append(
            _Subset(
                rows=rows[own],
                numbers=drawn[own],
                knee=knee_eps(rows[own]) if len(own) > 1 else 1.0,
                asked=np.searchsorted(own, asked),
                asked_of_next=np.searchsorted(following, asked),
                rank=_pair_ranks(rows[asked]),
            )
        )
    return found


def _pairs(n: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    return np.triu_indices(n, k=1)


def _pair_ranks(rows: Rows) -> NDArray[np.int64]:
    centred = rows.astype(np.float64) - rows.mean(axis=0, dtype=np.float64)
    squares = (centred**2).sum(axis=1)
    distances = squares[:, None] + squares - 2 * centred @ centred.T
    order = np.argsort(distances[_pairs(len(rows))], kind="stable")
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    return rank


def _together(nodes: list[NDArray[np.int64]], n_inputs: int, asked: NDArray[np.int64]) -> Mask:
    """Tell for each pair of the asked inputs whether some node holds both."""
    place = np.full(n_inputs, -1)
    place[asked] = np.arange(len(asked))
    held = np.zeros((len(nodes), len(asked)), dtype=np.float32)
    for row, node in zip(held, nodes, strict=True):
        own = place[node]
        row[own[own >= 0]] = 1
    return np.asarray((held.T @ held)[_pairs(len(asked))] > 0)


def _phi(a: Mask, b: Mask) -> float:
    """Correlate two properties of the same pairs; 0 where one of them holds for all or none."""
    p, q = a.mean() if a.size else 0.0, b.mean() if b.size else 0.0
    spread = np.sqrt(p * (1 - p) * q * (1 - q))
    return float(((a & b).mean() - p * q) / spread) if spread else 0.0


def _nearest_share(together: Mask, rank: NDArray[np.int64]) -> float:
    count = int(together.sum())
    if count in (0, len(together)):
        return 0.0
    chance = count / len(together)
    return float(((rank[together] < count).mean() - chance) / (1 - chance))


def _coverage(nodes: list[NDArray[np.int64]], n_inputs: int) -> float:
    return len(np.unique(np.concatenate(nodes))) / n_inputs if nodes else 0.0
