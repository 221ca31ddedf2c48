"""What any function makes of inputs, batch by batch: a sentence encoder, an ONNX session, a service."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from topoalign_widget.extract.cache import folder_for
from topoalign_widget.extract.inputs import InputsError, as_items, is_sequence
from topoalign_widget.extract.options import OptionError, check_batch_size
from topoalign_widget.extract.reading import OutputError
from topoalign_widget.extract.states import Floats
from topoalign_widget.extract.store import CONTENTS, Folder, Memory, load
from topoalign_widget.keywords import checked_keywords
from topoalign_widget.mapper.progress import with_progress

NAME = "embeddings"
# Kinds of numpy types: of an array of objects each may be a number.
NUMBERS = "biufO"


@checked_keywords
def embeddings(
    function: Callable[[Any], Any],
    inputs: Any,
    *,
    batch_size: int = 32,
    out: str | Path | None = None,
    cache: str | None = None,
    progress: bool = True,
) -> Floats:
    """Get what a function makes of inputs.

    Parameters
    ----------
    function : callable
        From a batch, a part of ``inputs``, to an array or a tensor of shape (n_batch, n_features).
    inputs : sequence, array or column of a data frame
        Texts, images or whatever the function takes; batches of a sequence are lists.
    batch_size : int, default 32
        Inputs at once.
    out : path, optional
        A new folder to write to; the array is a memory map then, and memory does not grow with the inputs.
        ``load(out)["embeddings"]`` opens it again.
    cache : str, optional
        Keep the array in :func:`cache_folder`, and take it from there if the inputs are the same. It says what the
        function computes, such as "MiniLM-L3 2.0": a function itself cannot be known again, so change it whenever the
        function's results change.
    progress : bool, default True
        Show a bar when it takes long.

    Returns
    -------
    array of float32, shape (n_inputs, n_features)

    Raises
    ------
    InputsError
        If there are no inputs, or they cannot be taken in parts.
    OutputError
        If a batch's result is no array of finite numbers with a row for each input, or has not as many columns as the
        first.
    FolderError
        If ``out`` is there already, or nothing can be written there.
    OptionError
        If ``batch_size`` or ``cache`` is none of these, or both ``out`` and ``cache`` are given.
    """
    inputs = as_items(inputs)
    is_other = isinstance(inputs, (str, Mapping)) or not is_sequence(inputs)
    if is_other or not len(inputs):
        raise InputsError(
            f"inputs must be a sequence or an array of at least one input; got {type(inputs).__name__}"
            + (". Pass a list." if is_other else " of length 0.")
        )
    check_batch_size(batch_size)
    folder = _folder(inputs, out, cache)
    if cache is not None and folder is not None and (folder / CONTENTS).exists():
        return load(folder)[NAME]
    starts: Iterable[int] = range(0, len(inputs), batch_size)
    if progress:
        starts = with_progress(starts, -(-len(inputs) // batch_size), "Reading inputs")
    width = None
    with Memory(len(inputs)) if folder is None else Folder(folder, shared=cache is not None) as store:
        for start in starts:
            batch = inputs[start : start + batch_size]
            values = _checked(
                function(batch), len(batch), width, f"inputs {start} to {start + len(batch) - 1}"
            )
            width = values.shape[1]
            store.put(NAME, np.arange(start, start + len(batch)), values)
        return store.finish(len(inputs), None)[NAME]


def _folder(inputs: Any, out: Any, cache: str | None) -> Path | None:
    if cache is None:
        return None if out is None else Path(out)
    if out is not None:
        raise OptionError("out= and cache= both say where the array goes. Give one of them.")
    if not isinstance(cache, str) or not cache.strip():
        raise OptionError(
            f"cache must name what the function computes, such as 'MiniLM-L3 2.0'; got {cache!r}."
        )
    return folder_for(NAME, cache, inputs)


def _checked(result: Any, n_inputs: int, width: int | None, batch: str) -> Floats:
    """Check what the function returned for a batch."""
    if hasattr(result, "detach"):
        result = result.detach().float().cpu()
    try:
        values = np.asarray(result)
        if values.dtype.kind not in NUMBERS:
            raise TypeError(values.dtype)
        values = values if values.dtype == np.float32 else values.astype(np.float64)
    except (TypeError, ValueError):
        dense = " Make it dense: .toarray()." if hasattr(result, "toarray") else ""
        raise OutputError(
            f"The function must return an array of numbers; for {batch} it returned a {type(result).__name__}.{dense}"
        ) from None
    if values.ndim != 2 or len(values) != n_inputs or not values.shape[1]:
        raise OutputError(
            f"The function must return an array of shape (n_batch, n_features), here ({n_inputs}, n_features); for "
            f"{batch} it returned shape {values.shape}."
        )
    if width is not None and values.shape[1] != width:
        raise OutputError(
            f"The function must return as many features for each batch; for {batch} it returned {values.shape[1]}, "
            f"before that {width}."
        )
    with np.errstate(over="ignore"):
        values = values.astype(np.float32)
    if not np.isfinite(values).all():
        raise OutputError(f"The function returned NaN, infinity or more than float32 can hold for {batch}.")
    return values
