"""What comes in, checked once: representations of the same inputs, and what is known of the inputs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from topoalign_widget.keywords import closest
from topoalign_widget.stored import Rows, StoredArray, is_stored, over_blocks, row_blocks

Representation = Rows | StoredArray


class RepresentationError(ValueError):
    """An array is not a representation, or the representations are not of the same inputs."""


class MetadataError(ValueError):
    """The metadata do not fit the inputs, or lack a column."""


def as_representations(data: object) -> dict[str, Representation]:
    """Check representations of the same inputs and give each its name.

    Parameters
    ----------
    data : mapping, sequence of arrays or of (name, array) pairs, or array of shape (n_layers, n_inputs, n_features)
        Arrays of shape (n_inputs, n_features) as numpy arrays, memory maps, data frames, tensors, or zarr or dask
        arrays. Without names they are called "model 1", ... or, in a 3-D array, "layer 0", ....

    Returns
    -------
    dict of str to array of float32 or float64
        Memory maps stay memory maps, and what is stored elsewhere stays there (`StoredArray`); half precision
        becomes float32, whole numbers float64.

    Raises
    ------
    RepresentationError
        If a name is missing or given twice, an array is not made of finite numbers in two dimensions, has
        fewer than two rows, only equal rows or numbers too large to compare, or the numbers of rows differ.
    """
    given = named(data)
    if not given:
        raise RepresentationError(
            "No representation was given. Pass at least one, such as {'model': X} with X of shape "
            "(n_inputs, n_features)."
        )
    arrays = {name: as_representation(x, f"representation {name!r}") for name, x in given.items()}
    counts = {name: len(x) for name, x in arrays.items()}
    if len(set(counts.values())) > 1:
        told = ", ".join(f"{name!r} has {count}" for name, count in counts.items())
        raise RepresentationError(
            f"Representations must be of the same inputs, row for row, but {told}. "
            "Keep the rows that all have in common, in the same order."
        )
    return arrays


def as_representation(x: Any, called: str = "X") -> Representation:
    """Check one representation; see :func:`as_representations`."""
    array = _as_stored(x, called) if is_stored(x) else _as_numbers(_as_array(x), called)
    if array.ndim != 2:
        raise RepresentationError(
            f"{called} must have shape (n_inputs, n_features), a row for each input; got shape {array.shape}."
            + (" Reshape your data with X.reshape(-1, 1) if it has one feature." if array.ndim == 1 else "")
        )
    if array.shape[1] < 1:
        raise RepresentationError(
            f"{called} has 0 feature(s) (shape={array.shape}) while a minimum of 1 is required. "
            "Pass a column for each feature."
        )
    if len(array) < 2:
        raise RepresentationError(
            f"{called} has {len(array)} sample(s) (shape={array.shape}) while a minimum of 2 is required. "
            "Pass a row for each input; a graph needs inputs to compare."
        )
    _check_finite(array, called)
    first = array[0]
    if not any((array[own] != first).any() for own in row_blocks(array)):
        raise RepresentationError(
            f"All {len(array)} rows of {called} are equal, so it has no shape. Was the right array passed?"
        )
    return array


def as_metadata(metadata: Any, n_inputs: int) -> pd.DataFrame | None:
    """Copy what is known of the inputs to a data frame with a row for each input.

    Parameters
    ----------
    metadata : pandas or polars DataFrame, Arrow table, mapping of str to column, or None
    n_inputs : int

    Raises
    ------
    MetadataError
        If the number of rows is not n_inputs or a column's name is missing, no string or given twice.
    """
    if metadata is None:
        return None
    frame = _as_frame(metadata)
    if len(frame) != n_inputs:
        is_headless = len(frame) == n_inputs - 1
        raise MetadataError(
            f"metadata have {len(frame)} rows, but there are {n_inputs} inputs. "
            "Give one row for each input, in the same order as the representations."
            + (" In a file, the first line must name the columns." if is_headless else "")
        )
    for name in frame.columns:
        if not isinstance(name, str) or not name.strip():
            raise MetadataError(f"Columns of metadata need names that are strings; got {name!r}.")
    twice = frame.columns[frame.columns.duplicated()]
    if len(twice):
        raise MetadataError(f"metadata have more than one column {twice[0]!r}. Rename one of them.")
    return frame.reset_index(drop=True)


def column(metadata: pd.DataFrame | None, name: str) -> pd.Series[Any]:
    """Get a column of the metadata.

    Raises
    ------
    MetadataError
        If there are no metadata or no such column.
    """
    if metadata is None:
        raise MetadataError(f"Column {name!r} was asked for, but no metadata were given. Pass metadata=.")
    if name not in metadata:
        known = list(metadata.columns)
        raise MetadataError(
            f"metadata have no column {name!r}.{closest(str(name), known)} "
            f"They have {', '.join(map(repr, known))}."
        )
    return metadata[name]


def named(data: Any) -> dict[str, Any]:
    """Give each representation, whatever it is, its name; see :func:`as_representations`."""
    pairs = _pairs(data)
    _check_names([name for name, _ in pairs])
    return dict(pairs)


def _pairs(data: Any) -> list[tuple[Any, Any]]:
    if isinstance(data, Mapping):
        return list(data.items())
    if isinstance(data, Sequence) and not isinstance(data, (str, bytes)):
        if data and all(isinstance(item, tuple) and len(item) == 2 for item in data):
            return list(data)
        return [(f"model {i + 1}", x) for i, x in enumerate(data)]
    array = _as_array(data)
    if array.ndim == 3:
        return [(f"layer {i}", layer) for i, layer in enumerate(array)]
    raise RepresentationError(
        "Representations come as {'name': array, ...}, as a list of arrays, or as an array of shape "
        f"(n_layers, n_inputs, n_features); got {type(data).__name__} of shape {array.shape}."
    )


def _check_names(names: list[Any]) -> None:
    for name in names:
        if not isinstance(name, str) or not name.strip():
            raise RepresentationError(
                f"A representation's name must be a string that is not blank; got {name!r}."
            )
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise RepresentationError(f"Two representations are called {twice!r}. Give each a name of its own.")


def _as_array(x: Any) -> NDArray[Any]:
    if hasattr(x, "detach"):  # a torch tensor, wherever it lives
        x = x.detach().cpu()
        x = x.float() if str(x.dtype) == "torch.bfloat16" else x
    if hasattr(x, "to_numpy"):
        return np.asarray(x.to_numpy())
    if hasattr(x, "toarray"):
        raise RepresentationError(
            f"Got a sparse {type(x).__name__}; a representation must be dense. Pass X.toarray(), or reduce "
            "it first, for example with sklearn.decomposition.TruncatedSVD."
        )
    if np.ma.is_masked(x):
        raise RepresentationError(
            f"Got a masked array that lacks {np.ma.getmaskarray(x).sum()} value(s); every input needs all features. "
            "Remove those inputs from every representation, or pass X.filled(value)."
        )
    try:
        return x if type(x) in (np.ndarray, np.memmap) else np.asarray(x)
    except ValueError:
        raise RepresentationError(
            "Got rows of unequal length; every input needs the same features."
        ) from None


def _as_numbers(array: NDArray[Any], called: str) -> NDArray[np.floating]:
    if array.dtype in (np.float32, np.float64):
        return array
    if array.dtype == np.float16:
        return array.astype(np.float32)
    if array.dtype == object:
        try:
            if not any(isinstance(value, (str, bytes)) for value in array.flat):  # "7" is no number
                return array.astype(np.float64)
        except (TypeError, ValueError):
            pass
    elif array.dtype.kind in "biuf":
        return array.astype(np.float64)
    raise RepresentationError(
        f"{called} must be real numbers; got values of dtype {array.dtype}"
        + (" (Complex data not supported)." if np.issubdtype(array.dtype, np.complexfloating) else ".")
        + " Pass the numeric array that the model computes, without labels or texts."
    )


def _as_stored(x: Any, called: str) -> StoredArray:
    """Keep an array where it is; its numbers become what `_as_numbers` would make of them."""
    if isinstance(x, StoredArray):
        return x
    return StoredArray(x, _as_numbers(np.empty((0, 0), dtype=x.dtype), called).dtype)


def _check_finite(array: Representation, called: str) -> None:
    wrong, largest = zip(*over_blocks(_examined, array), strict=True)
    if not sum(count for count, _ in wrong):
        _check_size(max(largest), array, called)
        return
    start, (row, feature) = next(
        (own.start, place) for own, (count, place) in zip(row_blocks(array), wrong, strict=True) if count
    )
    raise RepresentationError(
        f"{called} contains NaN or infinity in {sum(count for count, _ in wrong)} place(s), the first at row "
        f"{start + row}, column {feature}: {array[start + row][feature]}. Remove those inputs from every "
        "representation, or fill the values in."
    )


def _check_size(largest: float, array: Representation, called: str) -> None:
    most = float(np.sqrt(float(np.finfo(array.dtype).max) / array.shape[1])) / 2
    if largest > most:
        raise RepresentationError(
            f"{called} has values as large as {largest:.2g}: squared distances overflow {array.dtype} above "
            f"{most:.2g}. Divide X by a constant."
        )


def _examined(block: NDArray[np.floating]) -> tuple[tuple[int, tuple[int, int]], float]:
    """Count the values that are not finite, and say where the first is; and find the largest size of a value."""
    wrong = ~np.isfinite(block)
    row, feature = np.unravel_index(wrong.argmax(), wrong.shape)
    return (int(wrong.sum()), (int(row), int(feature))), float(max(block.max(), -block.min()))


def _as_frame(metadata: Any) -> pd.DataFrame:
    if isinstance(metadata, pd.DataFrame):
        return metadata
    # Column by column: other kinds of frame need no further package for this.
    if isinstance(metadata, Mapping):
        columns = {name: _as_column(name, values) for name, values in metadata.items()}
    elif hasattr(metadata, "columns") and hasattr(metadata, "__getitem__"):
        names = getattr(metadata, "column_names", metadata.columns)
        columns = {name: _as_column(name, metadata[name].to_numpy()) for name in names}
    else:
        raise MetadataError(
            f"metadata must be a data frame or a mapping of names to columns; got {type(metadata).__name__}."
        )
    lengths = {name: len(values) for name, values in columns.items()}
    if len(set(lengths.values())) > 1:
        raise MetadataError(
            f"Columns of metadata must have one value for each input; their lengths are {lengths}."
        )
    return pd.DataFrame(columns)


def _as_column(name: object, values: Any) -> pd.Series[Any]:
    rows = list(values) if isinstance(values, np.ndarray) and values.ndim > 1 else values
    if isinstance(rows, str) or not hasattr(rows, "__len__"):
        raise MetadataError(
            f"Column {name!r} of metadata must be a list or an array with a value for each input; "
            f"got {type(values).__name__}."
        )
    # The order of the inputs is the order of the rows: an index of its own must not shuffle a column.
    return pd.Series(rows).reset_index(drop=True)
