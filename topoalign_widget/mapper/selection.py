"""Automatic parameters: what reproduces, is true to the geometry and covers the inputs, at the finest resolution.

Settings are tried on subsets of the inputs (resampling.py). Lens, radius, overlap, cover and smallest cluster are
chosen one after another by the score (stability x fidelity x coverage x share of pairs told apart). It falls off on
both sides: large nodes are stable and say little, small ones are noise or near-doubles. Of the radii and of the
resolutions that keep most of the best score, the finest is taken for one representation; for several, the resolutions
at which the graphs are equally fine, so that a difference between graphs is not one of parameters.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import kmapper
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.cluster import DBSCAN

from topoalign_widget.keywords import checked_keywords
from topoalign_widget.mapper.clustering import as_clusterer
from topoalign_widget.mapper.cover import CoverError
from topoalign_widget.mapper.lens import Lens, apply_lens, lens_name
from topoalign_widget.mapper.progress import with_progress
from topoalign_widget.mapper.reasons import evidence_frame, reasons_for
from topoalign_widget.mapper.resampling import Evidence, Resamples, Setting
from topoalign_widget.representations import Representation, as_representation, as_representations

if TYPE_CHECKING:
    from matplotlib.figure import Figure

AUTO = "auto"

# The first of each is the convention of the TopoAlign authors' tools, and what stays where nothing tells.
LENSES = ("l2norm", "pca", "pca2")
# Dimensions of those that have more than one.
DIMENSIONS = {"pca2": 2}
COVERS = ("uniform", "balanced")
OVERLAPS = (0.5, 0.4, 0.3)
SCALES = (1.0, 1.25, 0.8, 1.6)
MIN_SAMPLES = (3, 5)
# Intervals by the lens' number of dimensions (the last for more), and those that lenses and radii are compared at.
INTERVALS = {1: (20, 5, 7, 10, 14, 28, 40, 56), 2: (14, 4, 5, 7, 10, 20, 28), 3: (7, 3, 4, 5, 10)}
MIDDLE = {1: (20, 10), 2: (14, 7), 3: (7, 4)}

# Share of the best score that a finer resolution must keep.
KEPT = 0.85
# Graphs whose resolutions have no larger ratio count as equally fine; intervals are tried in steps as large.
MATCHED = 4 / 3
# What several representations have in common is chosen on so many of them, spread over all.
WITNESSES = 3

AXES = ("lens", "cover", "n_intervals", "overlap", "clusterer")


@dataclass(frozen=True, eq=False)
class Suggestion:
    """Parameters for :class:`Mapper`, and why. Made by :func:`suggest`; ``Mapper(**suggestion.parameters)`` uses it.

    Attributes
    ----------
    lens, cover, n_intervals, overlap, clusterer
        As :class:`Mapper` takes them. The clusterer asks of all inputs for the density that was tried on subsets:
        its ``min_samples`` is larger than that of the evidence, and with many inputs its ``eps`` smaller.
    evidence : DataFrame
        A row for each setting that was tried: its parameters (``scale`` is eps in units of a
        radius that is read off the data), ``nodes``, ``resolution``, ``coverage``, ``fidelity``,
        ``stability`` with its standard error, ``score``, and whether it was ``chosen``. See
        :mod:`topoalign_widget.mapper.resampling` for what they mean.
    reasons : dict of str to str
        For each parameter, why it has that value.
    """

    lens: Lens
    cover: str | kmapper.Cover
    n_intervals: int | Sequence[int]
    overlap: float | Sequence[float]
    clusterer: Any
    evidence: pd.DataFrame
    reasons: dict[str, str] = field(repr=False)

    @property
    def parameters(self) -> dict[str, Any]:
        """What to pass to :class:`Mapper`."""
        return {axis: getattr(self, axis) for axis in AXES}

    def table(self) -> pd.DataFrame:
        """List each parameter with its value and the reason for it."""
        values = {axis: _told(value) for axis, value in self.parameters.items()}
        return pd.DataFrame({"value": values, "reason": self.reasons}).rename_axis("parameter")

    def plot(self) -> Figure:
        """Draw score, stability, fidelity and coverage for the values of each parameter that were tried.

        Returns
        -------
        matplotlib.figure.Figure
            For a value that was tried in several settings, the best of them is shown.

        Raises
        ------
        ImportError
            Without matplotlib.
        """
        from topoalign_widget.mapper.evidence_plot import draw

        return draw(self)

    def __repr__(self) -> str:
        lines = [f"{axis:<12} {_told(getattr(self, axis))}: {self.reasons[axis]}" for axis in AXES]
        return "Suggestion\n" + "\n".join(f"  {line}" for line in lines)

    def _repr_html_(self) -> str:
        with pd.option_context("display.max_colwidth", None):
            return str(self.table().to_html())


@checked_keywords
def suggest(
    X: Any,
    *,
    lens: Lens = AUTO,
    cover: str | kmapper.Cover = AUTO,
    n_intervals: int | Sequence[int] | str = AUTO,
    overlap: float | Sequence[float] | str = AUTO,
    clusterer: Any = AUTO,
) -> Suggestion | dict[str, Suggestion]:
    """Choose Mapper's parameters by what reproduces under resampling.

    Parameters
    ----------
    X : array-like of shape (n_inputs, n_features), or mapping of str to such arrays
        At most 2,000 of the inputs are used for trials, always the same ones. Of several representations of the
        same inputs, lens, cover, overlap and smallest cluster are chosen together, and the number of intervals
        so that their graphs are equally fine.
    lens, cover, n_intervals, overlap, clusterer
        As in :class:`Mapper`. What is not "auto" is kept, and the rest is chosen to go with it.

    Returns
    -------
    Suggestion, or dict of str to Suggestion

    Raises
    ------
    RepresentationError, LensError, CoverError, ClustererError
        If X or a given parameter cannot be used.

    Examples
    --------
    >>> import numpy as np
    >>> angle = np.linspace(0, 2 * np.pi, 400)
    >>> circle = np.column_stack([np.cos(angle), np.sin(angle)])
    >>> suggestion = suggest(circle, lens="pca")
    >>> suggestion.lens, suggestion.evidence["chosen"].sum()
    ('pca', 1)
    """
    given = {
        "lens": lens,
        "cover": cover,
        "n_intervals": n_intervals,
        "overlap": overlap,
        "clusterer": clusterer,
    }
    several = isinstance(X, Mapping)
    arrays = as_representations(X) if several else {"X": as_representation(X)}
    lenses = None if is_auto(lens) else {name: apply_lens(lens, x) for name, x in arrays.items()}
    found = suggest_together(arrays, given, lenses)
    return found if several else found["X"]


def is_auto(value: Any) -> bool:
    """Tell whether a parameter is to be chosen."""
    return isinstance(value, str) and value == AUTO


def to_choose(parameters: Mapping[str, Any]) -> list[str]:
    """List the parameters that are "auto"; a kmapper.Cover brings its own counts and overlap."""
    own_cover = isinstance(parameters["cover"], kmapper.Cover)
    needless = ("n_intervals", "overlap") if own_cover else ()
    return [axis for axis in AXES if is_auto(parameters[axis]) and axis not in needless]


def suggest_together(
    arrays: Mapping[str, Representation],
    given: Mapping[str, Any],
    lens_values: Mapping[str, NDArray[np.float64]] | None,
) -> dict[str, Suggestion]:
    """Choose parameters for several checked representations so that their graphs are equally fine.

    They get the same kind of lens and cover, the same overlap, smallest cluster and radius relative to the knee; the
    number of intervals is each representation's own. Where a lens is given, ``lens_values`` are its values, of shape
    (n_inputs, k), for each representation.
    """
    candidates = _Candidates.of(given, list(arrays.values()))
    resamples = {
        name: Resamples(
            x,
            dict.fromkeys(candidates.lenses)
            if lens_values is None
            else {candidates.lenses[0]: lens_values[name]},
            candidates.clusterer,
        )
        for name, x in arrays.items()
    }
    names = list(arrays)
    at = np.unique(np.linspace(0, len(names) - 1, min(WITNESSES, len(names))).round().astype(int))
    family = _family([resamples[names[i]] for i in at], candidates)
    parts = with_progress(resamples.items(), len(resamples), "trying parameters")
    options = {name: _options(r, family, candidates) for name, r in parts}
    chosen = _equally_fine(options)
    return {name: _suggestion(given, resamples[name], chosen[name], len(names) > 1) for name in arrays}


@dataclass(frozen=True)
class _Candidates:
    """Values to choose from, the conventional one first; a single one where it was given."""

    lenses: tuple[str, ...]
    covers: tuple[str | kmapper.Cover, ...]
    overlaps: tuple[Any, ...]
    scales: tuple[float | None, ...]
    min_samples: tuple[int | None, ...]
    n_intervals: Any
    clusterer: Any

    @classmethod
    def of(cls, given: Mapping[str, Any], arrays: list[Representation]) -> _Candidates:
        auto_clusterer = is_auto(given["clusterer"])
        # kmapper's cover has its own counts and overlap.
        own_cover = isinstance(given["cover"], kmapper.Cover)
        overlaps = (_hashable(given["overlap"]),)
        n_intervals = _hashable(given["n_intervals"])
        if own_cover:
            overlaps, n_intervals = (OVERLAPS[0],), INTERVALS[1][0]
        return cls(
            lenses=_lenses(given, arrays) if is_auto(given["lens"]) else (lens_name(given["lens"]),),
            covers=COVERS if is_auto(given["cover"]) else (given["cover"],),
            overlaps=OVERLAPS if is_auto(overlaps[0]) else overlaps,
            scales=SCALES if auto_clusterer else (None,),
            min_samples=MIN_SAMPLES if auto_clusterer else (None,),
            n_intervals=n_intervals,
            clusterer=None if auto_clusterer else as_clusterer(given["clusterer"]),
        )

    def intervals(self, dimensions: int, grid: Mapping[int, tuple[int, ...]]) -> tuple[Any, ...]:
        """List numbers of intervals to try for a lens."""
        return grid[min(dimensions, max(grid))] if is_auto(self.n_intervals) else (self.n_intervals,)


def _lenses(given: Mapping[str, Any], arrays: list[Representation]) -> tuple[str, ...]:
    """List the lenses that the inputs allow, and that have as many dimensions as there are values for."""
    # Two components take two features and two inputs.
    found = tuple(lens for lens in LENSES if all(min(x.shape) >= DIMENSIONS.get(lens, 1) for x in arrays))
    for name in ("n_intervals", "overlap"):
        if np.ndim(given[name]):
            wanted = len(given[name])
            found = tuple(lens for lens in found if DIMENSIONS.get(lens, 1) == wanted)
            if not found:
                raise CoverError(
                    f"{name} has {wanted} values, and none of the lenses to choose from has as many dimensions. "
                    "Give one value for all dimensions, or a lens."
                )
    return found


def _hashable(value: Any) -> Any:
    return tuple(value) if np.ndim(value) else value


def _family(resamples: list[Resamples], candidates: _Candidates) -> Setting:
    """Choose all but the resolution, by the mean score; of equals the first."""

    def score(setting: Setting) -> float:
        return float(np.mean([r.evidence(setting).score for r in resamples]))

    starts = [
        Setting(lens, candidates.covers[0], n, candidates.overlaps[0], scale, candidates.min_samples[0])
        for lens in candidates.lenses
        for n in candidates.intervals(resamples[0].dimensions(lens), MIDDLE)
        for scale in candidates.scales[:2]
    ]
    found = max(starts, key=score)
    # A smaller radius takes apart what a larger one leaves to the lens alone.
    radii = _varied(found, "scale", sorted(candidates.scales, key=lambda scale: scale or 0.0))
    least = KEPT * max(map(score, radii))
    found = next(setting for setting in radii if score(setting) >= least)
    for axis, values in (
        ("overlap", candidates.overlaps),
        ("cover", candidates.covers),
        ("min_samples", candidates.min_samples),
    ):
        found = max(_varied(found, axis, [getattr(found, axis), *values]), key=score)
    return found


def _varied(setting: Setting, axis: str, values: Iterable[Any]) -> list[Setting]:
    return [replace(setting, **{axis: value}) for value in dict.fromkeys(values)]


def _options(resamples: Resamples, family: Setting, candidates: _Candidates) -> dict[Setting, Evidence]:
    """Try all resolutions of a family; keep the settings of it that keep most of the best score."""
    for n in candidates.intervals(resamples.dimensions(family.lens), INTERVALS):
        resamples.evidence(replace(family, n_intervals=n))
    alike = {
        setting: evidence
        for setting, evidence in resamples.tried().items()
        if replace(setting, n_intervals=family.n_intervals) == family
    }
    top = max(evidence.score for evidence in alike.values())
    if top == 0:
        return {family: alike[family]}
    return {setting: evidence for setting, evidence in alike.items() if evidence.score >= KEPT * top}


def _equally_fine(options: Mapping[str, Mapping[Setting, Evidence]]) -> dict[str, Setting]:
    """Pick a setting of each so that resolutions are as equal as possible, and then as fine as possible."""

    def nearest(target: float) -> dict[str, Setting]:
        def off(own: Mapping[Setting, Evidence]) -> Callable[[Setting], float]:
            return lambda setting: abs(np.log(own[setting].resolution / target))

        return {name: min(own, key=off(own)) for name, own in options.items()}

    def spread(picked: Mapping[str, Setting]) -> float:
        resolutions = [options[name][setting].resolution for name, setting in picked.items()]
        return max(resolutions) / min(resolutions)

    targets = {e.resolution for own in options.values() for e in own.values() if np.isfinite(e.resolution)}
    if not targets:
        return {name: next(iter(own)) for name, own in options.items()}
    picks = {target: nearest(target) for target in targets}
    enough = max(MATCHED, min(map(spread, picks.values())))
    return picks[max(target for target, picked in picks.items() if spread(picked) <= enough)]


def _suggestion(given: Mapping[str, Any], resamples: Resamples, chosen: Setting, matched: bool) -> Suggestion:
    evidence, chose = evidence_frame(resamples, chosen), to_choose(given)
    found = {
        "lens": chosen.lens,
        "cover": chosen.cover,
        "n_intervals": chosen.n_intervals,
        "overlap": chosen.overlap,
        "clusterer": given["clusterer"],
    }
    if chosen.scale is not None and chosen.min_samples is not None:
        eps, min_samples = resamples.density(chosen.scale, chosen.min_samples)
        found["clusterer"] = DBSCAN(eps=eps, min_samples=min_samples)
    values = {axis: value if axis in chose else given[axis] for axis, value in found.items()}
    reasons = {**dict.fromkeys(AXES, "given"), **reasons_for(chose, chosen, evidence, KEPT, matched)}
    return Suggestion(**values, evidence=evidence, reasons=reasons)


def _told(value: Any) -> str:
    if isinstance(value, DBSCAN):
        return f"DBSCAN(eps={value.eps:.4g}, min_samples={value.min_samples})"
    return lens_name(value) if isinstance(value, np.ndarray) else str(value)
