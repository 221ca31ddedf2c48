"""Pictures of inputs, small enough to send a page of them: PNGs made of arrays, and image files.

Nothing but numpy is needed. Pillow, where there is one, makes large image files small.
"""

from __future__ import annotations

import struct
import warnings
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from io import BytesIO
from os import PathLike
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from topoalign_widget.representations import column

# Pixels of the longer side: as large as a table shows them on a screen of twice the density.
SIDE = 80
# A file of more bytes is not sent as it is: a page has a hundred.
LARGEST_FILE = 32_768
# Arrays that are looked at to learn which numbers are black and white.
MOST_SAMPLED = 256

PNG, JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
_COLOR_TYPES = {1: 0, 3: 2, 4: 6}


class ImageError(ValueError):
    """What was given as pictures of the inputs is none."""


class Images(Protocol):
    """Pictures of the inputs, one each or none."""

    @property
    def name(self) -> str:
        """The column that they come from, or "image"."""

    def thumbnail(self, number: int) -> bytes | None:
        """Make the picture of an input, as a PNG or JPEG file; None where it has none that can be shown."""


def as_images(images: object, metadata: pd.DataFrame | None, n_inputs: int) -> Images:
    """Check pictures of the inputs.

    Parameters
    ----------
    images : str, array-like of shape (n_inputs, h, w), (n_inputs, h, w, 3) or (n_inputs, h, w, 4), or sequence
        A column of the metadata, or what such a column may hold: arrays, or paths of image files, relative ones from
        the present folder; None: no picture. Numbers in [0, 1] run from black to white, bytes from 0 to 255, others
        from the least to the largest.
    metadata : DataFrame of n_inputs rows, or None
    n_inputs : int

    Returns
    -------
    Images
        Arrays stay where they are (memory maps, too), and files are read when they are shown.

    Raises
    ------
    ImageError
        If there is not one for each input, or the first is no array of a picture and no file.
    MetadataError
        If there is no such column.
    """
    name = images if isinstance(images, str) else "image"
    pictures: Any = column(metadata, images) if isinstance(images, str) else images
    if isinstance(pictures, pd.Series):
        pictures = pictures.tolist()
    if not hasattr(pictures, "__len__") or not hasattr(pictures, "__getitem__"):
        raise ImageError(
            f"Pictures come as a column of the metadata, an array or a list; got {type(pictures).__name__}."
        )
    if len(pictures) != n_inputs:
        raise ImageError(f"There are {len(pictures)} pictures for {n_inputs} inputs. Give one each, or None.")
    first = next((each for each in pictures if not _is_missing(each)), None)
    if first is None:
        raise ImageError(f"{name!r} has no picture at all.")
    if isinstance(first, (str, PathLike)):
        return _files(name, pictures, first)
    _check_array(np.asarray(first), name)
    return ArrayImages(name, pictures, *_black_and_white(pictures))


@dataclass(frozen=True, eq=False)
class ArrayImages:
    """Pictures that are arrays, one for each input.

    Attributes
    ----------
    name : str
    pictures : array or sequence of arrays
        Each of shape (h, w), (h, w, 1), (h, w, 3) or (h, w, 4), or None.
    black, white : float
        The numbers that they are shown as 0 and 255 of.
    """

    name: str
    pictures: Any
    black: float
    white: float

    def thumbnail(self, number: int) -> bytes | None:
        """Make a PNG of at most 80 pixels a side."""
        picture = self.pictures[number]
        if _is_missing(picture):
            return None
        array = np.asarray(picture)
        if not _is_picture(array):
            return None
        small = _shrunk(array.astype(np.float32).reshape(*array.shape[:2], -1))
        scaled = (small - self.black) * np.float32(255 / ((self.white - self.black) or 1))
        return png(np.nan_to_num(scaled).clip(0, 255).round().astype(np.uint8))


@dataclass(frozen=True, eq=False)
class FileImages:
    """Pictures that are image files, one for each input: only these are ever read.

    Attributes
    ----------
    name : str
    paths : sequence of str, path or None
    folder : Path
        Where relative paths start.
    """

    name: str
    paths: Sequence[Any]
    folder: Path

    def thumbnail(self, number: int) -> bytes | None:
        """Read a small PNG or JPEG as it is, and have Pillow make others small."""
        if _is_missing(self.paths[number]):
            return None
        path = self.folder / self.paths[number]
        try:
            if not path.is_file():
                return None
            if path.stat().st_size <= LARGEST_FILE:
                content = path.read_bytes()
                if content.startswith((PNG, JPEG)):
                    return content
            return _shrunk_file(path)
        except OSError:  # also Pillow's, for what is no image
            return None


