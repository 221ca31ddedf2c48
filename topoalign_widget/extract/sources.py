"""Which kind of inputs these are: texts, token ids, arrays, or batches that are ready."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from topoalign_widget.extract.framework import is_pretrained
from topoalign_widget.extract.inputs import (
    InputsError,
    Ready,
    Source,
    Stacked,
    as_items,
    from_token_ids,
    is_sequence,
)
from topoalign_widget.extract.tokens import Focus, FocusError, pad_id, tokenised, tokenizer_for


def source_of(model: Any, inputs: Any, tokenizer: Any, focus: Focus | None) -> tuple[Source, Any]:
    """Find out what the inputs are, and the tokenizer that texts need.

    Raises
    ------
    InputsError
        If they are nothing that a model could be given, or no tokenizer is found.
    FocusError
        If a focus is given for what is no text, or cannot be found in its text.
    """
    inputs = as_items(inputs)
    if _are_texts(inputs):
        tokenizer = tokenizer_for(model) if tokenizer is None else tokenizer
        _check_texts(inputs)
        limit = getattr(model.config, "max_position_embeddings", None) if is_pretrained(model) else None
        return tokenised(inputs, tokenizer, limit, as_items(focus)), tokenizer
    if focus is not None:
        raise FocusError(
            "focus= needs inputs that are texts. Leave it out, or pass the texts and tokenizer=."
        )
    if isinstance(inputs, str):
        raise InputsError(
            f"inputs must be a sequence of texts; got the one text {inputs[:40]!r}. Pass a list."
        )
    pad = pad_id(tokenizer or getattr(model, "config", None))
    if isinstance(inputs, Mapping):
        return from_token_ids(inputs, pad) if "input_ids" in inputs else Stacked(inputs), tokenizer
    if not is_sequence(inputs):
        if not isinstance(inputs, Iterable) or hasattr(inputs, "shape"):
            raise InputsError(f"inputs must be texts, arrays or batches; got a {type(inputs).__name__}.")
        return Ready(inputs), tokenizer
    if len(inputs) and isinstance(inputs[0], (list, tuple)) and all(isinstance(i, int) for i in inputs[0]):
        return from_token_ids({"input_ids": inputs}, pad), tokenizer
    return Stacked(inputs), tokenizer


def _are_texts(inputs: Any) -> bool:
    """Tell texts by any of the first two: the first may be what is missing."""
    return (
        is_sequence(inputs)
        and not isinstance(inputs, (str, Mapping))
        and any(_is_text(inputs[number]) for number in range(min(2, len(inputs))))
    )


def _is_text(item: Any) -> bool:
    return isinstance(item, str) or (
        isinstance(item, tuple) and len(item) == 2 and all(isinstance(part, str) for part in item)
    )


def _check_texts(texts: Any) -> None:
    pairs = isinstance(texts[0], tuple)
    for number, text in enumerate(texts):
        if not (_is_text(text) and isinstance(text, tuple) == pairs):
            raise InputsError(
                f"Inputs must be all texts, or all pairs of texts; input {number} is {text!r}. Fill in what is "
                "missing, or remove it here and in the metadata."
            )
