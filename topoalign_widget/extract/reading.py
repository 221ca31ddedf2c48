"""A model reads batches, and what its layers compute is pooled and handed on."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from itertools import count
from typing import Any

import numpy as np

from topoalign_widget.extract.axes import Axes, Shape
from topoalign_widget.extract.framework import device_of, is_pretrained, memory_explained, require_torch
from topoalign_widget.extract.inputs import Batch, few_of, tokens_per_input
from topoalign_widget.extract.layers import Chosen, LayerError, listening, states_of
from topoalign_widget.extract.pooling import Pool, pooled
from topoalign_widget.extract.states import Floats


class OutputError(ValueError):
    """A model's output cannot represent the inputs: it is not finite, or not of one shape."""


def read(
    model: Any, batches: Iterable[Batch], chosen: Chosen, pool: Pool | None
) -> Iterator[tuple[Batch, dict[str, Floats]]]:
    """Run a model on batches and pool its layers.

    Parameters
    ----------
    model : torch.nn.Module
        In the mode and on the device where it is to run.
    batches : iterable of Batch
    chosen : Chosen
    pool : {"mean", "cls", "last"} or None

    Yields
    ------
    Batch, dict of str to array of float32
        By layer; of shape (n_inputs, n_features), or (n_counted, n_features) with pool None.

    Raises
    ------
    LayerError
        If a layer was named that did not run, or computes nothing for each input.
    OutputError
        If a value is not finite.
    OutOfMemoryError
        If a batch does not fit.
    """
    run, device = _runner(model, chosen), device_of(model)
    axes: Axes | None = None
    for batch in batches:
        with memory_explained(batch, device):
            if axes is None:
                few = few_of(batch)
                shapes = _shapes(run, _on_device(few.values, model, device), chosen)
                axes = Axes(model, shapes, len(few))
            found = _read_batch(
                run, _on_device(batch.values, model, device), batch, chosen, axes, pool, device
            )
            arrays = {name: values.cpu().numpy() for name, values in found.items()}
        axes.warn(stacklevel=4)  # the call of hidden_states, whose keywords are checked around it
        _check_finite(arrays, batch)
        yield batch, arrays


def _shapes(run: Callable[[Any], Iterator[tuple[str, Any]]], values: Any, chosen: Chosen) -> dict[str, Shape]:
    """Let a model read a few inputs, and get the shapes of what the chosen modules compute."""
    found: dict[str, Shape] = {}
    if not chosen.modules:
        return found  # hidden states of a transformer are known to have the inputs first

    def heard(layer: str, computed: Any) -> None:
        found[_unused(layer, found)] = tuple(computed.shape)

    try:
        with listening(chosen.modules, heard):
            run(values)
    except Exception:
        # Some models take batches of one size only, and what else is wrong shows when it reads the batch itself.
        return {}
    return found


def _read_batch(
    run: Callable[[Any], Iterator[tuple[str, Any]]],
    values: Any,
    batch: Batch,
    chosen: Chosen,
    axes: Axes,
    pool: Pool | None,
    device: Any,
) -> dict[str, Any]:
    counted = None if batch.counted is None else require_torch().from_numpy(batch.counted).to(device)
    found: dict[str, Any] = {}

    def keep(name: str, computed: Any) -> None:
        found[name] = pooled(computed, counted, pool, name, len(batch))

    def heard(layer: str, computed: Any) -> None:
        name = _unused(layer, found)
        keep(name, axes.in_order(name, computed, len(batch)))

    # Watching comes first, so that what a module says is known when it is heard.
    with axes.watching(len(batch)), listening(chosen.modules, heard):
        for name, computed in run(values):
            keep(_unused(name, found), computed)
    silent = chosen.required - set(found)
    if silent:
        raise LayerError(
            f"Module {min(silent)!r} did not run when the model read its inputs, so it has no output."
        )
    return found


def _unused(layer: str, found: Mapping[str, Any]) -> str:
    """Name what a module computed: one that runs again in a pass, such as a shared activation, is another layer."""
    numbered = (f"{layer} ({number})" for number in count(2))
    return layer if layer not in found else next(name for name in numbered if name not in found)


def _runner(model: Any, chosen: Chosen) -> Callable[[Any], Iterator[tuple[str, Any]]]:
    """Get what calls a model, and gives the hidden states that are asked for."""
    if not is_pretrained(model):
        return partial(_run_module, model)
    # An encoder is a model by itself; a head is of no use unless a module in it is read.
    reader = model.get_encoder() if model.config.is_encoder_decoder else model
    reader = reader if chosen.modules else getattr(reader, "base_model", reader)
    return partial(_run_pretrained, reader, chosen)


def _run_module(model: Any, values: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(values, Mapping):
        model(**_taken(model, values))
    else:
        model(values)
    return iter(())


def _run_pretrained(model: Any, chosen: Chosen, values: Any) -> Iterator[tuple[str, Any]]:
    named = _taken(model, values if isinstance(values, Mapping) else {model.main_input_name: values})
    if "use_cache" in inspect.signature(model.forward).parameters:
        named["use_cache"] = False  # keys and values of past tokens are for generating text
    if chosen.states == []:
        model(**named)
        return iter(())
    return states_of(model(**named, output_hidden_states=True, return_dict=True), chosen)


def _taken(model: Any, values: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out what a tokenizer gives beside the token ids and this model does not take."""
    parameters = inspect.signature(model.forward).parameters
    if any(parameter.kind is inspect.Parameter.VAR_KEYWORD for parameter in parameters.values()):
        return dict(values)
    beside = {"attention_mask", "token_type_ids"} - set(parameters)
    return {name: part for name, part in values.items() if name not in beside}


def _on_device(values: Any, model: Any, device: Any) -> Any:
    """Make tensors of what a model is called with; numbers with a point get the precision of its weights."""
    if isinstance(values, Mapping):
        return {name: _on_device(part, model, device) for name, part in values.items()}
    torch = require_torch()
    # Rows of a memory map cannot be written to, which torch would warn of.
    tensor = torch.as_tensor(
        np.require(values, requirements="W") if isinstance(values, np.ndarray) else values
    )
    tensor = tensor.to(device)
    weights = next((p for p in model.parameters() if p.is_floating_point()), None)
    return tensor.to(weights.dtype) if tensor.is_floating_point() and weights is not None else tensor


def _check_finite(arrays: Mapping[str, Floats], batch: Batch) -> None:
    for layer, values in arrays.items():
        finite = np.isfinite(values).all(axis=1)
        if not finite.all():
            per_input = 1 if len(values) == len(batch) else tokens_per_input(batch, len(values))
            number = np.repeat(batch.rows, per_input)[finite.argmin()]
            raise OutputError(
                f"Layer {layer!r} is NaN or infinite for input {number}. Half precision overflows easily: load the "
                "model in float32 or bfloat16, or leave the input out."
            )
