"""A vector for each input out of the vectors of its tokens, or of its places in an image."""

from __future__ import annotations

from typing import Any, Literal

from topoalign_widget.extract.framework import require_torch
from topoalign_widget.extract.layers import LayerError

Pool = Literal["mean", "cls", "last"]
POOLS = ("mean", "cls", "last", None)


def pooled(values: Any, counted: Any, pool: Pool | None, layer: str, n_inputs: int) -> Any:
    """Pool what a layer computed for a batch.

    Parameters
    ----------
    values : tensor of shape (n_inputs, n_features), (n_inputs, n_tokens, n_features) or (n_inputs, n_channels, ...)
    counted : tensor of bool, shape (n_inputs, n_tokens), optional
        The tokens that are pooled. None: all.
    pool : {"mean", "cls", "last"} or None
        Their mean, the first or the last of them; None keeps them, input by input.
    layer : str
        Its name, for errors.
    n_inputs : int

    Returns
    -------
    tensor of float32, shape (n_inputs, n_features), or (n_counted, n_features) with pool None

    Raises
    ------
    LayerError
        If it did not compute real numbers for each input, or there are no tokens to pool.
    """
    if values.ndim == 0 or len(values) != n_inputs:
        raise LayerError(
            f"Layer {layer!r} gave shape {tuple(values.shape)} for a batch of {n_inputs} inputs; the first axis must "
            "be the inputs'. Choose a layer that computes something for each input."
        )
    if values.is_complex():
        raise LayerError(f"Layer {layer!r} gave complex numbers. Choose a layer of real ones.")
    # Half precision would lose in the mean what the model still knew.
    values = values.float()
    if values.ndim <= 2:
        return values.reshape(n_inputs, -1).clone()  # a later module may write over it in place
    if values.ndim > 3:
        if pool != "mean":
            raise LayerError(
                f"Layer {layer!r} gave shape {tuple(values.shape)}, maps of {values.shape[1]} channels: they have no "
                f"tokens, so pool={pool!r} does not apply. Use pool='mean', or a layer that flattens them."
            )
        return values.mean(dim=tuple(range(2, values.ndim)))
    if counted is None:
        counted = require_torch().ones(values.shape[:2], dtype=bool, device=values.device)
    if counted.shape != values.shape[:2]:
        raise LayerError(
            f"Layer {layer!r} gave shape {tuple(values.shape)}, but the inputs have {counted.shape[1]} tokens each. "
            "Choose a layer that computes something for each token, or for each input."
        )
    return _over_tokens(values, counted, pool)


def _over_tokens(values: Any, counted: Any, pool: Pool | None) -> Any:
    if pool is None:
        return values[counted]
    if pool == "mean":
        return values.masked_fill(~counted[..., None], 0).sum(1) / counted.sum(1, keepdim=True)
    first = counted.int().argmax(1)
    last = counted.shape[1] - 1 - counted.int().flip(1).argmax(1)
    return values[require_torch().arange(len(values), device=values.device), first if pool == "cls" else last]
