"""What nodes tell of a factor: the share of the information on the classes of inputs that is in their nodes.

An input is drawn, and one of its nodes. What knowing the node takes away of the entropy of the input's class, as a
share of it, is Theil's uncertainty coefficient. Fine graphs have a high one by chance alone, so it is adjusted for
chance, as Vinh, Epps, Bailey adjust mutual information.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from pandas.api import types
from scipy.sparse import csr_array
from scipy.special import entr

from topoalign_widget import columns as metadata_columns
from topoalign_widget.alignment.measures import MeasureError
from topoalign_widget.mapper.graph import MapperGraph
from topoalign_widget.mapper.progress import with_progress
from topoalign_widget.representations import MetadataError, as_metadata, column
from topoalign_widget.whole import whole_number

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Columns = str | Sequence[str] | Mapping[str, ArrayLike] | pd.DataFrame

# Shares that differ by less are equal, and were added up in another order.
DECIMALS = 12

# What quantities are called, by the kind of their dtype where they are times, and what else may be done with them.
_QUANTITIES = {
    "M": ("dates", ", or take years, values.dt.year"),
    "m": ("durations", ""),
    "": ("numbers", "; if these are codes, make words of them by values.astype(str)"),
}


class _Told(NamedTuple):
    """A share, the shares that shuffled classes give, and how many inputs both are of."""

    value: float
    null: Floats
    n_inputs: int


def information_table(
    graphs: Mapping[str, MapperGraph],
    metadata: object,
    columns: Columns | None = None,
    *,
    given: str | Sequence[str] | None = None,
    label: str | None = None,
    n_permutations: int = 99,
    seed: int = 0,
) -> pd.DataFrame:
    """Tell how much the nodes of each graph say of each column: 0 for chance, 1 where every node is of one class.

    Parameters
    ----------
    graphs : mapping of str to MapperGraph
        Of the same inputs.
    metadata : DataFrame, mapping or table of n_inputs rows, or None
    columns : str, sequence of str, mapping of str to array-like of shape (n_inputs,), or DataFrame, optional
        Names of columns of the metadata; or columns with their values, which stand in for those of the metadata of
        the same name, in ``given``, too. Default: all columns of the metadata that hold classes: truth values, words
        of at most 64 different values, whole numbers of at most 24, and ``label``.
    given : str or sequence of str, optional
        Columns whose classes are known already: what nodes tell beyond them. A column that is among them is asked
        for without.
    label : str, optional
        A column of classes: whole numbers in it are classes, however many there are.
    n_permutations : int >= 0, default 99
        How often classes are shuffled, within those of ``given``; the smallest p is 1 / (n_permutations + 1).
    seed : int, default 0
        Of the shuffles.

    Returns
    -------
    DataFrame
        A row for each column and graph, with the levels "column" and "graph":

        - ``given``: names of the columns that are known, joined by ", "; empty where none is.
        - ``n_inputs``: inputs that are in a node, and have a value in the column and in all that are given. Others
          count nowhere.
        - ``value``: share of the information, 0 to 1; NaN where inputs that are alike in ``given`` are of one class.
        - ``null``: mean of the value under shuffling.
        - ``adjusted``: (value - null) / (1 - null), at most 1; about 0, and as often below, where nodes tell nothing.
        - ``p_value``: (1 + shuffles that tell at least as much) / (1 + shuffles).

    Raises
    ------
    MetadataError
        If there is no such column, a column holds no classes or not a value for each input, or none is named.
    MeasureError
        If ``n_permutations`` or ``seed`` is no whole number from 0 up.

    Notes
    -----
    With V the class of an input that is drawn at random, N one of its k nodes, each with probability 1 / k, and G its
    classes in ``given``,

        value = I(V; N | G) / H(V | G) = 1 - H(V | N, G) / H(V | G)

    is the uncertainty coefficient, or proficiency (H. Theil, On the estimation of relationships involving qualitative
    variables, American Journal of Sociology 76, 1970). The adjustment is that of N. X. Vinh, J. Epps, J. Bailey,
    Information theoretic measures for clusterings comparison, Journal of Machine Learning Research 11, 2010. What is
    expected by chance has a closed form where each input is in one node; here nodes overlap, so it is the mean over
    shuffles.
    """
    whole_number(n_permutations, "n_permutations", 0, MeasureError)
    whole_number(seed, "seed", 0, MeasureError)
    n_inputs = next(iter(graphs.values())).n_inputs
    frame, names = _asked(columns, as_metadata(metadata, n_inputs), n_inputs, label)
    known = [] if given is None else _named(given)
    codes = {
        name: _codes(column(frame, name), name, name == label) for name in dict.fromkeys([*names, *known])
    }
    groups = _groups([codes[name] for name in known], n_inputs)
    rows, total = [], len(names) * len(graphs)
    for name, graph in with_progress(product(names, graphs.values()), total, "information"):
        own = np.zeros_like(groups) if name in known else groups
        told = _told_by(graph.membership, codes[name], own, n_permutations, seed)
        rows.append({"given": "" if name in known else ", ".join(known), **_statistics(told)})
    # Levels as they were given: sorted ones would come out of unstack() in alphabetical order.
    numbers = np.indices((len(names), len(graphs))).reshape(2, -1)
    index = pd.MultiIndex(levels=[names, list(graphs)], codes=list(numbers), names=["column", "graph"])
    return pd.DataFrame(rows, index=index)


def _statistics(told: _Told) -> dict[str, float]:
    rest = {"null": np.nan, "adjusted": np.nan, "p_value": np.nan}
    if len(told.null):
        chance = float(told.null.mean())
        # Nodes that tell everything of whatever it is tell nothing beyond chance.
        adjusted = (told.value - chance) / (1 - chance) if chance < 1 else 0.0
        p_value = (1 + int((told.null >= told.value).sum())) / (1 + len(told.null))
        rest = {"null": chance, "adjusted": adjusted, "p_value": p_value}
    return {"n_inputs": told.n_inputs, "value": told.value, **rest}


def _told_by(membership: csr_array, classes: Ints, groups: Ints, n_permutations: int, seed: int) -> _Told:
    """Find the share of the information on classes, within groups, that nodes tell, and those of shuffled classes."""
    held = membership.T.tocsr()
    own = np.flatnonzero((np.diff(held.indptr) > 0) & (classes >= 0) & (groups >= 0))
    own = own[np.argsort(groups[own], kind="stable")]
    held, classes, groups = held[own], classes[own], groups[own]
    n, n_classes = len(own), classes.max(initial=0) + 1
    together = np.unique(groups * n_classes + classes, return_counts=True)[1]
    alike = np.unique(groups, return_counts=True)[1]
    if len(together) == len(alike):  # of one class each: there is nothing to tell
        return _Told(np.nan, np.empty(0), n)
    of_all = _entropy(together / n) - _entropy(alike / n)
    cells = _cells(held, groups)
    of_cells = _entropy(cells.sum(axis=1) / n)

    def share(order: Ints) -> float:
        each = csr_array((np.ones(n), classes[order], np.arange(n + 1)), shape=(n, n_classes))
        left = _entropy((cells @ each).data / n) - of_cells
        return round(1 - left / of_all, DECIMALS)

    rng = np.random.default_rng(seed)
    null = [share(_shuffled_within(groups, rng)) for _ in range(n_permutations)]
    return _Told(share(np.arange(n)), np.array(null, dtype=np.float64), n)


def _cells(held: csr_array, groups: Ints) -> csr_array:
    """Weigh each input in each cell, the inputs of one group in one node: 1 by the number of its nodes."""
    times = np.diff(held.indptr)
    row = np.repeat(np.arange(len(times)), times)
    _, cell = np.unique(groups[row] * held.shape[1] + held.indices, return_inverse=True)
    return csr_array((1 / times[row], (cell, row)), shape=(cell.max() + 1, len(times)))


def _shuffled_within(groups: Ints, rng: np.random.Generator) -> Ints:
    """Draw an order of inputs that are sorted by group, which leaves each group where it is."""
    order = rng.permutation(len(groups))
    return order[np.argsort(groups[order], kind="stable")]


def _entropy(p: Floats) -> float:
    return float(entr(p).sum())


def _asked(
    columns: Columns | None, metadata: pd.DataFrame | None, n_inputs: int, label: str | None
) -> tuple[pd.DataFrame, list[str]]:
    """Put all columns that there are in one frame, and name those that are asked for."""
    if isinstance(columns, (Mapping, pd.DataFrame)):
        own = as_metadata(columns, n_inputs)
        names = list(map(str, columns))
        others = None if metadata is None else metadata[metadata.columns.difference(names)]
        return pd.concat([own, others], axis=1), names
    if metadata is None:
        raise MetadataError(
            "Nothing is known of the inputs. Give metadata: alignment.with_metadata(frame), or pass columns with "
            "their values: {'name': values}."
        )
    if columns is None:
        names = [name for name in map(str, metadata) if _holds_classes(metadata[name], name == label)]
    else:
        names = _named(columns)
    if not names:
        raise MetadataError(
            f"No column with classes was named or found; metadata have {', '.join(map(repr, metadata))}. "
            "Numbers are cut into classes by pd.qcut(values, 4), for example."
        )
    return metadata, names


def _named(columns: str | Sequence[str]) -> list[str]:
    names = [columns] if isinstance(columns, str) else columns
    if not isinstance(names, Iterable):
        raise MetadataError(f"Columns are given by a name or a list of names; got {columns!r}.")
    return list(dict.fromkeys(names))


def _holds_classes(values: pd.Series[Any], is_label: bool) -> bool:
    is_common = is_label or metadata_columns.is_common(values)
    return is_common and metadata_columns.is_categorical(values, is_label)


def _codes(values: pd.Series[Any], name: str, is_label: bool) -> Ints:
    """Give each input the number of its class; -1 where an input has none."""
    try:
        count = values.nunique()
    except TypeError:
        kind = type(values.dropna().iloc[0]).__name__
        raise MetadataError(
            f"Column {name!r} holds values of type {kind}, which are no classes. Classes are words, truth values or "
            "codes."
        ) from None
    if types.is_complex_dtype(values) or not metadata_columns.is_categorical(values, is_label):
        found, other = _QUANTITIES[values.dtype.kind if metadata_columns.is_time(values) else ""]
        raise MetadataError(
            f"Column {name!r} holds quantities ({count} different {found}), and nodes tell of classes. Cut it into "
            f"classes, for example by pd.qcut(values, 4), and ask for that column{other}."
        )
    return metadata_columns.categories_of(values)[0]


def _groups(codes: list[Ints], n_inputs: int) -> Ints:
    """Give each input the number of its combination of classes; -1 where one is missing."""
    stacked = np.column_stack([np.zeros(n_inputs, dtype=np.int64), *codes])
    known = (stacked >= 0).all(axis=1)
    groups = np.full(n_inputs, -1)
    groups[known] = np.unique(stacked[known], axis=0, return_inverse=True)[1].ravel()
    return groups
