"""Texts as token ids, and the tokens of one word in each."""

from __future__ import annotations

import re
import warnings
from collections.abc import Sequence
from importlib import import_module
from operator import index
from typing import Any

import numpy as np
from numpy.typing import NDArray

from topoalign_widget.extract.framework import is_pretrained
from topoalign_widget.extract.inputs import InputsError, Mask, Ragged

Focus = Sequence[str] | Sequence[tuple[int, int]]

# Texts that are tokenised at once: enough for the tokenizer's threads, few enough that their lists stay small.
CHUNK = 1024
# Tokenizers without a limit say 1e30.
NO_LIMIT = 1 << 20


class FocusError(ValueError):
    """A focus word cannot be found in its text, or not be told from another."""


class TruncationWarning(UserWarning):
    """Texts are longer than the model can read; their ends were cut off."""


def tokenizer_for(model: Any) -> Any:
    """Load the tokenizer that lies beside a transformers model on this machine.

    Raises
    ------
    InputsError
        If there is none.
    """
    name = getattr(getattr(model, "config", None), "name_or_path", "")
    if is_pretrained(model) and name:
        try:
            return import_module("transformers").AutoTokenizer.from_pretrained(name, local_files_only=True)
        except (OSError, ValueError):
            pass
    raise InputsError(
        "Inputs are texts, so the model's tokenizer is needed"
        + (f", and there is none for {name!r} on this machine" if name else "")
        + ". Pass tokenizer=, such as AutoTokenizer.from_pretrained(...)."
    )


def tokenised(
    texts: Sequence[str] | Sequence[tuple[str, str]],
    tokenizer: Any,
    limit: int | None,
    focus: Focus | None,
) -> Ragged:
    """Tokenise texts, or pairs of texts, with their special tokens.

    Parameters
    ----------
    texts : sequence of str or of (str, str)
    tokenizer : transformers tokenizer
    limit : int, optional
        Tokens that the model can read; the tokenizer's own limit holds, too.
    focus : sequence of str or of (int, int), optional
        For each input the word, or the characters from and to, that alone is counted.

    Raises
    ------
    FocusError
        If a focus word is not there, is there twice or was cut off, or the tokenizer cannot say where tokens lie.

    Warns
    -----
    TruncationWarning
        If texts were cut.
    """
    fast = bool(getattr(tokenizer, "is_fast", False))
    if focus is not None:
        _check_focus(focus, len(texts), tokenizer, fast)
    most = min(int(min(getattr(tokenizer, "model_max_length", NO_LIMIT), NO_LIMIT)), limit or NO_LIMIT)
    flat: dict[str, list[NDArray[np.int64]]] = {}
    lengths: list[int] = []
    counted: list[Mask] = []
    cut: list[int] = []
    for start in range(0, len(texts), CHUNK):
        own = list(texts[start : start + CHUNK])
        encoded = _encoded(own, tokenizer, most, offsets=focus is not None)
        ids = encoded["input_ids"]
        lengths += map(len, ids)
        for name in tokenizer.model_input_names:
            if name in encoded and name != "attention_mask":
                flat.setdefault(name, []).append(
                    np.fromiter((i for row in encoded[name] for i in row), dtype=np.int64)
                )
        cut_here = _cut(encoded, ids, most, fast)
        cut += [start + i for i in cut_here]
        for i, text in enumerate(own if focus is not None else ()):
            first = text if isinstance(text, str) else text[0]
            span = _span(first, focus[start + i], start + i)  # type: ignore[index]
            counted.append(_covered(encoded, i, span, first, start + i, i in cut_here))
    if cut:
        warnings.warn(
            f"{len(cut)} of {len(texts)} inputs are longer than the {most} tokens that the model reads, and their "
            f"ends were cut off; the first is input {cut[0]}.",
            TruncationWarning,
            stacklevel=5,
        )
    return Ragged(
        {name: np.concatenate(parts) for name, parts in flat.items()},
        np.array(lengths, dtype=np.int64),
        np.concatenate(counted) if focus is not None else None,
        pad_id(tokenizer),
    )


def pad_id(of: Any) -> int:
    """Get the id for empty places from a tokenizer or a configuration; masked out, any does."""
    given = getattr(of, "pad_token_id", None)
    return given if isinstance(given, int) else 0


def _encoded(own: list[Any], tokenizer: Any, most: int, offsets: bool) -> Any:
    pairs = not isinstance(own[0], str)
    firsts, seconds = ([a for a, _ in own], [b for _, b in own]) if pairs else (own, None)
    bounds = {"truncation": True, "max_length": most} if most < NO_LIMIT else {"truncation": False}
    return tokenizer(firsts, seconds, return_offsets_mapping=offsets, **bounds)


def _cut(encoded: Any, ids: list[list[int]], most: int, fast: bool) -> set[int]:
    """Find the inputs that were cut; a slow tokenizer only shows that the limit was reached."""
    if fast:
        return {i for i, encoding in enumerate(encoded.encodings) if encoding.overflowing}
    return {i for i, row in enumerate(ids) if len(row) >= most}


def _check_focus(focus: Any, n_inputs: int, tokenizer: Any, fast: bool) -> None:
    if not fast:
        raise FocusError(
            f"focus= needs to know where in the text a token lies, which a {type(tokenizer).__name__} cannot say. "
            "Pass a fast tokenizer: AutoTokenizer.from_pretrained(..., use_fast=True)."
        )
    if isinstance(focus, str) or len(focus) != n_inputs:
        got = f"the one word {focus!r}" if isinstance(focus, str) else f"{len(focus)}"
        raise FocusError(
            f"focus must have one word, or (start, end), for each of {n_inputs} inputs; got {got}."
        )


def _span(text: str, focus: Any, number: int) -> tuple[int, int]:
    """Find the characters that a focus means."""
    if not isinstance(focus, str):
        try:
            start, end = map(index, focus)
        except (TypeError, ValueError):
            raise FocusError(
                f"A focus is a word, or the characters (start, end); that of input {number} is {focus!r}."
            ) from None
        if not 0 <= start < end <= len(text):
            raise FocusError(
                f"The focus ({start}, {end}) of input {number} is no part of its {len(text)} characters: {text!r}."
            )
        return start, end
    found = [m.span() for m in re.finditer(rf"(?<!\w){re.escape(focus)}(?!\w)", text, re.IGNORECASE) if focus]
    if len(found) != 1:
        times = "does not occur" if not found else f"occurs {len(found)} times, at {[a for a, _ in found]},"
        raise FocusError(
            f"The focus word {focus!r} {times} in input {number}: {text!r}. "
            + ("Give a word as it stands there." if not found else "Give the characters meant: (start, end).")
        )
    return found[0]


def _covered(
    encoded: Any, i: int, span: tuple[int, int], text: str, number: int, was_cut: bool
) -> NDArray[np.bool_]:
    """Mark the tokens of an input that lie on its focus."""
    offsets = np.array(encoded["offset_mapping"][i])
    in_text = np.array([s == 0 for s in encoded.sequence_ids(i)])
    on = in_text & (offsets[:, 0] < span[1]) & (offsets[:, 1] > span[0])
    if not on.any() or (was_cut and offsets[on, 1].max() < span[1]):
        raise FocusError(
            f"The focus {text[slice(*span)]!r} of input {number} "
            + ("was cut off with the end of its text" if was_cut else "has no token")
            + ". Shorten the text, or leave the input out."
        )
    return on
