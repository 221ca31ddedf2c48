"""Where results go, batch by batch: to memory, or to a folder of memory-mapped files."""

from __future__ import annotations

import json
import shutil
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Protocol
from urllib.parse import quote
from uuid import uuid4

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from topoalign_widget.damages import DAMAGES
from topoalign_widget.extract.cache import VARIABLE
from topoalign_widget.extract.states import Floats, States, TokenStates

Rows = NDArray[np.int64]
# Written last: a folder with it is whole.
CONTENTS = "contents.json"
TOKENS = "tokens.csv"


class FolderError(ValueError):
    """A folder cannot be written to, or holds no extracted arrays."""


class Store(Protocol):
    """What takes results."""

    def put(self, name: str, rows: Rows, values: Floats) -> None:
        """Keep rows of an array."""
        ...

    def finish(self, n_rows: int, tokens: pd.DataFrame | None) -> States:
        """Give the arrays, now that all is there."""
        ...


class Memory:
    """Arrays in this process; where their length is not known before, they grow.

    Parameters
    ----------
    n_rows : int, optional
    """

    def __init__(self, n_rows: int | None) -> None:
        self._n_rows = n_rows
        self._arrays: dict[str, Floats] = {}

    def __enter__(self) -> Memory:
        return self

    def __exit__(self, *_error: object) -> None:
        pass

    def put(self, name: str, rows: Rows, values: Floats) -> None:
        """Keep rows of an array."""
        needed = int(rows.max()) + 1
        array = self._arrays.get(name)
        if array is None:
            array = np.empty((self._n_rows or needed, values.shape[1]), dtype=np.float32)
        elif needed > len(array):
            array = np.concatenate(
                [array, np.empty((max(needed, len(array)), array.shape[1]), dtype=np.float32)]
            )
        array[rows] = values
        self._arrays[name] = array

    def finish(self, n_rows: int, tokens: pd.DataFrame | None) -> States:
        """Give the arrays, cut to their length."""
        arrays = {
            name: array if len(array) == n_rows else array[:n_rows].copy()
            for name, array in self._arrays.items()
        }
        return States(arrays) if tokens is None else TokenStates(arrays, tokens)


@dataclass(frozen=True)
class _File:
    """A file in numpy's format that is written in any order."""

    file: IO[bytes]
    width: int
    start: int

    def put(self, rows: Rows, values: Floats) -> None:
        """Write rows, those that follow each other at once."""
        breaks = np.flatnonzero(np.diff(rows) != 1) + 1
        for own, first in zip(np.split(values, breaks), rows[np.r_[0, breaks]], strict=True):
            self.file.seek(self.start + int(first) * 4 * self.width)
            self.file.write(own.astype("<f4").tobytes())


class Folder:
    """A folder with a file in numpy's format for each array.

    All is written beside it first, under a name that tells, and gets its name when it is whole: what was interrupted
    cannot be taken for results. Rows are written, not mapped, so that memory stays as it is.

    Parameters
    ----------
    path : path
        Must not be there yet, or be empty.
    shared : bool, default False
        Its name says all that is in it, so one that another process made meanwhile is as good.

    Raises
    ------
    FolderError
        If there is something already, or nothing can be written there.
    """

    def __init__(self, path: Path, shared: bool = False) -> None:
        if not path.name:
            raise FolderError(f"A folder needs a name of its own; got {str(path)!r}.")
        if path.exists() and not (path.is_dir() and not any(path.iterdir())):
            raise FolderError(
                f"{path} is there already, and nothing is written over. Read it with ta.extract.load({str(path)!r}), "
                "remove it, or give another folder."
            )
        self.path, self._shared = path, shared
        self._partial = path.with_name(f"{path.name}.partial-{uuid4().hex[:8]}")
        self._files: dict[str, _File] = {}
        self._open = ExitStack()

    def __enter__(self) -> Folder:
        try:
            self._partial.mkdir(parents=True)
        except OSError as error:
            mend = f"Set {VARIABLE} to another folder" if self._shared else "Give another folder"
            raise FolderError(
                f"Nothing can be written in {self.path.parent} ({error.strerror}). {mend}."
            ) from None
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()
        shutil.rmtree(self._partial, ignore_errors=True)

    def put(self, name: str, rows: Rows, values: Floats) -> None:
        """Write rows of an array."""
        if name not in self._files:
            # Never over another: file systems exist on which two names are one.
            file = self._open.enter_context((self._partial / _file_of(name)).open("xb"))
            self._files[name] = _File(file, values.shape[1], _write_header(file, 0, values.shape[1]))
        self._files[name].put(rows, values)

    def finish(self, n_rows: int, tokens: pd.DataFrame | None) -> States:
        """Give the folder its name, and map its files."""
        for file in self._files.values():
            _write_header(file.file, n_rows, file.width)
        self._open.close()
        if tokens is not None:
            tokens.to_csv(self._partial / TOKENS, index=False)
        contents = {"layers": {name: _file_of(name) for name in self._files}, "rows": n_rows}
        (self._partial / CONTENTS).write_text(json.dumps(contents, indent=1))
        try:
            if self.path.exists():
                self.path.rmdir()
            self._partial.replace(self.path)
        except OSError:
            if not self._shared:
                raise FolderError(
                    f"{self.path} was made by another while this ran. Give another folder."
                ) from None
        return load(self.path)


def load(folder: str | Path) -> States:
    """Open extracted arrays that were written to a folder.

    Parameters
    ----------
    folder : path
        What ``out=`` was.

    Returns
    -------
    States, a dict of str to memory map of float32, shape (n_inputs, n_features)
        In the model's order. With tokens, a :class:`TokenStates`.

    Raises
    ------
    FolderError
        If no such arrays are there, or a part of them is missing.
    """
    folder = Path(folder)
    if not (folder / CONTENTS).is_file():
        raise FolderError(
            f"{str(folder)!r} holds no extracted arrays: there is no {CONTENTS} in it. Give what out= named."
        )
    try:
        contents = json.loads((folder / CONTENTS).read_text())
        arrays = {
            name: np.load(folder / file, mmap_mode="r", allow_pickle=False)
            for name, file in contents["layers"].items()
        }
        if not (folder / TOKENS).exists():
            return States(arrays)
        return TokenStates(
            arrays, pd.read_csv(folder / TOKENS, dtype={"token": object}, keep_default_na=False)
        )
    except (KeyError, TypeError, AttributeError, *DAMAGES) as error:
        raise FolderError(
            f"{folder} holds extracted arrays no longer ({error}). Remove it, and extract them again."
        ) from None


def _file_of(name: str) -> str:
    return quote(name, safe=" ()[]") + ".npy"


def _write_header(file: IO[bytes], n_rows: int, width: int) -> int:
    """Write numpy's header, and say where it ends: it leaves room for a length that is not known yet."""
    file.seek(0)
    shape = {"descr": "<f4", "fortran_order": False, "shape": (n_rows, width)}
    np.lib.format.write_array_header_1_0(file, shape)
    return file.tell()
