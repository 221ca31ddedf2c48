"""Arrays that are not in this process' memory: zarr and dask arrays, read a few rows at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from mmap import mmap
from typing import Any, Literal, TypeVar

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import DTypeLike, NDArray

T = TypeVar("T")
Rows = NDArray[np.floating]

# Blocks have this many values, so that nothing is ever loaded whole.
BLOCK = 1 << 24


class StoredArray:
    """A zarr or dask array that is indexed like a numpy array, by a slice of rows or a list of rows.

    It travels to other processes without its values, and they read what they need.

    Parameters
    ----------
    source : zarr or dask array, shape (n, d)
    dtype : data type
        What rows are converted to.
    """

    def __init__(self, source: Any, dtype: DTypeLike) -> None:
        self.source = source
        self.dtype = np.dtype(dtype)
        self.shape: tuple[int, ...] = tuple(source.shape)
        self.ndim = len(self.shape)

    def __len__(self) -> int:
        return self.shape[0]

    def __getitem__(self, rows: int | slice | NDArray[np.integer]) -> Rows:
        if isinstance(rows, slice):
            return self._numbers(self.source[rows])
        if np.ndim(rows) == 0:
            return self[int(rows) : int(rows) + 1][0]
        # Each chunk is read once, whatever the order.
        some, place = np.unique(rows, return_inverse=True)
        picked = self.source.oindex[some] if hasattr(self.source, "oindex") else self.source[some]
        return self._numbers(picked)[place]

    def __array__(self, dtype: DTypeLike | None = None, copy: bool | None = None) -> Rows:
        return self[:].astype(dtype or self.dtype, copy=False)

    def __repr__(self) -> str:
        return f"StoredArray({self.source!r})"

    def _numbers(self, block: Any) -> Rows:
        if hasattr(block, "compute"):
            # In the process that asks: a worker that waited for other workers could wait forever.
            block = block.compute(scheduler="synchronous")
        return np.ascontiguousarray(block, dtype=self.dtype)


def is_stored(x: Any) -> bool:
    """Tell an array that is read a few rows at a time; zarr and dask need not be there."""
    return isinstance(x, StoredArray) or (
        type(x).__module__.partition(".")[0] in ("zarr", "dask") and hasattr(x, "shape")
    )


def portable(x: Rows | StoredArray) -> Rows | StoredArray:
    """Get an array that other processes read for themselves: a memory map becomes the file that it maps."""
    # A part of a memory map has the whole's file name and offset, and only the whole lies on the map itself.
    if isinstance(x, np.memmap) and isinstance(x.base, mmap) and x.filename is not None:
        order = "C" if x.flags.c_contiguous else "F"
        return StoredArray(_File(str(x.filename), x.dtype.str, x.shape, x.offset, order), x.dtype)
    return x


@dataclass(frozen=True)
class _File:
    """What ``np.memmap`` needs to map a file again."""

    filename: str
    dtype: str
    shape: tuple[int, ...]
    offset: int
    order: Literal["C", "F"]

    def __getitem__(self, rows: slice | NDArray[np.integer]) -> Rows:
        mapped = np.memmap(self.filename, self.dtype, "r", self.offset, self.shape, self.order)
        return np.asarray(mapped[rows])


def row_blocks(x: Rows | StoredArray) -> Iterator[slice]:
    """Divide an array into ranges of rows of which each is small."""
    rows = max(1, BLOCK // x.shape[1])
    for start in range(0, len(x), rows):
        yield slice(start, min(start + rows, len(x)))


def over_blocks(function: Callable[[Rows], T], x: Rows | StoredArray) -> list[T]:
    """Apply a function to all blocks of rows, in order; where they are stored, by joblib's workers."""
    if isinstance(x, StoredArray):
        return list(Parallel(prefer="threads")(delayed(_applied)(function, x, own) for own in row_blocks(x)))
    return [function(np.asarray(x[own])) for own in row_blocks(x)]


def _applied(function: Callable[[Rows], T], x: StoredArray, own: slice) -> T:
    return function(x[own])
