"""A file of arrays and JSON: a zip whose members nobody can make a program of.

What is read is asked for by its name, type and shape. Nothing is unpacked to a disk or unpickled, and members that
nobody asks for are never looked at.
"""

from __future__ import annotations

import json
import os
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import DTypeLike, NDArray

from topoalign_widget.damages import DAMAGES

HEADER = "alignment.json"
FORMAT = "topoalign_widget.alignment"
VERSION = 1


class AlignmentFileError(ValueError):
    """A file holds no alignment that this version can read."""


def write_archive(
    path: os.PathLike[str],
    header: Mapping[str, Any],
    values: Mapping[str, Any],
    arrays: Mapping[str, NDArray[Any]],
) -> None:
    """Write a header, values as JSON and arrays; the same in gives the same bytes.

    Parameters
    ----------
    path : path
    header : mapping
        JSON; format and version are added.
    values : mapping of str to JSON
        Members "<name>.json".
    arrays : mapping of str to array
        Members "<name>.npy".
    """
    told = {"format": FORMAT, "version": VERSION, **header}
    with zipfile.ZipFile(path, "w") as archive:
        for name, value in {HEADER.removesuffix(".json"): told, **values}.items():
            archive.writestr(
                _member(f"{name}.json"), json.dumps(value, allow_nan=False, separators=(",", ":"))
            )
        for name, array in arrays.items():
            with archive.open(_member(f"{name}.npy"), "w", force_zip64=True) as member:
                np.lib.format.write_array(member, np.asarray(array), allow_pickle=False)


class Archive:
    """What :func:`write_archive` wrote, open for reading. Everything that does not fit raises AlignmentFileError."""

    def __init__(self, archive: zipfile.ZipFile, called: str) -> None:
        self._archive = archive
        self._called = called
        self.header: Mapping[str, Any] = self.value(HEADER.removesuffix(".json"), dict)
        self.check(self.header.get("format") == FORMAT, "its header says that it is something else")

    def value(self, name: str, kind: type) -> Any:
        """Read JSON, of which the outermost is of this type."""
        value = self._opened(f"{name}.json", lambda member: json.loads(member.read()))
        self.check(isinstance(value, kind), f"{name}.json is not what it should be")
        return value

    def array(self, name: str, dtype: DTypeLike | None, shape: tuple[int | None, ...]) -> NDArray[Any]:
        """Read an array of this type and shape; None stands for any type whose values are their bytes, any length."""
        array = self._opened(f"{name}.npy", _read_array)
        fits = array.ndim == len(shape) and all(
            wanted in (None, n) for n, wanted in zip(array.shape, shape, strict=True)
        )
        native = array.astype(array.dtype.newbyteorder("="), copy=False)
        fits = fits and (dtype is None or native.dtype == np.dtype(dtype))
        self.check(fits, f"{name}.npy is of type {array.dtype} and shape {array.shape}")
        return native

    def check(self, is_so: object, otherwise: str) -> None:
        """Raise unless something is so."""
        if not is_so:
            raise self.damaged(otherwise)

    def damaged(self, why: str) -> AlignmentFileError:
        """Say that the file is not what it should be."""
        return AlignmentFileError(
            f"{self._called!r} is no alignment that can be read: {why}. Save it again with Alignment.save."
        )

    def _opened(self, member: str, read: Callable[[BinaryIO], Any]) -> Any:
        try:
            with self._archive.open(member) as opened:
                return read(opened)  # type: ignore[arg-type]
        except KeyError:
            raise self.damaged(f"it has no {member}") from None
        except DAMAGES as error:
            raise self.damaged(f"{member} is damaged ({error})") from None


@contextmanager
def opened_archive(path: str | os.PathLike[str]) -> Iterator[Archive]:
    """Open what :func:`write_archive` wrote.

    Raises
    ------
    AlignmentFileError
        If it is something else, is damaged, or was written by a version that knows more.
    FileNotFoundError
        If there is no such file.
    """
    called = os.fspath(path)
    try:
        archive = zipfile.ZipFile(called)
    except FileNotFoundError:
        raise FileNotFoundError(
            f"There is no file {called!r}. alignment.save({called!r}) makes it."
        ) from None
    except OSError:
        raise  # it may not be read, or is a folder
    except DAMAGES as error:
        raise AlignmentFileError(
            f"{called!r} is no alignment, or only a part of one: {error}. "
            "Alignment.load reads what Alignment.save wrote."
        ) from None
    with archive:
        found = Archive(archive, called)
        version: Any = found.header.get("version")
        found.check(type(version) is int and version > 0, f"its version is {version!r}")
        if version > VERSION:
            raise AlignmentFileError(
                f"{called!r} was saved by topoalign_widget {found.header.get('saved_by')} (format {version}); this "
                f"installation reads formats up to {VERSION}. Install that version of the package, or a newer one."
            )
        yield found


def _member(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
    info.compress_type = zipfile.ZIP_DEFLATED
    info.create_system = 3
    info.external_attr = 0o644 << 16
    return info


def _read_array(member: BinaryIO) -> NDArray[Any]:
    """Read an array without trusting what its header says of its size."""
    major, _ = np.lib.format.read_magic(member)
    read_header = np.lib.format.read_array_header_1_0 if major == 1 else np.lib.format.read_array_header_2_0
    shape, is_fortran, dtype = read_header(member)
    if dtype.hasobject or dtype.names is not None or dtype.itemsize == 0:
        raise ValueError(f"it holds {dtype}")
    values = np.frombuffer(member.read(), dtype=dtype)
    return values.reshape(shape, order="F" if is_fortran else "C").copy()
