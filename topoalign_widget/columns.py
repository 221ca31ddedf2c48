"""What a column of the metadata says of the inputs: what kind each is of, or how much of something it has."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from pandas.api import types

from topoalign_widget.representations import MetadataError

# Whole numbers with few values are codes (a class, a year); with many they are quantities.
_MOST_CODES = 24
# A text column with more values than this names its inputs rather than grouping them.
MOST_CATEGORIES = 64


def is_common(values: pd.Series[Any]) -> bool:
    """Tell whether inputs can have a value of this column in common: quantities, or not too many categories."""
    if types.is_complex_dtype(values):
        return False
    if types.is_numeric_dtype(values) or types.is_bool_dtype(values) or is_time(values):
        return True
    try:
        return bool(values.nunique() <= MOST_CATEGORIES)
    except TypeError:  # lists, arrays: things that have no equality to group by
        return False


def is_instants(values: pd.Series[Any]) -> bool:
    """Tell whether values are instants: dates and times, of a zone or of none."""
    return values.dtype.kind == "M"


def is_time(values: pd.Series[Any]) -> bool:
    """Tell whether values are instants or durations, which are quantities as numbers are."""
    return values.dtype.kind in "mM"


def is_categorical(values: pd.Series[Any], is_label: bool) -> bool:
    """Tell whether values are categories rather than quantities; whole numbers of a label always are."""
    if is_time(values):
        return False
    if types.is_bool_dtype(values) or not types.is_numeric_dtype(values):
        return True
    # A column of whole numbers becomes floats as soon as one is missing: judge by value, not by dtype.
    present = values.dropna().to_numpy(dtype=float)
    whole = bool((present == np.round(present)).all())
    return whole and (is_label or len(np.unique(present)) <= _MOST_CODES)


def categories_of(values: pd.Series[Any]) -> tuple[NDArray[np.int64], pd.Index[Any]]:
    """Give each input the number of its category, in their order; -1 where it has none."""
    if isinstance(values.dtype, pd.CategoricalDtype):
        return values.cat.codes.to_numpy().astype(np.int64), values.cat.categories
    if types.is_object_dtype(values):  # values of several types have no order of their own
        values = values.map(str, na_action="ignore")
    codes, categories = pd.factorize(values, sort=True)
    return codes.astype(np.int64), pd.Index(categories)


def category_name(category: object) -> str:
    """Write a category; codes that became floats, for want of a missing value, as whole numbers."""
    whole = isinstance(category, float) and category.is_integer()
    return str(int(category) if whole else category)  # type: ignore[call-overload]


def numbers_of(values: pd.Series[Any]) -> NDArray[np.float64]:
    """Read a column of quantities; NaN where one is missing or not finite.

    Durations are in seconds, instants in seconds since 1970 (UTC).
    """
    if is_time(values):
        return _seconds(values)
    numbers = values.to_numpy(dtype=np.float64, na_value=np.nan)
    return np.where(np.isfinite(numbers), numbers, np.nan)


def _seconds(values: pd.Series[Any]) -> NDArray[np.float64]:
    second = np.timedelta64(1, "s")
    if not is_instants(values):
        return np.asarray(pd.TimedeltaIndex(values).to_numpy() / second)
    instants = pd.DatetimeIndex(values)
    own: NDArray[Any] = (instants if instants.tz is None else instants.tz_convert(None)).to_numpy()
    # From 1970 in their own unit: years that nanoseconds cannot count stay what they are.
    return np.asarray((own - np.zeros((), dtype=own.dtype)) / second)


def rows_of(inputs: ArrayLike, n_inputs: int) -> NDArray[np.int64]:
    """Sort input numbers and leave doubles out.

    Raises
    ------
    MetadataError
        If they are not whole numbers, or there is no row for one.
    """
    rows = np.unique(np.asarray(inputs))
    if not rows.size:
        return np.empty(0, dtype=np.int64)
    if not np.issubdtype(rows.dtype, np.integer):
        raise MetadataError(f"Inputs are given by number; got values of dtype {rows.dtype}.")
    if rows[0] < 0 or rows[-1] >= n_inputs:
        outside = rows[0] if rows[0] < 0 else rows[-1]
        raise MetadataError(f"metadata have rows for the inputs 0 to {n_inputs - 1}; got {outside}.")
    return rows.astype(np.int64)
