"""Representations and metadata from files, as the command line names them."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from topoalign_widget.damages import DAMAGES
from topoalign_widget.extract.store import load
from topoalign_widget.keywords import closest
from topoalign_widget.tables import CSV, PARQUET, check_parquet
from topoalign_widget.writing import either

TSV = ".tsv"
METADATA = (CSV, TSV, PARQUET)
COMMA, TAB, SEMICOLON = ",", "\t", ";"
NPY, NPZ, SAFETENSORS = ".npy", ".npz", ".safetensors"
# What safetensors calls the types that numpy has.
OF_NUMPY = ("BOOL", "U8", "I8", "U16", "I16", "U32", "I32", "U64", "I64", "F16", "F32", "F64")

# An array by its key in a file; by no key, if the file is the array.
Parts = dict[str, Any]


class FileError(ValueError):
    """A file does not hold what it was given for."""


class Named(NamedTuple):
    """``name=path:key``, taken apart."""

    name: str | None
    path: str
    key: str | None


def read_representations(given: Sequence[str]) -> dict[str, Any]:
    """Read representations from files.

    Parameters
    ----------
    given : sequence of str
        ``[name=]path[:key]`` of each: ".npy" (stays on the disk), ".npz" (each array in it, or that of the key),
        ".parquet" (its numeric columns, or a column of lists) or ".safetensors" (each tensor, or that of the key); or
        a folder that :mod:`topoalign_widget.extract` wrote (each layer, and these stay on the disk, too).

    Returns
    -------
    dict of str to array of shape (n_inputs, n_features)
        Called by the name that was given or the file's and the key; what a file holds several of, arrays or the
        layers of an array of three dimensions, also by its key or number.

    Raises
    ------
    FileError
        If a file is not there, or is not what its suffix says; if it has no such key; if two arrays have one name.
    FolderError
        If a folder is none that was extracted to.
    ImportError
        For ".parquet" without pyarrow, ".safetensors" without safetensors.
    """
    found: dict[str, Any] = {}
    for named in map(parsed, given):
        for part, array in _layers(_parts(named)).items():
            name = _name(named, part, is_alone=len(given) == 1)
            if name in found:
                raise FileError(
                    f"Two representations are called {name!r}. Give one a name of its own: name={named.path}."
                )
            found[name] = array
    return found


def read_metadata(path: str) -> pd.DataFrame:
    """Read what is known of the inputs: ".csv", ".tsv" or ".parquet".

    Fields are separated by what the suffix says, commas or tabs; where the first line has none, by the one of commas,
    tabs and semicolons that it has: in half of Europe, spreadsheets write ".csv" with semicolons.

    Raises
    ------
    FileError
        If the file is not there, or is no such table.
    ImportError
        For ".parquet" without pyarrow.
    """
    suffix = _suffix(path, METADATA, "Metadata")
    if suffix == PARQUET:
        return _read_parquet(path)
    separator = None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", pd.errors.ParserWarning)
            separator = _separator(path, suffix)
            # Else a first column without a name would move all others by one.
            return pd.read_csv(path, sep=separator, index_col=False)
    except pd.errors.ParserWarning:
        raise FileError(
            f"{path!r} has rows with more fields than its first line has names, if {separator!r} separates them. "
            "Name every column there, and put quotes around fields that have a separator in them."
        ) from None
    except UnicodeDecodeError as error:
        raise FileError(
            f"{path!r} is not UTF-8: it has a byte {error.object[error.start]:#04x}. Save it as UTF-8."
        ) from None
    except ValueError as error:
        raise FileError(f"{path!r} is no table that can be read: {_line(error)}.") from None


def _separator(path: str, suffix: str) -> str:
    own = TAB if suffix == TSV else COMMA
    with Path(path).open(encoding="utf-8-sig") as file:
        names = file.readline()
    others = [each for each in (COMMA, TAB, SEMICOLON) if each in names]
    return others[0] if own not in others and len(others) == 1 else own


def parsed(given: str) -> Named:
    """Take ``name=path:key`` apart. A colon begins a key after a suffix only: paths may have one, too."""
    match = re.fullmatch(r"(?:(?P<name>[^=:/\\]*)=)?(?P<path>.+)", given, re.DOTALL)
    if match is None:
        raise FileError(f"A representation is given as path, name=path or path:key; got {given!r}.")
    suffixes = "|".join(map(re.escape, READERS))
    keyed = re.fullmatch(rf"(.+?(?:{suffixes})):(.+)", match["path"], re.DOTALL | re.IGNORECASE)
    path, key = keyed.groups() if keyed else (match["path"], None)
    return Named((match["name"] or "").strip() or None, path, key)


def _name(named: Named, part: str, is_alone: bool) -> str:
    whole = named.name or " ".join(filter(None, (Path(named.path).stem, named.key)))
    if not part:
        return whole
    # What comes out of a single file needs no surname.
    return part if is_alone and named.name is None else f"{whole} {part}"


def _parts(named: Named) -> Parts:
    if Path(named.path).is_dir():
        return dict(load(named.path))
    suffix = _suffix(named.path, tuple(READERS), "A representation")
    try:
        return READERS[suffix](named.path, named.key)
    except (FileError, ImportError):
        raise
    except (KeyError, *DAMAGES) as error:
        # numpy takes what it cannot read for a pickle, and tells how to run it.
        is_pickle = "ickle" in str(error) or "Python objects" in str(error)
        told = "it has Python objects in it, or something else" if is_pickle else _line(error)
        raise FileError(f"{named.path!r} is no {suffix} file that can be read: {told}.") from None


def _layers(parts: Parts) -> Parts:
    """Divide arrays of three dimensions."""
    layers: Parts = {}
    for part, array in parts.items():
        if getattr(array, "ndim", 2) == 3:
            layers.update({f"{part} layer {i}".strip(): layer for i, layer in enumerate(array)})
        else:
            layers[part] = array
    return layers


def _read_npy(path: str, key: str | None) -> Parts:
    if key is not None:
        raise FileError(f"{path!r} holds one array, which has no name; got the key {key!r}.")
    array = np.load(path, mmap_mode="r", allow_pickle=False)
    if not isinstance(array, np.ndarray):
        raise FileError(f"{path!r} is no .npy file: it holds several arrays. Call it .npz.")
    return {"": array}


def _read_npz(path: str, key: str | None) -> Parts:
    with Path(path).open("rb") as file:  # np.load leaves a file that it cannot read open
        archive = np.load(file, allow_pickle=False)
        if isinstance(archive, np.ndarray):
            raise FileError(f"{path!r} is no .npz file: it holds one array. Call it .npy.")
        return {name: archive[own] for name, own in _keys(path, archive.files, key).items()}


def _read_safetensors(path: str, key: str | None) -> Parts:
    try:
        from safetensors import SafetensorError, safe_open
    except ImportError:
        raise ImportError(".safetensors needs safetensors: pip install safetensors.") from None
    try:
        with safe_open(path, framework="numpy") as file:
            names = _keys(path, list(file.keys()), key)
            types = {own: file.get_slice(own).get_dtype() for own in names.values()}
            known = {own: file.get_tensor(own) for own, dtype in types.items() if dtype in OF_NUMPY}
        return {
            name: known[own] if own in known else _of_torch(path, own, types[own])
            for name, own in names.items()
        }
    except SafetensorError as error:
        raise FileError(f"{path!r} is no .safetensors file that can be read: {_line(error)}.") from None


def _of_torch(path: str, key: str, dtype: str) -> Any:
    """Read a tensor of a type that numpy does not have, such as bfloat16."""
    from safetensors import safe_open

    try:
        with safe_open(path, framework="pt") as file:
            return file.get_tensor(key).float()
    except ImportError:
        raise FileError(
            f"{key!r} in {path!r} is of type {dtype}, which only torch reads. Save it as float32: tensor.float()."
        ) from None


def _read_features(path: str, key: str | None) -> Parts:
    frame = _read_parquet(path)
    if key is None:
        numbers = frame.select_dtypes("number", exclude="timedelta")
        if not numbers.shape[1]:
            raise FileError(
                f"{path!r} has no numeric columns. Name a column of lists: {path}:column. "
                f"It has {', '.join(map(repr, frame.columns))}."
            )
        is_numpy = all(isinstance(dtype, np.dtype) for dtype in numbers.dtypes)
        return {"": numbers.to_numpy(dtype=None if is_numpy else np.float64, na_value=np.nan)}
    [own] = _keys(path, list(map(str, frame.columns)), key).values()
    try:
        return {"": np.stack([np.asarray(row, dtype=np.float64) for row in frame[own]])}
    except (TypeError, ValueError):
        raise FileError(
            f"Column {key!r} of {path!r} must have a list of numbers in each row, all of the same length."
        ) from None


READERS: Mapping[str, Callable[[str, str | None], Parts]] = {
    NPY: _read_npy,
    NPZ: _read_npz,
    PARQUET: _read_features,
    SAFETENSORS: _read_safetensors,
}


def _keys(path: str, there: list[str], key: str | None) -> dict[str, str]:
    """Tell which arrays of a file to read, by the part of their name; that of a single one is left out."""
    if not there:
        raise FileError(f"{path!r} holds nothing.")
    if key is None:
        return {"": there[0]} if len(there) == 1 else {name: name for name in there}
    if key not in there:
        raise FileError(
            f"{path!r} has no {key!r}.{closest(key, there)} It has {', '.join(map(repr, there))}."
        )
    return {"": key}


def _suffix(path: str, known: tuple[str, ...], what: str) -> str:
    suffix = Path(path).suffix.lower()
    if suffix not in known:
        raise FileError(
            f"{what} can be {either(known)}, by the suffix; got {path!r}. Save it as one of these."
        )
    if not Path(path).is_file():
        raise FileError(f"There is no file {path!r}.")
    return suffix


def _read_parquet(path: str) -> pd.DataFrame:
    check_parquet()
    import pyarrow as pa

    try:
        return pd.read_parquet(path, engine="pyarrow")
    except (pa.ArrowException, ValueError, OSError) as error:
        raise FileError(f"{path!r} is no .parquet file that can be read: {_line(error)}.") from None


def _line(error: BaseException) -> str:
    return " ".join(str(error).split()).rstrip(".")
