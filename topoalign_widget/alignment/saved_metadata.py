"""Metadata as arrays and JSON, and back: every column of the type that it was.

======== ========================================================================================================
kind     members and further keys
======== ========================================================================================================
array    array of booleans, numbers, instants or durations
instants array of datetime64 in UTC; ``zone``
text     JSON: list of strings, null where one is missing (the ``str`` of pandas 3)
category array of int, -1 where one is missing; ``categories`` is a column, ``ordered`` true or false
values   JSON: list of what :mod:`topoalign_widget.json_values` writes; ``dtype`` of pandas, such as "object"
======== ========================================================================================================
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from topoalign_widget.alignment.archive import AlignmentFileError, Archive
from topoalign_widget.damages import MISFITS
from topoalign_widget.json_values import from_json, to_json
from topoalign_widget.representations import MetadataError

# Kinds of numpy types whose values are their bytes.
_BYTES = "biufcmM"


class Saved(NamedTuple):
    """What is said of columns, and the members that have their values."""

    told: list[dict[str, Any]]
    values: dict[str, Any]
    arrays: dict[str, NDArray[Any]]


def saved_metadata(frame: pd.DataFrame) -> Saved:
    """Say metadata in arrays and JSON.

    Raises
    ------
    MetadataError
        If a column has values that cannot be saved.
    """
    saved = Saved([], {}, {})
    for i, name in enumerate(frame.columns):
        saved.told.append({"name": name, **_named(name, frame[name], f"metadata/{i}", saved)})
    return saved


def loaded_metadata(archive: Archive, told: list[Any], n_inputs: int) -> pd.DataFrame:
    """Get metadata back.

    Raises
    ------
    AlignmentFileError
        If they are not as they were written.
    """
    try:
        columns = {
            own["name"]: _loaded(archive, own, f"metadata/{i}", n_inputs) for i, own in enumerate(told)
        }
        archive.check(
            len(columns) == len(told) and all(isinstance(name, str) for name in columns),
            "columns have no names",
        )
    except AlignmentFileError:
        raise
    except (*MISFITS, ImportError) as error:
        raise archive.damaged(f"its metadata cannot be read ({error})") from None
    return pd.DataFrame(columns, index=pd.RangeIndex(n_inputs))


def _named(name: str, values: pd.Series[Any], member: str, saved: Saved) -> dict[str, Any]:
    try:
        return _column(values, member, saved)
    except (ValueError, TypeError) as error:
        raise MetadataError(
            f"Column {name!r} of the metadata cannot be saved ({error}). Turn it into numbers or strings, or "
            f"leave it out: alignment.with_metadata(alignment.metadata.drop(columns={name!r}))."
        ) from None


def _column(values: pd.Series[Any], member: str, saved: Saved) -> dict[str, Any]:
    dtype = values.dtype
    if isinstance(dtype, np.dtype) and dtype.kind in _BYTES and dtype.itemsize <= 16:
        saved.arrays[member] = values.to_numpy()
        return {"kind": "array"}
    if isinstance(dtype, pd.DatetimeTZDtype):
        zone = str(dtype.tz)
        pd.DatetimeTZDtype(dtype.unit, zone)  # raises if the zone cannot be found again by its name
        saved.arrays[member] = values.dt.tz_convert(None).to_numpy()
        return {"kind": "instants", "zone": zone}
    if isinstance(dtype, pd.CategoricalDtype):
        saved.arrays[member] = values.cat.codes.to_numpy()
        categories = _column(pd.Series(values.cat.categories), f"{member}/categories", saved)
        return {"kind": "category", "categories": categories, "ordered": bool(values.cat.ordered)}
    if str(dtype) == "str":
        saved.values[member] = [
            None if missing else v for v, missing in zip(values, values.isna(), strict=True)
        ]
        return {"kind": "text"}
    saved.values[member] = to_json(values.astype(object).tolist())
    return {"kind": "values", "dtype": str(dtype)}


def _loaded(archive: Archive, told: dict[str, Any], member: str, length: int | None) -> pd.Series[Any]:
    kind = told["kind"]
    if kind == "category":
        codes = archive.array(member, None, (length,))
        categories = _loaded(archive, told["categories"], f"{member}/categories", None)
        return pd.Series(pd.Categorical.from_codes(codes, pd.Index(categories), ordered=told["ordered"]))
    if kind == "array":
        return pd.Series(archive.array(member, None, (length,)))
    if kind == "instants":
        instants = pd.DatetimeIndex(archive.array(member, None, (length,)))
        return pd.Series(instants.tz_localize("UTC").tz_convert(told["zone"]))
    values = archive.value(member, list)
    archive.check(length in (None, len(values)), f"{member}.json has {len(values)} values")
    if kind == "text":
        return _texts(values)
    archive.check(kind == "values", f"it has a column of the kind {kind!r}")
    return pd.Series(from_json(values), dtype=object).astype(told["dtype"])


def _texts(values: list[Any]) -> pd.Series[Any]:
    held = [np.nan if value is None else value for value in values]
    try:
        return pd.Series(held, dtype=pd.StringDtype(na_value=np.nan))
    except TypeError:  # pandas before 2.3 has no such type
        return pd.Series(held, dtype=object)
