"""Tables as files, for whatever reads CSV or Parquet."""

from __future__ import annotations

import os
from pathlib import Path

import pandas as pd

from topoalign_widget.writing import suffix_of, written_whole

CSV, PARQUET = ".csv", ".parquet"
TABLES = (CSV, PARQUET)


class TableError(ValueError):
    """A table cannot be written as asked."""


def write_table(frame: pd.DataFrame, path: str | os.PathLike[str]) -> Path:
    """Write a table: UTF-8 with commas for ".csv", or ".parquet".

    The index is not written: what is to be in the file is a column.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    PathError
        If the name has another suffix, or its folder is not there.
    TableError
        If Parquet has no type for a column.
    ImportError
        For ".parquet" without pyarrow.
    """
    suffix = suffix_of(path, TABLES, "A table")
    if suffix == PARQUET:
        check_parquet()
    with written_whole(path) as beside:
        if suffix == CSV:
            frame.to_csv(beside, index=False, encoding="utf-8", lineterminator="\n")
        else:
            _write_parquet(frame, beside)
    return Path(path)


def check_parquet() -> None:
    """Refuse Parquet where nothing reads and writes it.

    Raises
    ------
    ImportError
        Without pyarrow.
    """
    try:
        import pyarrow.parquet  # noqa: F401
    except ImportError:
        raise ImportError("Parquet needs pyarrow: pip install pyarrow. Or use CSV.") from None


def joined(values: object) -> str:
    """Write several whole numbers in one cell."""
    return " ".join(map(str, values))  # type: ignore[call-overload]


def _write_parquet(frame: pd.DataFrame, path: os.PathLike[str]) -> None:
    import pyarrow as pa
    from pyarrow.parquet import write_table

    try:
        write_table(pa.Table.from_pandas(frame, preserve_index=False), path)
    except (pa.ArrowException, TypeError, ValueError) as error:
        reason = " ".join(" ".join(map(str, error.args)).split())
        raise TableError(
            f"Parquet has no type for some values: {reason}. Save as .csv, or make them all numbers or all strings."
        ) from None