def png(pixels: NDArray[np.uint8]) -> bytes:
    """Write a picture as PNG.

    Parameters
    ----------
    pixels : array of uint8, shape (h, w, 1), (h, w, 3) or (h, w, 4)
        Grey, red-green-blue, or that with opacity.
    """
    height, width, channels = pixels.shape
    # Each row says first how it is filtered: not at all.
    rows = np.zeros((height, 1 + width * channels), dtype=np.uint8)
    rows[:, 1:] = pixels.reshape(height, -1)
    header = struct.pack(">IIBBBBB", width, height, 8, _COLOR_TYPES[channels], 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(rows.tobytes(), 1)), (b"IEND", b"")]
    return PNG + b"".join(_chunk(kind, content) for kind, content in chunks)


def _chunk(kind: bytes, content: bytes) -> bytes:
    checked = kind + content
    return struct.pack(">I", len(content)) + checked + struct.pack(">I", zlib.crc32(checked))


def _shrunk(pixels: NDArray[np.float32]) -> NDArray[np.float32]:
    """Average over squares until the longer side fits; those at the right and lower edge may be cut off."""
    step = -(-max(pixels.shape[:2]) // SIDE)
    if step == 1:
        return pixels
    for axis in (0, 1):
        starts = np.arange(0, pixels.shape[axis], step)
        count = np.diff(starts, append=pixels.shape[axis]).astype(np.float32)
        sums: NDArray[np.float32] = np.add.reduceat(pixels, starts, axis=axis)
        pixels = sums / (count[:, None, None] if axis == 0 else count[:, None])
    return pixels


def _shrunk_file(path: Path) -> bytes | None:
    if find_spec("PIL") is None:
        return None
    from PIL import Image, ImageOps

    try:
        with Image.open(path) as image:
            image.draft("RGB", (2 * SIDE, 2 * SIDE))  # a photo is decoded no larger than needed
            image.thumbnail((SIDE, SIDE))
            written = BytesIO()
            ImageOps.exif_transpose(image).convert("RGBA").save(written, "PNG")
    except Image.DecompressionBombError:
        return None
    return written.getvalue()


def _files(name: str, paths: Sequence[Any], first: Any) -> FileImages:
    folder = Path.cwd()
    path = folder / first
    if not path.is_file():
        raise ImageError(
            f"{name!r} should name image files, but there is no file {str(first)!r} in {folder}. "
            "Give absolute paths, or paths from the folder that the notebook runs in."
        )
    if path.stat().st_size > LARGEST_FILE and find_spec("PIL") is None:
        warnings.warn(
            f"Image files of more than {LARGEST_FILE // 1024} KiB are shown only with Pillow: pip install pillow.",
            stacklevel=3,
        )
    return FileImages(name, paths, folder)


def _black_and_white(pictures: Any) -> tuple[float, float]:
    """Tell which numbers are black and white, by a few pictures from all over."""
    some = np.unique(np.linspace(0, len(pictures) - 1, MOST_SAMPLED).round().astype(int))
    arrays = [np.asarray(pictures[i]) for i in some.tolist() if not _is_missing(pictures[i])]
    arrays = [array for array in arrays if _is_picture(array)]
    if all(array.dtype == np.uint8 for array in arrays):
        return 0.0, 255.0
    finite = np.concatenate([array[np.isfinite(array)].astype(np.float64) for array in arrays])
    low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 1.0)
    return (0.0, 1.0) if low >= 0 and high <= 1 else (low, high)


def _check_array(array: NDArray[Any], name: str) -> None:
    if _is_picture(array):
        return
    channels_first = array.ndim == 3 and array.shape[0] in (1, 3, 4)
    raise ImageError(
        f"{name!r} must hold real numbers of shape (h, w), (h, w, 3) or (h, w, 4) for each input, or paths of image "
        f"files; the first is {array.dtype} of shape {array.shape}."
        + (" Channels come last: images.transpose(0, 2, 3, 1)." if channels_first else "")
        + (" Give rows of pixels their shape: images.reshape(-1, h, w)." if array.ndim == 1 else "")
    )


def _is_picture(array: NDArray[Any]) -> bool:
    flat = array.ndim == 2 or (array.ndim == 3 and array.shape[2] in (1, 3, 4))
    return flat and array.size > 0 and array.dtype.kind in "biuf"


def _is_missing(value: Any) -> bool:
    return value is None or value is pd.NA or (isinstance(value, float) and np.isnan(value))
