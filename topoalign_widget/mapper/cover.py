"""Covers of the lens by overlapping boxes, and their pullbacks to the inputs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import deepcopy
from typing import Any

import kmapper
import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from topoalign_widget.whole import whole_number

Pullback = tuple[int, NDArray[np.int64]]

KINDS = ("uniform", "balanced")
# Far above rounding, far below the distance of two ranks: no input falls between two intervals.
_RANK_SLACK = 1e-6
# In one dimension. More would be slips of the keyboard, and take all memory.
MOST_INTERVALS = 100_000


class CoverError(ValueError):
    """The cover cannot be laid."""


def pullbacks(
    lens: NDArray[np.float64],
    cover: str | kmapper.Cover = "uniform",
    n_intervals: int | Sequence[int] = 20,
    overlap: float | Sequence[float] = 0.5,
) -> list[Pullback]:
    """Lay a cover over the lens and list the inputs that fall into each of its boxes.

    Parameters
    ----------
    lens : array of float64, shape (n_inputs, k)
    cover : {"uniform", "balanced"} or kmapper.Cover
        "uniform": boxes of equal size between the smallest and the largest value in each dimension, those of
        ``kmapper.Cover`` to the last bit: rounding, too, may put the smallest or the largest value outside
        where overlap is 0. "balanced": the same over the ranks of the values, so that every interval holds as
        many inputs, and every input is in a box. A ``kmapper.Cover`` is asked for its own boxes.
    n_intervals : int or one int for each dimension
    overlap : float in [0, 1) or one for each dimension
        Share of an interval that it has in common with the next one (Carriere, Michel, Oudot, arXiv
        1706.00204, section 2).

    Returns
    -------
    list of (index, inputs)
        Boxes that hold inputs, in order; index counts them, inputs (int64) are sorted.

    Raises
    ------
    CoverError
        If an argument is out of its range or does not fit the lens.
    """
    if isinstance(cover, kmapper.Cover):
        return _of_kmapper(lens, cover)
    if not isinstance(cover, str) or cover not in KINDS:
        raise CoverError(f"cover must be 'uniform', 'balanced' or a kmapper.Cover; got {cover!r}.")
    k = lens.shape[1]
    counts = [_checked_count(n) for n in _per_dimension(n_intervals, k, "n_intervals")]
    overlaps = [_checked_overlap(p) for p in _per_dimension(overlap, k, "overlap")]
    balanced = cover == "balanced"
    values = rankdata(lens, method="average", axis=0) if balanced else lens
    slack = _RANK_SLACK if balanced else 0.0
    boxes = [np.arange(len(lens))]
    # Dimension by dimension; empty boxes are never visited again.
    for own, n, p in zip(values.T, counts, overlaps, strict=True):
        low, high = _intervals(own, n, p, slack)
        boxes = [finer for box in boxes for finer in _divided(box, own, low, high)]
    return list(enumerate(boxes))


def _intervals(
    values: NDArray[np.float64], n: int, overlap: float, slack: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Find the ends of the intervals of one dimension, with kmapper's own arithmetic where slack is 0."""
    low, high = values.min(), values.max()
    span = high - low
    inset = (span - ((n - 1) / n) * span) / 2
    radius = span / (2 * n * (1 - overlap)) + slack
    centres = np.linspace(low + inset, high - inset, num=n)
    return centres - radius, centres + radius


def _divided(
    box: NDArray[np.int64],
    values: NDArray[np.float64],
    low: NDArray[np.float64],
    high: NDArray[np.float64],
) -> Iterator[NDArray[np.int64]]:
    """List the inputs of a box that are in each interval, where there are some."""
    order = box[np.argsort(values[box], kind="stable")]
    ascending = values[order]
    starts = np.searchsorted(ascending, low, side="left")
    ends = np.searchsorted(ascending, high, side="right")
    for i in np.flatnonzero(ends > starts):
        yield np.sort(order[starts[i] : ends[i]])


def _of_kmapper(lens: NDArray[np.float64], cover: kmapper.Cover) -> list[Pullback]:
    numbered = np.column_stack([np.arange(len(lens)), lens])
    cover = deepcopy(cover)  # fitting writes into it, even into its limits
    try:
        centres = cover.fit(numbered)
        cubes = cover.transform(numbered, centres)
    except (AssertionError, IndexError, TypeError, ValueError) as error:
        raise CoverError(f"{cover!r} cannot cover a lens of {lens.shape[1]} dimension(s): {error}") from error
    return [(index, np.sort(cube[:, 0].astype(np.int64))) for index, cube in enumerate(cubes)]


def _per_dimension(value: Any, k: int, name: str) -> list[Any]:
    if np.ndim(value) == 0:
        return [value] * k
    if len(value) != k:
        raise CoverError(
            f"{name} has {len(value)} values, but the lens has {k} dimension(s). Give one for each."
        )
    return list(value)


def _checked_count(n: Any) -> int:
    count = whole_number(n, "n_intervals", 1, CoverError)
    if count > MOST_INTERVALS:
        raise CoverError(f"n_intervals must be at most {MOST_INTERVALS:,}; got {count:,}. Take 5 to 100.")
    return count


def _checked_overlap(overlap: Any) -> float:
    try:
        value = float(overlap)
    except (TypeError, ValueError):
        value = float("nan")
    if not 0 <= value < 1:
        raise CoverError(f"overlap must be at least 0 and less than 1; got {overlap!r}.")
    return value
