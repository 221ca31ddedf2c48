"""Measures of how alike representations are, pair by pair: global, local and topological, each with its null."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from itertools import combinations
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from topoalign_widget.alignment.calibration import STATISTICS, Score, calibrate
from topoalign_widget.alignment.similarity import (
    NEIGHBOURS,
    Order,
    centred,
    distance_similarities,
    distances,
    global_similarities,
    local_similarities,
    mutual_knn,
    neighbours,
)
from topoalign_widget.mapper.progress import with_progress
from topoalign_widget.mapper.shared import ONE_BLAS_THREAD
from topoalign_widget.representations import Representation
from topoalign_widget.stored import Rows
from topoalign_widget.whole import whole_number

Pair = tuple[str, str]
Scores = dict[str, Score]

# What each measure reads, in the order of the table.
READS = {
    "CKA": "global",
    "Procrustes": "global",
    "RSA": "global",
    "mutual kNN": "local",
    "CKNNA": "local",
    "RTD-Lite": "topological",
    "matched share": "topological",
    "loop agreement": "topological",
}
# Divergences, and their least value.
BEST = {"RTD-Lite": 0.0}

# From more inputs, so many are drawn; how often the values are computed anew tells the error of that.
MOST_INPUTS, MOST_WITH_DISTANCES, DRAWS = 10_000, 1_000, 5
# Wider arrays are reduced to so many principal components for CKA and Procrustes.
MOST_FEATURES = 1_024
# Each holds a shuffled array.
MOST_THREADS = 8


class MeasureError(ValueError):
    """The measures cannot be computed as asked."""


class _Family(NamedTuple):
    """Measures that are computed together: what they need of one array, and of two."""

    names: tuple[str, ...]
    most_inputs: int
    read: Callable[[Rows], Any]
    compare: Callable[[Any, Any, Order | None], tuple[float, ...]]


def measure_table(
    representations: Mapping[str, Representation] | None,
    topological: Mapping[Pair, Mapping[str, Score]] | None = None,
    *,
    k: int = NEIGHBOURS,
    n_permutations: int = 99,
    alpha: float = 0.05,
    most_inputs: int = MOST_INPUTS,
    seed: int = 0,
) -> pd.DataFrame:
    """Compute all measures of all pairs.

    Parameters
    ----------
    representations : mapping of str to array, or None
        Checked ones of the same inputs. Without them, there are the topological scores only.
    topological : mapping of (a, b) to mapping of str to Score, optional
        Further scores, of graphs; each pair in either order.
    k : int, default 10
        Neighbours of mutual kNN and CKNNA.
    n_permutations : int >= 0, default 99
        How often inputs are shuffled for the null; the smallest p is 1 / (n_permutations + 1).
    alpha : float in (0, 1), default 0.05
    most_inputs : int, default 10,000
        From more inputs, so many are drawn. RSA and RTD-Lite draw from 1,000 on.
    seed : int, default 0

    Returns
    -------
    DataFrame
        A row for each pair, with the levels "a" and "b". Columns are (measure, statistic): value, error (standard
        error where inputs were drawn; NaN where exact), null (mean), calibrated and p_value. NaN where a measure is
        not defined.

    Raises
    ------
    MeasureError
        If there are fewer than two names, or a number is out of its range.
    """
    _check(k, n_permutations, alpha, most_inputs, seed)
    given = {} if topological is None else topological
    names = list(
        dict.fromkeys(name for pair in given for name in pair) if representations is None else representations
    )
    if len(names) < 2:
        raise MeasureError(f"Measures compare two representations or more; got {len(names)}.")
    scores: dict[Pair, Scores] = {pair: {} for pair in combinations(names, 2)}
    if representations is not None:
        for family in _families(k, most_inputs):
            _add(scores, representations, family, n_permutations, seed)
    for (a, b), own in given.items():
        scores[(a, b) if (a, b) in scores else (b, a)].update(own)
    return _as_table(scores, alpha)


def kept_neighbours(
    x: Representation, y: Representation, k: int = NEIGHBOURS, most_inputs: int = MOST_INPUTS, seed: int = 0
) -> NDArray[np.float64]:
    """Share of the k nearest inputs of each input that is the same in both representations, to colour nodes by.

    Returns
    -------
    array of float64, shape (n_inputs,)
        NaN for inputs that were not drawn, where there are more than ``most_inputs``; neighbours are then those among
        the drawn ones, as in the table.

    Raises
    ------
    MeasureError
        If ``k`` is no whole number from 1 up.
    """
    whole_number(k, "k", 1, MeasureError)
    shares = np.full(len(x), np.nan)
    own = next(_draws(len(x), most_inputs, seed))
    shares[own] = mutual_knn(_rows(x, own), _rows(y, own), k)
    return shares


def _families(k: int, most_inputs: int) -> list[_Family]:
    def read(x: Rows) -> Any:
        return centred(x, MOST_FEATURES), neighbours(x, k)

    def compare(a: Any, b: Any, order: Order | None) -> tuple[float, ...]:
        return *global_similarities(a[0], b[0], order), *local_similarities(a[1], b[1], order)

    few = min(MOST_WITH_DISTANCES, most_inputs)
    return [
        _Family(("CKA", "Procrustes", "mutual kNN", "CKNNA"), most_inputs, read, compare),
        _Family(("RSA", "RTD-Lite"), few, distances, distance_similarities),
    ]


def _add(
    scores: dict[Pair, Scores],
    representations: Mapping[str, Representation],
    family: _Family,
    n_permutations: int,
    seed: int,
) -> None:
    """Add the scores of a family of measures.

    The first draw gives value and null, of the same inputs. How much the values of all draws differ is the error of
    one: draws are independent, so that holds whatever the measure, how many inputs there are and how many are drawn.
    """
    n = len(next(iter(representations.values())))
    told = ", ".join(family.names)
    values: dict[Pair, list[tuple[float, ...]]] = {pair: [] for pair in scores}
    nulls: dict[Pair, list[tuple[float, ...]]] = {}
    for number, own in enumerate(_draws(n, family.most_inputs, seed)):
        named = with_progress(representations.items(), len(representations), f"{told}: reading")
        sides = {name: family.read(_rows(x, own)) for name, x in named}
        shuffles = 0 if number else n_permutations
        for pair, found in _compared(family, sides, list(scores), len(own), shuffles, seed):
            values[pair].append(found[0])
            nulls.setdefault(pair, found[1:])
        del sides
    for pair, found in values.items():
        drawn = np.array(found)
        errors = drawn.std(axis=0, ddof=1) if len(drawn) > 1 else np.full(len(family.names), np.nan)
        null = np.reshape(nulls[pair], (-1, len(family.names)))
        for i, name in enumerate(family.names):
            best, lower = BEST.get(name, 1.0), name in BEST
            scores[pair][name] = Score(float(drawn[0, i]), null[:, i], best, lower, float(errors[i]))


def _compared(
    family: _Family, sides: Mapping[str, Any], pairs: list[Pair], n: int, shuffles: int, seed: int
) -> Iterator[tuple[Pair, list[tuple[float, ...]]]]:
    """Compare each pair as it is, and then shuffled; many at a time."""

    def work(job: tuple[Pair, int]) -> tuple[float, ...]:
        (a, b), number = job
        order = np.random.default_rng([seed, number]).permutation(n) if number else None
        return family.compare(sides[a], sides[b], order)

    jobs = [(pair, number) for pair in pairs for number in range(shuffles + 1)]
    threads = min(MOST_THREADS, os.cpu_count() or 1)
    with ONE_BLAS_THREAD, ThreadPoolExecutor(threads) as pool:
        try:
            found = with_progress(pool.map(work, jobs), len(jobs), f"{', '.join(family.names)}: comparing")
            for pair in pairs:
                yield pair, [next(found) for _ in range(shuffles + 1)]
            # What is left is the end of the bar.
            next(found, None)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _draws(n: int, most: int, seed: int) -> Iterator[NDArray[np.int64]]:
    """Draw inputs independently a few times, or take all at once."""
    if n <= most:
        yield np.arange(n)
        return
    for number in range(DRAWS):
        rng = np.random.default_rng([seed, 0, number])
        yield np.sort(rng.choice(n, most, replace=False))


def _rows(x: Representation, own: NDArray[np.int64]) -> Rows:
    return np.asarray(x[:] if len(own) == len(x) else x[own])


def _as_table(scores: Mapping[Pair, Scores], alpha: float) -> pd.DataFrame:
    found = dict.fromkeys(name for own in scores.values() for name in own)
    measures = [*(name for name in READS if name in found), *(name for name in found if name not in READS)]
    missing = dict.fromkeys(STATISTICS, float("nan"))
    rows = []
    for own in scores.values():
        told = {name: calibrate(score, alpha) for name, score in own.items()}
        rows.append([told.get(name, missing)[statistic] for name in measures for statistic in STATISTICS])
    return pd.DataFrame(
        rows,
        index=pd.MultiIndex.from_tuples(scores, names=["a", "b"]),
        columns=pd.MultiIndex.from_product([measures, STATISTICS], names=["measure", "statistic"]),
    )


def _check(k: int, n_permutations: int, alpha: float, most_inputs: int, seed: int) -> None:
    for name, value, least in (
        ("k", k, 1),
        ("n_permutations", n_permutations, 0),
        ("most_inputs", most_inputs, 4),
        ("seed", seed, 0),
    ):
        whole_number(value, name, least, MeasureError)
    if not 0 < alpha < 1:
        raise MeasureError(f"alpha must be between 0 and 1; got {alpha!r}.")
