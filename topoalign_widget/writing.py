"""Files that are written whole or not at all."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path


class PathError(ValueError):
    """A file cannot be written under this name."""


def suffix_of(path: str | os.PathLike[str], known: Sequence[str], what: str) -> str:
    """Tell by the suffix of a name how it is to be written.

    Parameters
    ----------
    path : str or path
    known : sequence of str
        Suffixes that there are, lower case, with their dot.
    what : str
        What is written, for the message: "A table".

    Raises
    ------
    PathError
        If it is none of those known.
    """
    suffix = Path(path).suffix.lower()
    if suffix not in known:
        raise PathError(
            f"{what} is saved as {either(known)}, by the suffix of the name; got {os.fspath(path)!r}."
        )
    return suffix


def either(names: Sequence[str]) -> str:
    """List what there is to choose from in a sentence."""
    *first, last = names
    return f"{', '.join(first)} or {last}" if first else last


def check_folder(path: str | os.PathLike[str]) -> None:
    """Refuse a name that nothing can be written under: it is a folder, or its folder is not there or not open.

    Raises
    ------
    PathError
    """
    target = Path(path)
    if not target.parent.is_dir():
        raise PathError(
            f"There is no folder {str(target.parent)!r} to write {target.name!r} to. Make it first."
        )
    if not os.access(target.parent, os.W_OK):
        raise PathError(
            f"Nothing may be written in the folder {str(target.parent)!r}. Give another, or change its permissions."
        )
    if target.is_dir():
        raise PathError(f"{str(target)!r} is a folder. Give the name of a file.")


@contextmanager
def written_whole(path: str | os.PathLike[str]) -> Iterator[Path]:
    """Give another name in the same folder to write to; at the end, what is there takes the place of the file.

    The name has the same suffix. After an error nothing is left of it, and a file that was there before stays.

    Raises
    ------
    PathError
        If there is no such folder, nothing may be written in it, or the name is that of a folder.
    """
    check_folder(path)
    target = Path(path)
    beside = target.with_name(f".{target.stem}-{secrets.token_hex(4)}{target.suffix}")
    try:
        yield beside
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)
