"""Values of Python, numpy and pandas as JSON and back, each of the type that it was.

None, booleans, whole numbers, finite numbers, strings and lists are themselves. Everything else is an object with
one key, which says what it is:

========== =========================================================
float      "nan", "inf" or "-inf"
scalar     [numpy data type, value], such as ["<f4", 0.5]
array      [numpy data type, shape, values in one list]
tuple      list of values
dict       list of [key, value]
missing    "NA" or "NaT"
date       ISO 8601
datetime   [ISO 8601, fold]
timestamp  [whole number, unit since 1970, name of the time zone or null]
timedelta  [whole number, unit]
interval   [left, right, "left" | "right" | "both" | "neither"]
========== =========================================================
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd

_PLAIN = (type(None), bool, int, str)
# Data types of numpy whose values JSON holds exactly.
_EXACT = "biufU"


class UnknownValueError(ValueError):
    """A value is of a type that cannot be written, or what was read is none that was written."""


def to_json(value: Any) -> Any:
    """Say a value in what ``json.dumps`` takes.

    Raises
    ------
    UnknownValueError
        If it is, or contains, a value of another type than those listed above.
    """
    kind = type(value)
    if kind in _PLAIN:
        return value
    if kind is float:
        return value if math.isfinite(value) else {"float": repr(value)}
    if kind is list:
        return [to_json(each) for each in value]
    if value is pd.NA or value is pd.NaT:
        return {"missing": repr(value).strip("<>")}
    if kind not in _WRITERS:
        if isinstance(value, np.generic) and value.dtype.kind in _EXACT and value.dtype.itemsize <= 8:
            return {"scalar": [value.dtype.str, to_json(value.item())]}
        raise UnknownValueError(f"it has {str(value)[:80]!r} of type {kind.__name__}")
    return _WRITERS[kind](value)


def told_json(values: Mapping[str, Any]) -> dict[str, Any]:
    """Say a mapping by names in JSON; a value of another type than those listed above, as its ``repr``."""
    return {str(name): _told(value) for name, value in values.items()}


def _told(value: Any) -> Any:
    try:
        return to_json(value)
    except UnknownValueError:
        return repr(value)


def from_json(told: Any) -> Any:
    """Get the value back that was written.

    Raises
    ------
    UnknownValueError
        If it is none of those listed above.
    """
    if isinstance(told, list):
        return [from_json(each) for each in told]
    if not isinstance(told, dict):
        return told
    try:
        [(kind, inside)] = told.items()
        return _READERS[kind](inside)
    except (KeyError, TypeError, ValueError, OverflowError):
        raise UnknownValueError(f"{str(told)[:80]!r} is no value") from None


def _write_array(value: Any) -> dict[str, Any]:
    if value.dtype.kind not in _EXACT or (value.dtype.itemsize > 8 and value.dtype.kind != "U"):
        raise UnknownValueError(f"it has an array of dtype {value.dtype}")
    return {"array": [value.dtype.str, list(value.shape), to_json(value.ravel().tolist())]}


def _write_timestamp(value: Any) -> dict[str, Any]:
    instant = value if value.tz is None else value.tz_convert(None)
    zone = None if value.tz is None else str(value.tz)
    if (
        zone is not None and pd.DatetimeTZDtype(value.unit, zone).tz is None
    ):  # raises for what is no zone's name
        raise UnknownValueError(f"it has the time zone {zone!r}")
    return {"timestamp": [int(instant.asm8.astype(np.int64)), value.unit, zone]}


_WRITERS: dict[type, Callable[[Any], dict[str, Any]]] = {
    np.ndarray: _write_array,
    tuple: lambda value: {"tuple": to_json(list(value))},
    dict: lambda value: {"dict": [[to_json(key), to_json(each)] for key, each in value.items()]},
    datetime.date: lambda value: {"date": value.isoformat()},
    datetime.datetime: lambda value: {"datetime": [value.isoformat(), value.fold]},
    pd.Timestamp: _write_timestamp,
    pd.Timedelta: lambda value: {"timedelta": [int(value.asm8.astype(np.int64)), value.unit]},
    pd.Interval: lambda value: {"interval": [to_json(value.left), to_json(value.right), value.closed]},
}


def _numpy_type(name: Any) -> np.dtype[Any]:
    dtype = np.dtype(str(name))
    if dtype.kind not in _EXACT:
        raise ValueError(name)
    return dtype


def _read_array(told: Any) -> Any:
    name, shape, values = told
    return np.array(from_json(values), dtype=_numpy_type(name)).reshape(shape)


def _read_timestamp(told: Any) -> pd.Timestamp:
    count, unit, zone = told
    instant = pd.Timestamp(np.datetime64(count, unit))
    return instant if zone is None else instant.tz_localize("UTC").tz_convert(zone)


def _read_interval(told: Any) -> Any:
    left, right, closed = told
    return pd.Interval(from_json(left), from_json(right), closed)


_READERS: dict[str, Callable[[Any], Any]] = {
    "float": {"nan": math.nan, "inf": math.inf, "-inf": -math.inf}.__getitem__,
    "scalar": lambda told: _numpy_type(told[0]).type(from_json(told[1])),
    "array": _read_array,
    "tuple": lambda told: tuple(from_json(told)),
    "dict": lambda told: {from_json(key): from_json(each) for key, each in told},
    "missing": {"NA": pd.NA, "NaT": pd.NaT}.__getitem__,
    "date": datetime.date.fromisoformat,
    "datetime": lambda told: datetime.datetime.fromisoformat(told[0]).replace(fold=told[1]),
    "timestamp": _read_timestamp,
    "timedelta": lambda told: pd.Timedelta(np.timedelta64(told[0], told[1])),
    "interval": _read_interval,
}
