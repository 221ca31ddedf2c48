"""What inputs have in common, by their metadata: names for regions, and a first answer to why they are regions.

The tests take inputs to be drawn one by one. Inputs of a region are near each other, and there may be many of them:
much is significant that tells little. So what is significant is put in order by how much it tells, not by p.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.special import rel_entr
from scipy.stats import false_discovery_control, hypergeom, norm, rankdata

from topoalign_widget import columns as metadata_columns
from topoalign_widget.alignment.region import Region
from topoalign_widget.mapper.graph import MapperGraph
from topoalign_widget.representations import column

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

SIGNIFICANT = 0.05
# Of many inputs 27 % may be significantly more than 25 %; a name takes odds so many times as high.
LEAST_ODDS = 2.0
# A label names two values at most, and only what so many of the inputs have: the first and the second.
MOST_NAMED, LEAST_FIRST, LEAST_SECOND = 2, 0.1, 0.2
# Another column names a region better than the column of classes only if it fits by more than that.
CLOSE = 0.8

CATEGORIES, NUMBERS = "hypergeometric", "Mann-Whitney"
COLUMNS = ("column", "value", "count", "share", "expected", "lift", "p_value", "test")


class _Column(NamedTuple):
    """A column to test: ranks of its numbers, or codes of its categories; NaN where a value is missing."""

    name: str
    values: Floats
    categories: Sequence[object] | None


class _Tested(NamedTuple):
    """Values of one column: how many of the inputs have each, and how many of those that they are among.

    The last two count the inputs with any value in this column, of both.
    """

    values: Sequence[object]
    held: Ints
    occurs: Ints
    p_values: Floats
    known: int
    all_known: int


def enrichment(
    inputs: ArrayLike,
    metadata: pd.DataFrame,
    among: ArrayLike | None = None,
    columns: Sequence[str] | None = None,
    label: str | None = None,
) -> pd.DataFrame:
    """List which values of the metadata the inputs have more often than those that they are among.

    Categories are tested by Fisher's exact test (hypergeometric, one-sided), numbers by their ranks (Mann-Whitney,
    two-sided). A missing value is no value. Columns that name inputs are passed over: texts of more than 64 values,
    lists, arrays.

    Parameters
    ----------
    inputs : array-like of int
        Input numbers; doubles count once.
    metadata : DataFrame of n_inputs rows
    among : array-like of int, optional
        Inputs to compare with; ``inputs`` are always among them. Default: all.
    columns : sequence of str, optional
        The columns to test. Default: all.
    label : str, optional
        A column of classes: categorical whatever it holds.

    Returns
    -------
    DataFrame
        A row for each value that the inputs have more often:

        column, value : of numbers, the value is "high" or "low"; of dates these are late and early
        count : of the inputs have it; "high" and "low" are ranks above and below the middle of those among
        share : of all inputs
        expected : share, if those of the inputs whose value is known had it as often as those among
        lift : share / expected, more than 1
        p_value : false discovery rate (Benjamini, Hochberg 1995) over all that was tested, listed or not
        test : "hypergeometric" or "Mann-Whitney"

        First what is significant (p <= .05), by its mutual information with being one of the inputs: a value that
        all of them have and few others tells most, a rare one and one that all have everywhere tell little. Then the
        rest by p.

    Raises
    ------
    MetadataError
        If there is no such input or column.
    """
    rows = metadata_columns.rows_of(inputs, len(metadata))
    every = None if among is None else np.union1d(rows, metadata_columns.rows_of(among, len(metadata)))
    return _enriched(rows, every, _to_test(metadata, columns, label))


def label_of(table: pd.DataFrame, label: str | None = None) -> str | None:
    """Make a short name out of what :func:`enrichment` found.

    Parameters
    ----------
    table : DataFrame
    label : str, optional
        The column of classes: it names the region where it fits nearly as well as what tells most.

    Returns
    -------
    str or None
        The value that tells most, if need be with a second one of its column, and their shares: "sport 92 %", "sport
        60 %, news 35 %"; and how many more values a tenth of the inputs have, more often than all inputs: "sport
        20 %, 4 more"; with the column's name where values are no words, "digit=3 98 %"; of numbers the direction,
        "length high". None where nothing that a tenth of the inputs have is significant with at least twice the odds
        that are expected.
    """
    significant = table[table["p_value"] <= SIGNIFICANT]
    share, expected = significant["share"], significant["expected"]
    is_likely = share * (1 - expected) >= LEAST_ODDS * expected * (1 - share)
    fit = significant[is_likely & (share >= LEAST_FIRST)]
    if fit.empty:
        return None
    classes = fit[fit["column"] == label]
    if len(classes) and _is_close(classes.iloc[0], fit.iloc[0]):
        fit = classes
    name, value = fit["column"].iloc[0], fit["value"].iloc[0]
    if fit["test"].iloc[0] == NUMBERS:
        return f"{name} {value}"
    others = significant[(significant["column"] == name) & (significant["value"] != value)]
    others = others[others["share"] >= LEAST_FIRST]
    also = others[others["share"] >= LEAST_SECOND].iloc[: MOST_NAMED - 1]
    named = pd.concat([fit.iloc[:1], also]).sort_values("share", ascending=False, kind="stable")
    parts = [
        f"{_name(name, value)} {share * 100:.0f} %"
        for value, share in zip(named["value"], named["share"], strict=True)
    ]
    more = len(others) - len(also)
    return ", ".join([*parts, f"{more} more"] if more else parts)


def labelled(regions: Sequence[Region], metadata: pd.DataFrame, label: str | None = None) -> list[Region]:
    """Give each region its label: what its inputs have more often than all inputs.

    Parameters
    ----------
    regions : sequence of Region
    metadata : DataFrame of n_inputs rows
    label : str, optional
        A column of classes: categorical whatever it holds.
    """
    tested = _to_test(metadata, None, label)
    return [
        replace(region, label=label_of(_enriched(region.inputs, None, tested), label)) for region in regions
    ]


def explain(
    region: Region, graphs: Mapping[str, MapperGraph], metadata: pd.DataFrame, label: str | None = None
) -> pd.DataFrame:
    """Tell what the inputs of a region share, and what separates from them those that only one side holds.

    Parameters
    ----------
    region : Region
    graphs : mapping of str to MapperGraph
    metadata : DataFrame of n_inputs rows
    label : str, optional
        A column of classes: categorical whatever it holds.

    Returns
    -------
    DataFrame
        As of :func:`enrichment`, with ``part`` and ``n_inputs``, the number of its inputs, in front. "common": what
        both sides hold, among all inputs; "only in <graph>": what only this side holds, among all that it holds. A
        part that has nothing more often has no row. p values are adjusted within a part.
    """
    tested = _to_test(metadata, None, label)
    sides = {name: graphs[name].inputs_of(nodes) for name, nodes in region.nodes.items()}
    parts: dict[str, tuple[Ints, Ints | None]] = {"common": (region.inputs, None)}
    for name, held in sides.items():
        parts[f"only in {name}"] = (np.setdiff1d(held, region.inputs), held)
    tables = []
    for part, (inputs, among) in parts.items():
        table = _enriched(inputs, among, tested)
        table.insert(0, "part", part)
        table.insert(1, "n_inputs", len(inputs))
        tables.append(table)
    return pd.concat(tables, ignore_index=True)


def _is_close(row: pd.Series[Any], best: pd.Series[Any]) -> bool:
    """Whether a value is nearly as frequent among the inputs as another, and hardly more so elsewhere."""
    return bool(row["share"] >= CLOSE * best["share"] and CLOSE * row["expected"] <= best["expected"])


def _name(column: str, value: object) -> str:
    word = metadata_columns.category_name(value)
    return word if isinstance(value, str) else f"{column}={word}"


def _to_test(metadata: pd.DataFrame, names: Sequence[str] | None, label: str | None) -> list[_Column]:
    if label is not None:
        column(metadata, label)
    every = {name: column(metadata, name) for name in (map(str, metadata) if names is None else names)}
    return [
        _column(name, values, name == label)
        for name, values in every.items()
        if name == label or metadata_columns.is_common(values)
    ]


def _column(name: str, values: pd.Series[Any], is_label: bool) -> _Column:
    if not metadata_columns.is_categorical(values, is_label):
        return _Column(name, rankdata(metadata_columns.numbers_of(values), nan_policy="omit"), None)
    codes, categories = metadata_columns.categories_of(values)
    return _Column(name, np.where(codes < 0, np.nan, codes), list(categories))


def _enriched(inputs: Ints, among: Ints | None, tested: list[_Column]) -> pd.DataFrame:
    found = [(column, _compared(column, inputs, among)) for column in tested]
    parts = [_rows(column, own, len(inputs)) for column, own in found if own is not None]
    if not parts:
        return pd.DataFrame(columns=list(COLUMNS))
    table = pd.concat(parts, ignore_index=True)
    table["p_value"] = false_discovery_control(table["p_value"])
    table = table[table["lift"] > 1]
    significant = table["p_value"] <= SIGNIFICANT
    order = np.lexsort((-table["information"], np.where(significant, 0, table["p_value"])))
    return table.iloc[order][list(COLUMNS)].reset_index(drop=True)


def _rows(column: _Column, own: _Tested, n_inputs: int) -> pd.DataFrame:
    share = own.held / n_inputs
    expected = own.known / n_inputs * own.occurs / own.all_known
    return pd.DataFrame(
        {
            "column": column.name,
            "value": pd.Series(list(own.values), dtype=object),
            "count": own.held,
            "share": share,
            "expected": expected,
            "lift": share / expected,
            "p_value": own.p_values,
            "test": NUMBERS if column.categories is None else CATEGORIES,
            "information": _information(own),
        }
    )


def _compared(column: _Column, inputs: Ints, among: Ints | None) -> _Tested | None:
    """Compare the values of the inputs with those of all; None where there is nothing to compare."""
    inside = np.zeros(len(column.values), dtype=np.bool_)
    inside[inputs] = True
    known = ~np.isnan(column.values)
    if among is not None:
        known[np.setdiff1d(np.arange(len(known)), among, assume_unique=True)] = False
    values, inside = column.values[known], inside[known]
    if not inside.any() or inside.all() or values.min() == values.max():
        return None
    if column.categories is None:
        return _of_numbers(values if among is None else rankdata(values), inside)
    return _of_categories(values.astype(np.int64), column.categories, inside)


def _of_categories(codes: Ints, categories: Sequence[object], inside: NDArray[np.bool_]) -> _Tested:
    occurs = np.bincount(codes, minlength=len(categories))
    held = np.bincount(codes[inside], minlength=len(categories))
    # Values that none of the inputs has are tested too: which these are is known only from the inputs.
    own = np.flatnonzero(occurs)
    known, all_known = int(inside.sum()), len(codes)
    p_values = hypergeom.sf(held[own] - 1, all_known, occurs[own], known)
    return _Tested([categories[i] for i in own.tolist()], held[own], occurs[own], p_values, known, all_known)


def _of_numbers(ranks: Floats, inside: NDArray[np.bool_]) -> _Tested:
    # By ranks both halves hold something, however many numbers are tied at the median.
    above = ranks - (len(ranks) + 1) / 2
    shift, known, all_known = above[inside].sum(), int(inside.sum()), len(ranks)
    direction, half = ("high", above > 0) if shift > 0 else ("low", above < 0)
    # The variance of ranks drawn without replacement, which takes care of ties; and half a step to a continuous law.
    variance = known * (all_known - known) * np.square(above).sum() / (all_known * (all_known - 1))
    p_value = min(1.0, 2 * norm.sf((abs(shift) - 0.5) / np.sqrt(variance)))
    counts = np.array([(half & inside).sum()]), np.array([half.sum()])
    return _Tested([direction], *counts, np.array([p_value]), known, all_known)


def _information(own: _Tested) -> Floats:
    """Mutual information of having a value and being one of the inputs, in nats, times the inputs with any value."""
    held, occurs, known, all_known = own.held, own.occurs, own.known, own.all_known
    counts = [held, known - held, occurs - held, all_known - known - occurs + held]
    has, has_not = occurs / all_known, 1 - occurs / all_known
    others = all_known - known
    chance = [known * has, known * has_not, others * has, others * has_not]
    return np.asarray(sum(rel_entr(n, e) for n, e in zip(counts, chance, strict=True)))
